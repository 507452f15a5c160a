// The checks that every journey leans on, tried on faults that they must find.
import { expect, test, type Page } from "../support/portal.ts";
import { a11y, noSidewaysScroll, soundHtml } from "../support/checks.ts";

async function helpWith(page: Page, html: string) {
  await page.goto("/help");
  await page.getByRole("main").evaluate((main, added) => main.insertAdjacentHTML("beforeend", added), html);
}

test("a field without a label is found", async ({ page }) => {
  await helpWith(page, '<input id="unnamed">');
  await expect(a11y(page)).rejects.toThrow(/label/);
});

test("a thing wider than the screen is found", async ({ page }) => {
  await helpWith(page, '<svg width="2000" height="5"></svg>');
  await expect(noSidewaysScroll(page)).rejects.toThrow(/width/);
});

test("HTML that a browser would have to mend is found", async () => {
  const html = '<!DOCTYPE html>\n<html lang="en"><head><title>A page</title></head><body><p><div></div></p></body></html>';
  await expect(soundHtml("/", html)).rejects.toThrow(/HTML of/);
});

test("what the content security policy refuses is found", async ({ page, complaints }) => {
  await helpWith(page, '<p style="color:red">red</p>');
  await expect.poll(() => complaints.left().join()).toMatch(/Content Security Policy/);
  complaints.tolerate(/Content Security Policy/);
});

test("a stylesheet that does not load is found", async ({ page, complaints }) => {
  await helpWith(page, '<link rel="stylesheet" href="/pkg/missing.css">');
  await expect.poll(() => complaints.left().join()).toMatch(/404|MIME type/);
  complaints.tolerate(/404|MIME type/);
});
