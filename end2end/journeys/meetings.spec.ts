import { expect, signInAs, test, type Page } from "../support/portal.ts";
import { lateActions } from "../support/actions.ts";
import { a11y, noSidewaysScroll } from "../support/checks.ts";

async function fillDate(page: Page, [day, month, year]: [string, string, string]) {
  const group = page.getByRole("group", { name: "Date" });
  await group.getByLabel("Day").fill(day);
  await group.getByLabel("Month").fill(month);
  await group.getByLabel("Year").fill(year);
}

async function looksSound(page: Page) {
  await a11y(page);
  await noSidewaysScroll(page);
}

test("a chair plans a meeting, takes what a member proposes and publishes the agenda", async ({ page, windowOf }, info) => {
  await signInAs(page, "council officer");
  const { boardAddress } = (await lateActions(page))[0]!;
  const chair = await windowOf("chair");
  // Each project has a portal of its own, but a test that is run again has not.
  const mark = `${info.project.name} ${info.retry}`;
  const main = chair.getByRole("main");

  await chair.goto(`${boardAddress}/meetings`);
  await chair.getByRole("link", { name: "Plan a meeting" }).click();
  await chair.getByLabel("Title").fill(`Extra meeting, ${mark}`);
  await fillDate(chair, ["26", "5", "2031"]);
  await chair.getByLabel("Start time").fill("4pm");
  await chair.getByLabel("End time").fill("2pm");
  await chair.getByRole("button", { name: "Continue" }).click();
  await expect(chair.getByRole("alert")).toContainText("There is a problem");
  await expect(chair.getByLabel("Title")).toHaveValue(`Extra meeting, ${mark}`);
  await looksSound(chair);
  await chair.getByLabel("Start time").fill("2pm");
  await chair.getByLabel("End time").fill("4pm");
  await chair.getByRole("button", { name: "Continue" }).click();
  await expect(chair.getByRole("heading", { level: 1, name: "Check your answers" })).toBeVisible();
  await chair.getByRole("button", { name: "Plan this meeting" }).click();
  await expect(main).toContainText("2pm to 4pm");

  // A member proposes, and sees what becomes of it.
  const title = `Listing delays, ${mark}`;
  await page.goto(`${boardAddress}/meetings/propose`);
  await page.getByLabel("What should be discussed?").fill(title);
  await page.getByLabel("Why?").fill("Waiting times rose in both courts.");
  await page.getByLabel("What is wanted of the meeting?").selectOption({ label: "Discussion" });
  await page.getByLabel("How long does it take?").fill("10");
  await page.getByRole("button", { name: "Propose it" }).click();
  await expect(page.getByRole("main")).toContainText(title);

  await chair.goto(`${boardAddress}/meetings`);
  await chair.getByRole("link", { name: title }).click();
  await looksSound(chair);
  await chair.getByRole("radio", { name: "Put it on the agenda of a meeting" }).check();
  const meetings = chair.getByLabel("Which meeting?");
  const option = await meetings.getByRole("option").filter({ hasText: "26 May 2031" }).first().textContent();
  await meetings.selectOption({ label: option! });
  await chair.getByRole("button", { name: "Save" }).click();

  await chair.goto(`${boardAddress}/meetings`);
  await chair.getByRole("link", { name: `Extra meeting, ${mark}` }).click();
  const meeting = new URL(chair.url()).pathname;
  await page.goto(meeting);
  await expect(page.getByRole("main")).not.toContainText(title);
  await chair.getByRole("link", { name: "Edit the agenda" }).click();
  await expect(main).toContainText(title);
  await looksSound(chair);
  await chair.getByRole("link", { name: "Publish the agenda" }).click();
  await looksSound(chair);
  // Actions that were carried over too often ask for a word.
  const why = chair.getByLabel("Why are they carried over once more?");
  if (await why.isVisible()) await why.fill("They wait for the new contract.");
  await chair.getByRole("button", { name: "Publish the agenda" }).click();
  await expect(chair.getByRole("alert")).toContainText("Agenda published");

  await page.goto(meeting);
  await expect(page.getByRole("main")).toContainText(title);
  await looksSound(page);
});
