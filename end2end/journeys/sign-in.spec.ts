import { choose, expect, goToChoice, signInAfresh, signOut, test } from "../support/portal.ts";

test("a person who is not signed in is led to the page they asked for", async ({ page }) => {
  await page.goto("/boards");
  await goToChoice(page);
  await choose(page, "council officer");

  await expect(page).toHaveURL(/\/boards$/);
  await expect(page.getByRole("heading", { level: 1, name: "Boards" })).toBeVisible();
});

test("signing in leads to My work", async ({ page }) => {
  await signInAfresh(page, "board secretary");

  await expect(page).toHaveURL(/\/$/);
  await expect(page.getByRole("heading", { level: 1, name: "My work" })).toBeVisible();
});

test("nobody chosen is a mistake that can be put right", async ({ page }) => {
  await page.goto("/sign-in");
  await goToChoice(page);
  await page.getByRole("button", { name: "Continue" }).click();

  await expect(page).toHaveTitle(/^Error: /);
  await expect(page.getByRole("heading", { name: "There is a problem" })).toBeVisible();
  await choose(page, "chair");
  await expect(page.getByRole("heading", { level: 1, name: "My work" })).toBeVisible();
});

test("after signing out, going back shows nothing", async ({ page }) => {
  await signInAfresh(page, "council officer");
  await page.goto("/account");
  await expect(page.getByRole("heading", { level: 1, name: "Your account" })).toBeVisible();

  await signOut(page);
  await expect(page).toHaveURL(/\/signed-out$/);
  await page.goBack();

  await expect(page.getByRole("heading", { level: 1, name: "Sign in" })).toBeVisible();
  await expect(page.getByText("Your account")).toHaveCount(0);
  await expect(page.getByRole("button", { name: "Sign out", exact: true })).toHaveCount(0);
});

test("the wrong person signs out and the right one comes in", async ({ page }) => {
  await signInAfresh(page, "chair");
  const chair = await page.locator(".app-account__name").innerText();

  await signOut(page);
  await signInAfresh(page, "council officer");

  const officer = await page.locator(".app-account__name").innerText();
  expect(officer).not.toBe(chair);
  await expect(page.getByText(chair, { exact: true })).toHaveCount(0);
});

test("another session can be ended, and is", async ({ page, browser }) => {
  await signInAfresh(page, "policy lead");
  const other = await browser.newContext();
  const forgotten = await other.newPage();
  await signInAfresh(forgotten, "policy lead");

  await page.goto("/account");
  await page.getByRole("button", { name: /sign out everywhere else|end (all )?other sessions/i }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Your account" })).toBeVisible();
  await forgotten.goto("/account");

  await expect(forgotten.getByRole("heading", { level: 1, name: "Sign in" })).toBeVisible();
  await other.close();
});

for (const address of ["https://example.org/", "//example.org/", "/\\example.org"]) {
  test(`signing in never leads to ${address}`, async ({ page }) => {
    await page.goto(`/sign-in?return_to=${encodeURIComponent(address)}`);
    await goToChoice(page);
    await choose(page, "council officer");

    await expect(page.getByRole("button", { name: "Sign out", exact: true })).toBeAttached();
    expect(new URL(page.url()).hostname).toBe("127.0.0.1");
  });
}
