import { expect, signInAs, test } from "../support/portal.ts";
import { a11y, noSidewaysScroll } from "../support/checks.ts";

const PILOT = "/pilots/fictional-example-one-form-for-reports";

test("a policy lead sees what changed beyond noise, for all sites and site by site", async ({ page }) => {
  await signInAs(page, "policy lead");
  await page.goto("/pilots");
  await page.getByRole("link", { name: "Fictional example: one form for reports" }).click();
  const main = page.getByRole("main");
  await expect(main).toContainText("Green: on track");
  await expect(main).toContainText("The figures suggest");
  // The second measure has a status that nobody has looked at for months.
  await expect(main).toContainText("Out of date");
  await expect(main).toContainText("A sign of change for the better");
  await expect(main).toContainText("No sign of change yet");
  await a11y(page);
  await noSidewaysScroll(page);

  await page.getByRole("link", { name: "Reports within 8 weeks" }).click();
  await expect(page.getByRole("heading", { name: /^All sites: A sign of change for the better/ })).toBeVisible();
  await expect(main).toContainText("sites reported");
  await expect(main).toContainText("Target: 80");
  await expect(page.getByRole("heading", { name: /^Site by site/ })).toBeVisible();
  await a11y(page);
  await noSidewaysScroll(page);
  await page.getByRole("link", { name: "Show the sites by month since go-live" }).click();
  await expect(main).toContainText("Month of go-live");
  await page.getByRole("link", { name: "Show the median (run chart)" }).click();
  await expect(main).toContainText("Median:");
  await expect(main).toContainText("Month of go-live");
  await noSidewaysScroll(page);
  const file = page.waitForEvent("download");
  await page.getByRole("link", { name: "Download these figures (CSV)" }).first().click();
  expect((await file).suggestedFilename()).toMatch(/\.csv$/);
});

test("a policy lead chooses the months of the expected range, and enters figures beside", async ({ page }) => {
  await signInAs(page, "policy lead");
  await page.goto(PILOT);
  await page.getByRole("link", { name: "Reports within 8 weeks" }).click();
  const main = page.getByRole("main");
  await page.getByRole("link", { name: "Choose the months that the expected range comes from" }).click();
  await a11y(page);
  await noSidewaysScroll(page);
  await page.getByLabel("First month").selectOption({ index: 1 });
  await page.getByLabel("Last month").selectOption({ index: 2 });
  await page.getByLabel("Why these months?").fill("The form was agreed after them");
  await page.getByRole("button", { name: "Save" }).click();
  await expect(page.getByRole("alert")).toContainText("There must be 6 or more months");
  await page.getByLabel("Last month").selectOption({ index: 9 });
  await page.getByRole("button", { name: "Save" }).click();
  await expect(main).toContainText("The form was agreed after them");

  await page.getByRole("link", { name: "Enter figures from before the pilot, and of the comparator" }).click();
  await a11y(page);
  await noSidewaysScroll(page);
  await page.getByLabel("All sites together, before the first went live").fill("soon 26wks");
  await page.getByRole("button", { name: "Save" }).click();
  await expect(page.getByRole("alert")).toContainText("Line 1 must be a month and two whole numbers");
});

test("a policy lead compares a measure with official figures of other areas", async ({ page }) => {
  await signInAs(page, "policy lead");
  await page.goto(PILOT);
  await page.getByRole("link", { name: "Weeks to the final order" }).click();
  const main = page.getByRole("main");
  await expect(main).toContainText("areas (Cafcass), from the lowest to the highest");
  await expect(main).toContainText("Cafcass counts by the financial year, from April");
  await page.getByRole("link", { name: "Enter figures from before the pilot, and of the comparator" }).click();
  await expect(page.getByLabel("Official figures of other areas")).toBeChecked();
  await a11y(page);
  await noSidewaysScroll(page);
  await page.getByLabel("Which series?").selectOption("moj_care_26");
  await page.getByRole("button", { name: "Save" }).click();
  await expect(page.getByRole("alert")).toContainText("is a percentage and this measure is in weeks");
  await expect(page.getByLabel("Official figures of other areas")).toBeChecked();
  await page.getByLabel("Which series?").selectOption("cafcass_duration");
  const chosen = page.locator("input[name=areas]:checked");
  while ((await chosen.count()) > 0) await chosen.first().uncheck();
  await page.getByLabel("England", { exact: true }).check();
  await page.getByRole("button", { name: "Save" }).click();
  await expect(main).toContainText("England (Cafcass)");
  await a11y(page);
  await noSidewaysScroll(page);
});

test("a policy lead says how a measure stands, and another board reads it", async ({ page, windowOf }) => {
  await signInAs(page, "policy lead");
  await page.goto(PILOT);
  const main = page.getByRole("main");
  await page.getByRole("link", { name: "Weeks to the final order" }).click();
  await page.getByRole("link", { name: "Say how it stands" }).click();
  await a11y(page);
  await noSidewaysScroll(page);
  await page.getByRole("button", { name: "Save" }).click();
  await expect(page.getByRole("alert")).toContainText("Select how it stands");
  await page.getByLabel("Amber: at risk").check();
  await page.getByLabel("Why?").fill("The mean of weeks moves by chance alone so far");
  await page.getByRole("button", { name: "Save" }).click();
  await expect(main).toContainText("Amber: at risk");
  await expect(main).not.toContainText("Out of date");
  await expect(main).toContainText("1 earlier status");

  // Small counts are hidden from every board, in the table and in the picture.
  const outside = await windowOf("Cafcass officer who chairs");
  await outside.goto(PILOT);
  await expect(outside.getByRole("main")).not.toContainText("Say how it stands");
  await outside.getByRole("link", { name: "Hearings moved for want of a report" }).click();
  await expect(outside.getByRole("main")).toContainText("[c]");
  await a11y(outside);
  await noSidewaysScroll(outside);
});
