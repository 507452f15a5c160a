import { expect, signInAs, test } from "../support/portal.ts";

test.beforeEach(async ({ page }) => {
  await signInAs(page, "national secretariat");
  await page.goto("/boards");
  await expect(page.getByRole("heading", { level: 1, name: "Boards" })).toBeVisible();
});

test("a board is found by a part of its name and opened", async ({ page }) => {
  await page.getByLabel("Search boards").fill("cleveland");
  await page.getByRole("button", { name: "Search" }).click();

  await expect(page).toHaveURL(/cleveland/);
  await expect(page.getByLabel("Search boards")).toHaveValue("cleveland");
  await expect(page.getByRole("main").locator('li a[href^="/boards/"]')).toHaveCount(1);
  await page.getByRole("link", { name: "Cleveland and South Durham" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Cleveland and South Durham" })).toBeVisible();
});

test("a search without a hit says so and can be cleared", async ({ page }) => {
  await page.getByLabel("Search boards").fill("qqqqq");
  await page.getByRole("button", { name: "Search" }).click();

  await expect(page.getByRole("main").locator('li a[href^="/boards/"]')).toHaveCount(0);
  await expect(page.getByRole("main")).toContainText(/no boards? match/i);
  await page.getByRole("link", { name: /^Clear/ }).first().click();
  await expect(page.getByRole("link", { name: "Cleveland and South Durham" })).toBeVisible();
});

test("a region shows its boards and no others", async ({ page }) => {
  await page.getByLabel("Region").selectOption({ label: "North East" });
  await page.getByRole("button", { name: "Search" }).click();

  await expect(page.getByRole("link", { name: "Cleveland and South Durham" })).toBeVisible();
  await expect(page.getByRole("link", { name: "Central London" })).toHaveCount(0);
});

test("a letter leads to the boards that begin with it", async ({ page }) => {
  await page.getByRole("navigation", { name: "A to Z" }).getByRole("link", { name: "W", exact: true }).click();

  await expect(page.getByRole("heading", { level: 2, name: "W", exact: true })).toBeInViewport();
  await expect(page.getByRole("link", { name: "West London" })).toBeVisible();
});
