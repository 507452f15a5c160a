import { expect, signInAs, test } from "../support/portal.ts";
import { lateActions, openUpdate, saveUpdate, words } from "../support/actions.ts";

test("an action is updated where a network refuses wasm", async ({ page, complaints }) => {
  complaints.tolerate(/\.wasm|Failed to fetch|ERR_FAILED|ERR_BLOCKED/);
  const refused: string[] = [];
  await page.context().route(/\.wasm(\?|$)/, (route) => {
    refused.push(route.request().url());
    return route.abort();
  });
  await signInAs(page, "council officer");
  const action = (await lateActions(page))[0]!;
  const text = words("Without wasm");

  await openUpdate(page, action);
  await saveUpdate(page, "In progress", text);

  await expect(page.getByText("Update saved")).toBeVisible();
  await expect(page.getByText(text)).toBeVisible();
  await expect.poll(() => refused.length, "pages with an island ask for wasm").toBeGreaterThan(0);
});

test("a page without an island loads no wasm", async ({ page }) => {
  const asked: string[] = [];
  page.on("request", (request) => {
    if (/\.wasm$/.test(new URL(request.url()).pathname)) asked.push(request.url());
  });
  await signInAs(page, "council officer");

  for (const address of ["/", "/boards", "/account", "/help"]) {
    await page.goto(address, { waitUntil: "networkidle" });
  }

  expect(asked).toEqual([]);
});
