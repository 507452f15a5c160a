import { expect, signInAs, test, type Page } from "../support/portal.ts";
import { lateActions, whereSeatIs, words } from "../support/actions.ts";
import { a11y, noSidewaysScroll } from "../support/checks.ts";

async function looksSound(page: Page) {
  await a11y(page);
  await noSidewaysScroll(page);
}

/** Raises an action for the seat of the council officer, and gives its address. */
async function raise(chair: Page, board: string, title: string): Promise<string> {
  await chair.goto(`${board}/actions`);
  await chair.getByRole("main").getByRole("button", { name: "Raise an action" }).click();
  await chair.getByRole("button", { name: "Raise the action" }).click();
  await expect(chair.getByRole("alert")).toContainText("Enter what is to be done");
  await looksSound(chair);
  await chair.getByLabel("What is to be done?").fill(title);
  await chair.getByLabel("What does done look like?").fill("A list that the board has seen");
  await chair.getByLabel("Who leads it?").selectOption({ label: await seatOf(chair, /^Deputy chair/) });
  for (const [part, value] of [["Day", "15"], ["Month", "1"], ["Year", "2031"]] as const) {
    await chair.getByRole("group", { name: "When is it due?" }).getByLabel(part).fill(value);
  }
  await chair.getByRole("button", { name: "Raise the action" }).click();
  await expect(chair.getByRole("alert")).toContainText("The action is in the log");
  await chair.goto(`${board}/actions?q=${encodeURIComponent(title.split(":")[0]!)}&sort=-updated`);
  const link = chair.getByRole("main").getByRole("link", { name: title });
  return (await link.getAttribute("href"))!;
}

async function seatOf(page: Page, name: RegExp): Promise<string> {
  const options = await page.getByLabel("Who leads it?").locator("option").allInnerTexts();
  return options.find((option) => name.test(option))!;
}

test("an action is raised, offered, declined with a reason, and every page says who leads it", async ({ page, windowOf }, info) => {
  await signInAs(page, "council officer");
  const chair = await windowOf("chair");
  const { boardAddress } = await whereSeatIs(chair, "Chair", await lateActions(page));
  const title = words(`Rota ${info.project.name} ${info.retry}`);
  const action = await raise(chair, boardAddress, title);

  await page.goto(`${action}/offer`);
  await page.getByRole("button", { name: "Offer it" }).click();
  await expect(page.getByRole("alert")).toContainText("Select who should lead it");
  await looksSound(page);
  const to = (await page.getByLabel("Who should lead it?").locator("option").allInnerTexts()).find((option) => /^Chair/.test(option))!;
  await page.getByLabel("Who should lead it?").selectOption({ label: to });
  await page.getByLabel("Why should they lead it?").fill("The court keeps that list");
  await page.getByRole("button", { name: "Offer it" }).click();
  await expect(page.getByRole("main")).toContainText("Offered to");
  await looksSound(page);

  await chair.goto("/");
  await chair.getByRole("main").getByRole("link", { name: title }).first().click();
  await looksSound(chair);
  await chair.getByRole("radio", { name: "No, we do not take it" }).check();
  await chair.getByRole("button", { name: "Send answer" }).click();
  await expect(chair.getByRole("alert")).toContainText("Enter why not");
  await looksSound(chair);
  await chair.getByLabel("Why?").fill("We have nobody for it before the spring");
  await chair.getByRole("button", { name: "Send answer" }).click();
  await chair.goto(action);
  await expect(chair.getByRole("main")).toContainText("We have nobody for it before the spring");
  await expect(chair.locator(".govuk-summary-list")).toContainText("Durham");
  await page.goto("/");
  await expect(page.getByRole("main").getByRole("link", { name: title })).toBeVisible();
});

