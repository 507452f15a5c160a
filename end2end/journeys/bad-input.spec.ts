import { expect, signInAs, test } from "../support/portal.ts";
import { lateActions, openUpdate, words } from "../support/actions.ts";

test("an empty update says what is missing, twice in the same words", async ({ page, javaScriptEnabled }) => {
  await signInAs(page, "council officer");
  await openUpdate(page, (await lateActions(page))[0]!);

  const answer = page.waitForResponse((response) => response.request().method() === "POST");
  await page.getByRole("button", { name: "Save update" }).click();

  expect((await answer).status()).toBe(422);
  await expect(page).toHaveTitle(/^Error: /);
  const summary = page.locator(".govuk-error-summary");
  await expect(summary.getByRole("heading", { name: "There is a problem" })).toBeVisible();
  if (javaScriptEnabled !== false) {
    await expect(summary).toBeFocused();
  }
  const links = summary.getByRole("link");
  expect(await links.count()).toBeGreaterThanOrEqual(1);
  for (const link of await links.all()) {
    const target = page.locator((await link.getAttribute("href")) ?? "nothing");
    await expect(target).toHaveCount(1);
    const words = (await link.innerText()).trim();
    await expect(page.locator(".govuk-error-message").filter({ hasText: words })).toBeVisible();
    expect(words).not.toMatch(/\b(please|sorry|invalid|valid|oops|forbidden)\b/i);
  }
});

test("the answers that were right are kept", async ({ page }) => {
  await signInAs(page, "council officer");
  await openUpdate(page, (await lateActions(page))[0]!);

  await page.getByRole("radio", { name: "Blocked", exact: true }).check();
  await page.getByRole("button", { name: "Save update" }).click();

  await expect(page).toHaveTitle(/^Error: /);
  await expect(page.getByRole("radio", { name: "Blocked", exact: true })).toBeChecked();
});

test("a text is kept when it is far too long, and nothing is saved", async ({ page }) => {
  await signInAs(page, "council officer");
  const action = (await lateActions(page))[0]!;
  const text = `${words("Too long")} ${"x".repeat(60_000)}`;

  await openUpdate(page, action);
  await page.getByRole("radio", { name: "In progress", exact: true }).check();
  await page.getByLabel("What was done?").fill(text);
  await page.getByRole("button", { name: "Save update" }).click();

  await expect(page).toHaveTitle(/^Error: /);
  await expect(page.getByLabel("What was done?")).toHaveValue(text);
  await page.goto(action.address);
  await expect(page.getByRole("main")).not.toContainText(text.slice(0, 60));
});

for (const [what, address] of [
  ["an action that does not exist", "/actions/ZZZ-2026-999"],
  ["an id that is not one", "/actions/%3Cscript%3E"],
  ["a board that does not exist", "/boards/no-such-board"],
  ["an address that does not exist", "/no/such/page"],
] as const) {
  test(`${what} answers that the page was not found`, async ({ page }) => {
    await signInAs(page, "council officer");

    const answer = await page.goto(address);

    expect(answer?.status()).toBe(404);
    await expect(page.getByRole("heading", { level: 1, name: "Page not found" })).toBeVisible();
  });
}

test("a page number that is far too high still shows the log", async ({ page }) => {
  await signInAs(page, "council officer");
  const action = (await lateActions(page))[0]!;

  const answer = await page.goto(`${action.boardAddress}/actions?page=999`);

  expect(answer?.status()).toBe(200);
  await expect(page.getByRole("heading", { level: 1, name: "Action log" })).toBeVisible();
});
