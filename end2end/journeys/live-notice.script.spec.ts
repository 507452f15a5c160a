import { expect, signInAs, test } from "../support/portal.ts";
import { lateActions, openUpdate, saveUpdate, whereSeatIs, words } from "../support/actions.ts";

for (const [what, addressOf] of [
  ["an action", (action: { address: string }) => action.address],
  ["the log", (action: { boardAddress: string }) => `${action.boardAddress}/actions`],
] as const) {
  test(`${what} says that somebody else has changed it`, async ({ page, windowOf }) => {
    await signInAs(page, "council officer");
    const late = await lateActions(page);
    const chair = await windowOf("chair");
    const action = await whereSeatIs(chair, "Chair", late);
    const text = words("Live");
    const stream = page.waitForResponse((response) => new URL(response.url()).pathname.endsWith("/changes"));
    await page.goto(addressOf(action));
    await stream;
    const notice = page.getByRole("status").filter({ hasText: "This has changed" });
    await expect(notice).toHaveCount(0);

    await openUpdate(chair, action);
    await saveUpdate(chair, "In progress", text);
    await expect(chair.getByText("Update saved")).toBeVisible();

    await expect(notice).toBeVisible();
    await expect(page.getByText(text)).toHaveCount(0);
    await notice.getByRole("link", { name: "Show the change" }).or(notice.getByRole("button", { name: "Show the change" })).click();
    await expect(page.getByText(text).first()).toBeVisible();
    await expect(notice).toHaveCount(0);
  });
}
