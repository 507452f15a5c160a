import { expect, signInAs, test } from "../support/portal.ts";
import { lateActions } from "../support/actions.ts";

test("a printed action log has every row, its marking, and nothing to press", async ({ page }) => {
  await signInAs(page, "council officer");
  const action = (await lateActions(page))[0]!;
  await page.goto(`${action.boardAddress}/actions`);
  const rows = page.getByRole("main").locator("tbody tr");
  const onScreen = await rows.count();

  await page.emulateMedia({ media: "print" });

  await expect(rows).toHaveCount(onScreen);
  await expect(rows.last()).toBeVisible();
  await expect(page.getByRole("main").locator("thead").first()).toBeVisible();
  await expect(page.locator(".app-marking").first()).toBeVisible();
  for (const gone of [
    page.locator(".govuk-service-navigation"),
    page.locator(".moj-sub-navigation"),
    page.locator(".moj-filter"),
    page.locator(".govuk-skip-link"),
    page.getByRole("button"),
  ]) {
    for (const each of await gone.all()) await expect(each).toBeHidden();
  }
});

test("nothing on paper is cut off at the side", async ({ page }) => {
  await signInAs(page, "council officer");
  const action = (await lateActions(page))[0]!;
  await page.goto(`${action.boardAddress}/actions`);

  await page.emulateMedia({ media: "print" });
  await page.setViewportSize({ width: 680, height: 960 });

  const [content, paper] = await page.evaluate(() => [
    document.documentElement.scrollWidth,
    document.documentElement.clientWidth,
  ]);
  expect(content).toBeLessThanOrEqual(paper ?? 0);
});
