import { expect, signInAs, test } from "../support/portal.ts";
import { a11y, noSidewaysScroll } from "../support/checks.ts";

test("the figures of a chart are said one by one, by keyboard and by pointer", async ({ page }) => {
  await signInAs(page, "policy lead");
  await page.goto("/pilots/fictional-example-one-form-for-reports");
  await page.getByRole("link", { name: "Reports within 8 weeks" }).click();
  const slider = page.getByRole("slider", { name: "Figures one by one" });
  await expect(slider).toBeVisible();
  const said = async () => (await slider.getAttribute("aria-valuetext"))!;
  const latest = await said();
  expect(latest).toMatch(/^\w{3} \d{2}: [\d.]+% \([\d,]+ of [\d,]+\), \d of \d sites? reported/);
  await slider.focus();
  await page.keyboard.press("ArrowLeft");
  await expect.poll(said).not.toBe(latest);
  await expect(page.locator(".app-chart-readout__words")).toHaveText(await said());
  await expect(page.locator("svg.app-chart .app-chart__current")).toHaveCount(2);
  await page.keyboard.press("End");
  await expect.poll(said).toBe(latest);
  await a11y(page);
  await noSidewaysScroll(page);

  const chart = page.locator("svg.app-chart:visible").first();
  await chart.scrollIntoViewIfNeeded();
  const box = (await chart.boundingBox())!;
  await page.mouse.move(box.x + box.width / 4, box.y + box.height / 2);
  await expect.poll(said).not.toBe(latest);
});
