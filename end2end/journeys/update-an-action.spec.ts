import { expect, signInAs, test } from "../support/portal.ts";
import { lateActions, lateRows, openUpdate, saveUpdate, ukTimes, whereSeatIs, words } from "../support/actions.ts";

test("a council officer sees the late actions of their council on two boards or more", async ({ page }) => {
  await signInAs(page, "council officer");

  const late = await lateActions(page);

  expect(new Set(late.map((row) => row.boardAddress)).size).toBeGreaterThanOrEqual(2);
  await expect(lateRows(page)).toHaveCount(late.length);
});

test("an update by a council officer reaches the chair, with its time in London", async ({ page, windowOf }) => {
  await signInAs(page, "council officer");
  const late = await lateActions(page);
  const chair = await windowOf("chair");
  const action = await whereSeatIs(chair, "Chair", late);
  const text = words("Listing");

  await page.goto("/");
  await page.getByRole("main").getByRole("link", { name: action.title }).first().click();
  await expect(page.getByRole("heading", { level: 1, name: action.title })).toBeVisible();
  const before = new Date();
  await openUpdate(page, action);
  await saveUpdate(page, "In progress", text);

  await expect(page).toHaveURL(new RegExp(`${action.address}$`));
  await expect(page.getByText("Update saved")).toBeVisible();
  await expect(page.getByRole("main").getByText(text)).toBeVisible();
  const times = ukTimes(before, new Date());

  await chair.goto(`${action.boardAddress}/actions`);
  await expect(chair.getByRole("heading", { level: 1, name: "Action log" })).toBeVisible();
  const row = chair.getByRole("main").locator("tr").filter({ hasText: action.reference });
  await expect(row).toContainText(times);
  await row.getByRole("link", { name: action.title }).click();
  const entry = chair.locator(".moj-timeline__item").filter({ hasText: text });
  await expect(entry).toContainText(times);
  await expect(entry).toContainText("In progress");
});

test("the message about a saved update is shown once", async ({ page }) => {
  await signInAs(page, "council officer");
  const action = (await lateActions(page))[0]!;

  await openUpdate(page, action);
  await saveUpdate(page, "In progress", words("Once"));
  await expect(page.getByText("Update saved")).toBeVisible();
  await page.goto(action.address);

  await expect(page.getByText("Update saved")).toHaveCount(0);
});

test("2,600 words and names in other scripts are kept as they were typed", async ({ page }) => {
  await signInAs(page, "council officer");
  const action = (await lateActions(page))[0]!;
  const long = `${words("Long")} ${"court ".repeat(2_585)}\n\nשלום Łukasz 👩‍⚖️ <b>not bold</b>`;

  await openUpdate(page, action);
  await saveUpdate(page, "In progress", long);

  await expect(page.getByText("Update saved")).toBeVisible();
  const entry = page.locator(".moj-timeline__item").first();
  await expect(entry).toContainText("שלום Łukasz 👩‍⚖️ <b>not bold</b>");
});
