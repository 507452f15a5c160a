import { expect, signInAs, test, type Page } from "../support/portal.ts";
import { a11y, noSidewaysScroll, soundHtml } from "../support/checks.ts";

/** The page that is open: its HTML as sent, its accessibility, its width. */
async function stands(page: Page) {
  const answer = await page.goto(page.url());
  await soundHtml(page.url(), await answer!.text());
  await a11y(page);
  await noSidewaysScroll(page);
}

test("the figures of a board say where they come from, and lead to a chart", async ({ page }) => {
  await signInAs(page, "council officer");
  await page.goto("/boards/west-yorkshire/performance");
  const main = page.getByRole("main");
  await expect(main).toContainText("These figures are fictional");
  await expect(main).toContainText("by calendar year");
  await expect(main).toContainText("by financial year");
  await expect(main).toContainText("Source: ");
  await expect(main).toContainText("Not available for this board");
  await stands(page);

  await main.getByRole("link", { name: /Weeks of a care application \(Cafcass\)/ }).first().click();
  await expect(page.getByRole("figure").or(page.locator("figure")).first()).toBeVisible();
  await expect(main).toContainText("expected range");
  await page.getByLabel("Expected range from the figures up to").selectOption({ index: 2 });
  await page.getByRole("button", { name: "Draw again" }).click();
  await expect(page).toHaveURL(/until=/);
  await stands(page);
});

test("all boards stand side by side, as a table and as tiles", async ({ page }) => {
  await signInAs(page, "chair");
  await page.goto("/performance");
  const main = page.getByRole("main");
  await expect(main).toContainText("boards");
  await stands(page);
  await main.getByRole("link", { name: "Tiles by region" }).click();
  await expect(main).toContainText("Red");
  await stands(page);
});

test("an unknown label stops a file until it is mapped, and then it is approved", async ({ page }, info) => {
  await signInAs(page, "national secretariat");
  await page.goto("/performance/import");
  const main = page.getByRole("main");
  await stands(page);
  await main.getByRole("link", { name: /July to September 2026/ }).click();
  if (info.retry === 0) {
    await expect(main).toContainText("Cheshire & Merseyside");
    await expect(main).toContainText("26wks");
    await stands(page);
    await page.getByLabel(/Cheshire & Merseyside/).selectOption({ label: "Cheshire and Merseyside" });
    await page.getByRole("button", { name: "Save and check the file again" }).click();
    await page.getByRole("button", { name: /Approve and load/ }).click();
  }
  await expect(main).toContainText("Undo this file");
  await stands(page);
  for (const address of ["/performance/labels", "/performance/settings", "/performance/settings?series=cafcass_duration"]) {
    await page.goto(address);
    await stands(page);
  }
});
