import { expect, signInAs, test, type Page } from "../support/portal.ts";
import { lateActions } from "../support/actions.ts";
import { a11y, noSidewaysScroll } from "../support/checks.ts";

/** The goal: from nothing to a published agenda. */
const MOST_CLICKS = 20;

/** Clicks, and each field that is gone to, as one click each. */
class Hand {
  clicks = 0;
  constructor(private readonly page: Page) {}

  async click(role: "link" | "button" | "checkbox", name: string | RegExp) {
    this.clicks += 1;
    await this.page.getByRole(role, { name }).first().click();
  }

  async fill(label: string, text: string) {
    this.clicks += 1;
    await this.page.getByLabel(label, { exact: true }).fill(text);
  }
}

test("a chair goes from nothing to a published agenda that suggested its own items", async ({ page, windowOf }, info) => {
  await signInAs(page, "council officer");
  const { boardAddress } = (await lateActions(page))[0]!;
  const chair = await windowOf("chair");
  const main = chair.getByRole("main");
  const hand = new Hand(chair);
  // Each project has a portal of its own, but a test that is run again has not.
  const title = `Suggested, ${info.project.name} ${info.retry}`;

  await chair.goto(`${boardAddress}/meetings`);
  await hand.click("link", "Plan a meeting");
  await hand.fill("Title", title);
  await hand.fill("Day", "3");
  await hand.fill("Month", "6");
  await hand.fill("Year", "2031");
  await hand.click("button", "Continue");
  await hand.click("button", "Plan this meeting");
  await hand.click("link", new RegExp(title));
  await hand.click("link", "Edit the agenda");

  const suggestions = chair.getByRole("group", { name: "Suggested items, and why each is here" });
  await expect(suggestions).toContainText("Do, drop or defer");
  await a11y(chair);
  await noSidewaysScroll(chair);
  // Those that are folded away count, too.
  const boxes = suggestions.locator("input[type=checkbox]");
  const there = await boxes.count();
  expect(there).toBeGreaterThan(3);
  for (const place of [0, 1, 2]) {
    hand.clicks += 1;
    await boxes.nth(place).check();
  }
  await hand.click("button", "Put on the agenda");
  await expect(chair.getByRole("alert")).toContainText("The suggestions are on the agenda");
  await expect(boxes).toHaveCount(there - 3);
  await expect(main).toContainText("actions that are not closed");

  await hand.click("link", "Publish the agenda");
  await a11y(chair);
  await noSidewaysScroll(chair);
  const why = chair.getByLabel("Why are they carried over once more?");
  if (await why.isVisible()) await hand.fill("Why are they carried over once more?", "They wait for the new contract.");
  await hand.click("button", "Publish the agenda");
  await expect(chair.getByRole("alert")).toContainText("Agenda published");
  info.annotations.push({ type: "clicks", description: String(hand.clicks) });
  console.log(`${info.project.name}: ${hand.clicks} clicks from nothing to a published agenda`);
  expect(hand.clicks).toBeLessThanOrEqual(MOST_CLICKS);

  // A member reads every open action beside the agenda.
  await page.goto(new URL(chair.url()).pathname);
  await expect(page.getByRole("main")).toContainText("actions that are not closed");
  await a11y(page);
  await noSidewaysScroll(page);

  // Nothing has changed, so there is nothing to publish.
  await chair.getByRole("link", { name: "Publish the agenda" }).click();
  await expect(main).toContainText("there is nothing to publish");
  await expect(chair.getByRole("button", { name: "Publish the agenda" })).toHaveCount(0);
});

test("a chair drops a suggestion with a reason, and it stays away", async ({ page, windowOf }) => {
  await signInAs(page, "council officer");
  const { boardAddress } = (await lateActions(page))[0]!;
  const chair = await windowOf("chair");
  await chair.goto(`${boardAddress}/meetings`);
  await chair.getByRole("main").locator('a[href^="/meetings/"]').nth(1).click();
  await chair.getByRole("link", { name: "Edit the agenda" }).click();
  const group = chair.getByRole("group", { name: "Suggested items, and why each is here" });
  const last = group.getByRole("checkbox").last();
  const name = await last.getAttribute("value");
  await last.check();
  await chair.getByText("Drop suggestions instead").click();
  await chair.getByRole("button", { name: "Drop what is ticked" }).click();
  await expect(chair.getByRole("alert")).toContainText("Enter the reason why you drop it");
  await expect(group.getByRole("checkbox").last()).toBeChecked();
  await a11y(chair);
  await chair.getByLabel("Why are they dropped?").fill("The council reports in March.");
  await chair.getByRole("button", { name: "Drop what is ticked" }).click();
  await expect(chair.getByRole("alert")).toContainText("The suggestions are dropped");
  await expect(chair.locator(`input[value="${name}"]`)).toHaveCount(0);
});

test("a chair changes the time of a series, and extends it by a year", async ({ page, windowOf }) => {
  await signInAs(page, "council officer");
  const { boardAddress } = (await lateActions(page))[0]!;
  const chair = await windowOf("chair");
  await chair.goto(`${boardAddress}/meetings`);
  await chair.getByRole("link", { name: "Change, extend or end" }).first().click();
  await expect(chair.getByRole("heading", { level: 1 })).toContainText("Series: ");
  await a11y(chair);
  await noSidewaysScroll(chair);
  await chair.getByLabel("Start time").fill("5pm");
  await chair.getByLabel("End time").fill("4pm");
  await chair.getByRole("button", { name: "Save changes" }).click();
  await expect(chair.getByRole("alert")).toContainText("The end time must be after the start time");
  await chair.getByLabel("End time").fill("6pm");
  await chair.getByRole("button", { name: "Save changes" }).click();
  await expect(chair.getByRole("alert")).toContainText("Series changed");
  await expect(chair.getByRole("main")).toContainText("5pm to 6pm");
  await chair.getByRole("button", { name: "Extend by a year" }).click();
  await expect(chair.getByRole("alert")).toContainText("The meetings of the series are planned");
});
