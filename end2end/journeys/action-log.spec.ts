import { expect, signInAs, test, type Page } from "../support/portal.ts";
import { lateActions } from "../support/actions.ts";

/** The log of the board whose late action comes first on My work. */
async function openLog(page: Page): Promise<string> {
  await signInAs(page, "council officer");
  const { boardAddress } = (await lateActions(page))[0]!;
  await page.goto(`${boardAddress}/actions`);
  await expect(page.getByRole("heading", { level: 1, name: "Action log" })).toBeVisible();
  return boardAddress;
}

const references = (page: Page) =>
  page.getByRole("main").locator('tbody a[href^="/actions/"]').evaluateAll((links) =>
    links.map((link) => link.getAttribute("href")),
  );

test("a filter stands in the address and can be taken away as a chip", async ({ page }) => {
  await openLog(page);
  const all = await references(page);

  await page.getByText("Filters", { exact: true }).click();
  await page.getByRole("checkbox", { name: "Blocked" }).check();
  await page.getByRole("button", { name: "Apply filters" }).click();

  await expect(page).toHaveURL(/blocked/i);
  await page.getByText("Filters (1 chosen)").click();
  await expect(page.getByRole("checkbox", { name: "Blocked" })).toBeChecked();
  const rows = await page.getByRole("main").locator("tbody tr").allInnerTexts();
  expect(rows.length).toBeGreaterThan(0);
  expect(rows.filter((row) => !row.includes("Blocked"))).toEqual([]);
  await page.locator(".moj-filter__tag").filter({ hasText: "Blocked" }).click();
  await expect(page.locator(".moj-filter__tag")).toHaveCount(0);
  expect(await references(page)).toEqual(all);
});

test("filters that nothing matches say so and can be cleared", async ({ page }) => {
  const board = await openLog(page);

  await page.getByLabel("Search these actions").fill("qqqqq");
  await page.getByRole("button", { name: "Search" }).click();

  expect(await references(page)).toEqual([]);
  await expect(page.getByRole("main")).toContainText(/no actions? match/i);
  await page.getByRole("link", { name: "Clear filters" }).first().click();
  await expect(page).toHaveURL(new RegExp(`${board}/actions$`));
});

test("a column sorts up and then down, and says which", async ({ page }) => {
  await openLog(page);
  const header = page.locator("th").filter({ hasText: /^Reference/ });

  await header.getByRole("link").click();
  await expect(header).toHaveAttribute("aria-sort", "ascending");
  const up = await references(page);
  expect(up).toEqual([...up].sort());

  await header.getByRole("link").click();
  await expect(header).toHaveAttribute("aria-sort", "descending");
  const down = await references(page);
  expect(down).toEqual([...down].sort().reverse());
});

test("the next page continues where this one ends", async ({ page }) => {
  await openLog(page);
  const first = await references(page);

  await page.getByRole("navigation", { name: /pagination/i }).getByRole("link", { name: /Next/ }).click();

  const second = await references(page);
  expect(second.length).toBeGreaterThan(0);
  expect(second.filter((reference) => first.includes(reference))).toEqual([]);
  await page.getByRole("navigation", { name: /pagination/i }).getByRole("link", { name: /Previous/ }).click();
  expect(await references(page)).toEqual(first);
});
