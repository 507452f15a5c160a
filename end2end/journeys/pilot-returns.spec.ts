import { expect, signInAs, test, type Page } from "../support/portal.ts";
import { a11y, noSidewaysScroll } from "../support/checks.ts";

async function looksSound(page: Page) {
  await a11y(page);
  await noSidewaysScroll(page);
}

async function fillDate(page: Page, name: string, date: Date) {
  const group = page.getByRole("group", { name });
  await group.getByLabel("Day").fill(`${date.getDate()}`);
  await group.getByLabel("Month").fill(`${date.getMonth() + 1}`);
  await group.getByLabel("Year").fill(`${date.getFullYear()}`);
}

/** The returns of the pilot that is alive in the demonstration. */
async function returns(page: Page) {
  await page.goto("/pilots/child-focused-courts/returns");
}

test("two late sites are reminded in one step after a check", async ({ page }) => {
  await signInAs(page, "policy lead");
  await returns(page);
  const main = page.getByRole("main");
  await expect(main).toContainText("Reminded on");
  await expect(main).toContainText("Revised");
  await expect(main).toContainText("Correction waits");
  await looksSound(page);
  await page.getByRole("button", { name: "Continue" }).click();
  await expect(page.getByRole("alert")).toContainText("Select at least one site");
  // A site for which nobody reports cannot be reminded before somebody is named.
  const reported = page.locator(".govuk-checkboxes__item").filter({ hasNotText: "Nobody is named" });
  const late = reported.getByRole("checkbox");
  await late.nth(0).check();
  await late.nth(1).check();
  await page.getByRole("button", { name: "Continue" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Remind 2 sites?");
  await looksSound(page);
  await page.getByRole("button", { name: "Change" }).click();
  await expect(late.nth(1)).toBeChecked();
  await page.getByRole("button", { name: "Continue" }).click();
  await page.getByRole("button", { name: "Remind 2 sites" }).click();
  await expect(page.getByRole("alert")).toContainText("The sites are reminded");
});

test("a figure that was approved is corrected with a reason and by two people", async ({ page, windowOf }) => {
  await signInAs(page, "policy lead");
  await returns(page);
  const main = page.getByRole("main");
  await page.getByRole("link", { name: /^Approved/ }).first().click();
  await page.getByRole("link", { name: "Ask to correct figures" }).click();
  await page.getByLabel("Why do they have to be corrected?").fill("Fictional: found in the second list.");
  await page.getByRole("button", { name: "Ask for the correction" }).click();
  await expect(page.getByRole("alert")).toContainText("Change at least one figure");
  await looksSound(page);
  await page.getByLabel("Applications").fill("26wks");
  await page.getByRole("button", { name: "Ask for the correction" }).click();
  await expect(page.getByRole("alert")).toContainText("without letters or signs, not “26wks”");
  await expect(page.getByLabel("Applications")).toHaveValue("26wks");
  await page.getByLabel("Applications").fill("41");
  await page.getByRole("button", { name: "Ask for the correction" }).click();
  await expect(main).toContainText("A correction waits for approval by somebody else");
  await expect(page.getByRole("button", { name: "Approve" })).toHaveCount(0);
  await looksSound(page);

  const other = await windowOf("national secretariat");
  await other.goto(page.url());
  await expect(other.getByRole("main")).toContainText("To be corrected to");
  await other.getByRole("button", { name: "Approve" }).click();
  await expect(other.getByRole("alert")).toContainText("The figures are corrected");
  await page.reload();
  await expect(main).toContainText("Figures were last corrected on");
  await looksSound(page);
});

test("somebody who sits nowhere reports for the one site they are named for", async ({ page, windowOf }) => {
  const person = await windowOf("someone with no seat");
  await person.goto("/account/details");
  const email = await person.getByLabel("Email address").inputValue();

  await signInAs(page, "policy lead");
  await page.goto("/pilots/child-focused-courts");
  await page.getByRole("link", { name: "Who reports for North Wales" }).click();
  await page.getByLabel("Email address").fill("nobody@nowhere.example");
  await page.getByRole("button", { name: "Name them" }).click();
  await expect(page.getByRole("alert")).toContainText("Nobody in the portal has the address nobody@nowhere.example");
  await page.getByLabel("Email address").fill(email);
  await page.getByRole("button", { name: "Name them" }).click();
  await expect(page.getByRole("alert")).toContainText("They can report for the site");
  await looksSound(page);
  await page.getByRole("link", { name: /^Set the last day/ }).last().click();
  await looksSound(page);

  await person.goto("/");
  await person.getByRole("link", { name: /^Return of/ }).first().click();
  await expect(person.getByRole("heading", { level: 1 })).toContainText("Return for");
  await looksSound(person);

  // What they were named for ends, and so does what they see.
  await fillDate(page, "Last day", new Date());
  await page.getByRole("button", { name: "Save" }).click();
  await expect(page.getByRole("alert")).toContainText("Their last day is saved");
});

test("targets hold from their date, and those before stay", async ({ page }) => {
  await signInAs(page, "policy lead");
  await page.goto("/pilots/child-focused-courts");
  await page.getByRole("link", { name: "Child Impact Report within 8 weeks" }).click();
  await page.getByRole("link", { name: "Change the measure" }).click();
  await page.getByRole("link", { name: "targets by period" }).click();
  const main = page.getByRole("main");
  await expect(main).toContainText("70%");
  await page.getByLabel("Target", { exact: true }).fill("75");
  await page.getByRole("button", { name: "Set target" }).click();
  await expect(page.getByRole("alert")).toContainText("Enter the date from which the target holds");
  await expect(page.getByLabel("Target", { exact: true })).toHaveValue("75");
  await looksSound(page);
  await fillDate(page, "From which date does it hold?", new Date(2027, 0, 1));
  await page.getByRole("button", { name: "Set target" }).click();
  await expect(page.getByRole("alert")).toContainText("Target saved");
  await expect(main).toContainText("1 January 2027");
  await looksSound(page);
});
