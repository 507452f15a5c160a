import { expect, signInAs, test, type Page } from "../support/portal.ts";
import { lateActions } from "../support/actions.ts";
import { a11y, noSidewaysScroll } from "../support/checks.ts";

async function looksSound(page: Page) {
  await a11y(page);
  await noSidewaysScroll(page);
}

test("a member who cannot come names somebody, and those who prepare the meeting see it", async ({ page, windowOf }, info) => {
  await signInAs(page, "council officer");
  const { boardAddress } = (await lateActions(page))[0]!;
  const mark = `${info.project.name} ${info.retry}`;
  const main = page.getByRole("main");

  await page.goto(`${boardAddress}/meetings`);
  await main.getByRole("table").first().getByRole("link").first().click();
  const meeting = new URL(page.url()).pathname;
  await expect(page.getByRole("heading", { level: 2, name: "Who comes" })).toBeVisible();
  await looksSound(page);
  await page.goto(`${meeting}/reply`);
  await expect(page.getByRole("heading", { level: 1, name: "Will you come to this meeting?" })).toBeVisible();
  await looksSound(page);
  await page.getByRole("radio", { name: "Not coming" }).check();
  await page.getByRole("button", { name: "Save reply" }).click();

  await expect(page.getByRole("heading", { level: 1, name: "Who comes for you?" })).toBeVisible();
  await page.getByRole("radio", { name: "Somebody else" }).check();
  await page.getByLabel("Full name").fill(`Nia Stand-in, ${mark}`);
  await page.getByRole("button", { name: "Save" }).click();
  await expect(page.getByRole("alert")).toContainText("Enter the email address of who comes");
  await expect(page.getByLabel("Full name")).toHaveValue(`Nia Stand-in, ${mark}`);
  await looksSound(page);
  await page.getByLabel("Email address").fill(`nia-${info.project.name}-${info.retry}@guest.example`);
  await page.getByRole("button", { name: "Save" }).click();
  await expect(page.getByRole("alert")).toContainText("It is noted who comes to the meeting");
  await expect(main).toContainText(`Nia Stand-in, ${mark} comes for you.`);

  const chair = await windowOf("chair");
  await chair.goto(meeting);
  await expect(chair.getByRole("main")).toContainText(`Nia Stand-in, ${mark} comes instead`);
  await looksSound(chair);

  // They come after all, online.
  await page.getByRole("link", { name: "Change your reply" }).first().click();
  await expect(main).toContainText("tells them that they need not come");
  await page.getByRole("radio", { name: "Coming online" }).check();
  await page.getByRole("button", { name: "Save reply" }).click();
  await expect(main).toContainText("You have said that you come online.");
  await chair.reload();
  await expect(chair.getByRole("main")).not.toContainText(`Nia Stand-in, ${mark}`);
});

test("somebody says which mail they want", async ({ page }) => {
  await signInAs(page, "council officer");
  await page.goto("/account/mail");
  const calls = page.getByRole("group", { name: "Do you want invitations to meetings by mail?" });
  await calls.getByRole("radio", { name: "No" }).check();
  await page.getByRole("button", { name: "Save" }).click();
  await expect(page.getByRole("alert")).toContainText("Your choice is saved");
  await expect(calls.getByRole("radio", { name: "No" })).toBeChecked();
  await looksSound(page);
});