test("several actions are changed after a check, and each says why", async ({ page, windowOf }, info) => {
  await signInAs(page, "council officer");
  const chair = await windowOf("chair");
  const { boardAddress } = await whereSeatIs(chair, "Chair", await lateActions(page));
  const mark = `Several ${info.project.name} ${info.retry}`;
  const titles = [words(`${mark} a`), words(`${mark} b`)];
  for (const title of titles) await raise(chair, boardAddress, title);

  await chair.goto(`${boardAddress}/actions?q=${encodeURIComponent(mark)}`);
  for (const title of titles) {
    await chair.getByRole("row").filter({ hasText: title }).getByRole("checkbox").check();
  }
  await chair.getByRole("button", { name: "Change the selected actions" }).click();
  await expect(chair.getByRole("heading", { level: 1, name: "Change 2 actions" })).toBeVisible();
  await looksSound(chair);
  await chair.getByRole("button", { name: "Continue" }).click();
  await expect(chair.getByRole("alert")).toBeVisible();
  await looksSound(chair);
  await chair.getByRole("radio", { name: "Set high priority" }).check();
  await chair.getByLabel("Why?").fill("The inspection asks for them");
  await chair.getByRole("button", { name: "Continue" }).click();
  await looksSound(chair);
  await chair.getByRole("button", { name: "Change them", exact: true }).click();
  await expect(chair.getByRole("heading", { level: 1, name: /actions|Action log/i })).toBeVisible();

  await chair.goto(`${boardAddress}/actions?q=${encodeURIComponent(mark)}`);
  for (const title of titles) {
    await expect(chair.getByRole("row").filter({ hasText: title })).toContainText("High priority");
  }
  await chair.getByRole("link", { name: titles[0]! }).click();
  await expect(chair.getByRole("main")).toContainText("The inspection asks for them");
});

test("an action about a figure leads there and back, and shows it before and after", async ({ page, windowOf }, info) => {
  await signInAs(page, "council officer");
  const chair = await windowOf("chair");
  const { boardAddress } = await whereSeatIs(chair, "Chair", await lateActions(page));
  await chair.goto(`${boardAddress}/performance/chart?series=cafcass_duration`);
  const figures = chair.url();
  await chair.getByRole("link", { name: "Raise an action about this measure" }).click();
  const measure = chair.getByLabel("Which measure is it meant to move? (optional)");
  await expect(measure.locator("option:checked")).toHaveText("Weeks of a care application (Cafcass)");
  const title = words(`Earlier help ${info.project.name} ${info.retry}`);
  await chair.getByLabel("What is to be done?").fill(title);
  await chair.getByLabel("What does done look like?").fill("Fewer weeks");
  await chair.getByLabel("Who leads it?").selectOption({ label: await seatOf(chair, /^Deputy chair/) });
  // A refused form keeps the measure, too.
  await chair.getByRole("button", { name: "Raise the action" }).click();
  await expect(chair.getByRole("alert")).toContainText("Enter the due date");
  await expect(measure.locator("option:checked")).toHaveText("Weeks of a care application (Cafcass)");
  for (const [part, value] of [["Day", "15"], ["Month", "1"], ["Year", "2031"]] as const) {
    await chair.getByRole("group", { name: "When is it due?" }).getByLabel(part).fill(value);
  }
  await chair.getByRole("button", { name: "Raise the action" }).click();
  await expect(chair.getByRole("alert")).toContainText("The action is in the log");

  await chair.goto(figures);
  await looksSound(chair);
  await chair.getByRole("main").getByRole("link", { name: title }).click();
  await looksSound(chair);
  const before = chair.getByRole("row", { name: /Before it was raised/ });
  await expect(before).toContainText(/\d weeks/);
  await expect(chair.getByRole("row", { name: /^Now/ })).toContainText("No figure of a whole period after it yet");
  await chair.getByRole("button", { name: "Update this action" }).click();
  await chair.getByRole("radio", { name: "Closed" }).check();
  await chair.getByLabel("What was done?").fill("The board has seen it");
  await chair.getByRole("button", { name: "Save update" }).click();
  await expect(chair.getByRole("row", { name: /After it was closed/ })).toContainText("Not available");
  await chair.getByRole("link", { name: "Weeks of a care application (Cafcass)" }).click();
  await expect(chair).toHaveURL(figures.replace("_", "%5F"));
});
