import { type Browser } from "@playwright/test";

import { expect, signInAs, test, type Page } from "../support/portal.ts";
import { a11y, noSidewaysScroll } from "../support/checks.ts";
import { words } from "../support/actions.ts";

async function looksSound(page: Page) {
  await a11y(page);
  await noSidewaysScroll(page);
}

/** The links of the latest mail about actions, as a demonstration shows it. */
async function linksOfMail(page: Page): Promise<string[]> {
  const links = page.locator('main a[href^="/mail-links/"]', { hasText: "On track" });
  await expect(async () => {
    await page.goto("/account/mail");
    expect(await links.count()).toBeGreaterThan(0);
  }).toPass({ timeout: 120_000 });
  await looksSound(page);
  await page.getByText("Read it").first().click();
  await expect(links.first()).toBeVisible();
  return links.evaluateAll((all) => all.map((link) => link.getAttribute("href")!));
}

/** A window in which nobody ever signed in, on the same device. */
async function elsewhere(browser: Browser, page: Page, javaScriptEnabled: boolean): Promise<Page> {
  const baseURL = new URL(page.url()).origin;
  const context = await browser.newContext({ baseURL, javaScriptEnabled, viewport: page.viewportSize() });
  return context.newPage();
}

test("somebody updates an action from a mail, without signing in", async ({ page, browser, javaScriptEnabled }) => {
  test.setTimeout(180_000);
  await signInAs(page, "council officer");
  const links = await linksOfMail(page);
  const reader = await elsewhere(browser, page, javaScriptEnabled);

  // Other journeys may have used some of them.
  let opened = "";
  for (const link of links) {
    const answer = await reader.goto(link);
    if (answer?.status() === 200) {
      opened = link;
      break;
    }
  }
  expect(opened).not.toBe("");
  await expect(reader.getByRole("heading", { level: 1, name: "Say where this action stands" })).toBeVisible();
  await expect(reader.getByRole("radio", { name: "In progress" })).toBeChecked();
  const reference = await reader.locator(".govuk-caption-l").textContent();
  await looksSound(reader);

  await reader.getByRole("button", { name: "Save update" }).click();
  await expect(reader.getByRole("alert")).toContainText("Enter what was done");
  await expect(reader.getByRole("radio", { name: "In progress" })).toBeChecked();
  await looksSound(reader);
  const text = words("By mail");
  await reader.getByLabel("What was done?").fill(text);
  await reader.getByRole("button", { name: "Save update" }).click();
  await expect(reader.getByRole("heading", { level: 1, name: "Your update is saved" })).toBeVisible();
  await looksSound(reader);

  const again = await reader.goto(opened);
  expect(again?.status()).toBe(410);
  await expect(reader.getByRole("heading", { level: 1, name: "This link has been used" })).toBeVisible();
  await looksSound(reader);
  await reader.getByRole("link", { name: "My work" }).last().click();
  await expect(reader).toHaveURL(/\/sign-in/);

  await page.goto(`/actions/${reference}`);
  const entry = page.locator(".moj-timeline__item").filter({ hasText: text });
  await expect(entry).toContainText("by mail link");
  await reader.context().close();
});

test("a link that is not right says what to do", async ({ page }) => {
  const answer = await page.goto("/mail-links/not-a-link");
  expect(answer?.status()).toBe(404);
  await expect(page.getByRole("heading", { level: 1, name: "This link does not work" })).toBeVisible();
  await looksSound(page);
});

test("somebody chooses when their mail comes", async ({ page }) => {
  await signInAs(page, "judge");
  await page.goto("/account/mail");
  await page.getByLabel("From what hour may it come?").selectOption("5pm");
  await page.getByRole("checkbox", { name: "Friday" }).check();
  await page.getByRole("button", { name: "Save" }).click();
  await expect(page.getByRole("alert")).toContainText("Your choice is saved");
  await expect(page.getByLabel("From what hour may it come?")).toHaveValue("17");
  await expect(page.getByRole("checkbox", { name: "Friday" })).toBeChecked();
  await looksSound(page);
});
