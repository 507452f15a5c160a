import { expect, signInAs, test } from "../support/portal.ts";
import { lateActions, openUpdate, saveUpdate, whereSeatIs, words } from "../support/actions.ts";

test("the second of two people sees both texts and loses nothing", async ({ page, windowOf }) => {
  await signInAs(page, "council officer");
  const late = await lateActions(page);
  const chair = await windowOf("chair");
  const action = await whereSeatIs(chair, "Chair", late);
  const first = words("First");
  const second = words("Second");

  await openUpdate(page, action);
  await openUpdate(chair, action);
  await saveUpdate(chair, "In progress", first);
  await expect(chair.getByText("Update saved")).toBeVisible();
  const answer = page.waitForResponse((response) => response.request().method() === "POST");
  await saveUpdate(page, "Blocked", second);

  expect((await answer).status()).toBe(409);
  await expect(page.getByRole("main")).toContainText(first);
  await expect(page.getByLabel("What was done?")).toHaveValue(second);
  await expect(page.getByRole("radio", { name: "Blocked", exact: true })).toBeChecked();

  await page.getByRole("button", { name: /^Save/ }).first().click();
  await expect(page.getByText("Update saved")).toBeVisible();
  const history = page.locator(".moj-timeline");
  await expect(history).toContainText(first);
  await expect(history).toContainText(second);
});

test("a form that is sent twice makes one update", async ({ page }) => {
  await signInAs(page, "council officer");
  const action = (await lateActions(page))[0]!;
  const text = words("Twice");
  await openUpdate(page, action);
  const form = await page.locator("form").filter({ has: page.getByLabel("What was done?") }).evaluate((form) => {
    const fields = new FormData(form as HTMLFormElement);
    return [...fields].map(([name, value]) => [name, `${value}`] as const);
  });
  const position = page.getByRole("radio", { name: "In progress", exact: true });
  const told = new URLSearchParams([...form].map(([name, value]) => [name, value]));
  told.set((await position.getAttribute("name")) ?? "", (await position.getAttribute("value")) ?? "");
  told.set((await page.getByLabel("What was done?").getAttribute("name")) ?? "", text);

  const headers = {
    "content-type": "application/x-www-form-urlencoded",
    "sec-fetch-site": "same-origin",
    origin: new URL(page.url()).origin,
  };
  for (let time = 0; time < 2; time += 1) {
    const answer = await page.request.post(`${action.address}/update`, { headers, data: told.toString() });
    expect(answer.ok()).toBe(true);
  }

  await page.goto(action.address);
  await expect(page.locator(".moj-timeline__item").filter({ hasText: text })).toHaveCount(1);
});
