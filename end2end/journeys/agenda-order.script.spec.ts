import { expect, signInAs, test } from "../support/portal.ts";
import { lateActions } from "../support/actions.ts";

test("a chair drags an item to another place, and the keyboard still moves it", async ({ page, windowOf }, info) => {
  test.skip(info.project.name === "phone", "a finger scrolls, and has the buttons");
  await signInAs(page, "council officer");
  const { boardAddress } = (await lateActions(page))[0]!;
  const chair = await windowOf("chair");
  await chair.goto(`${boardAddress}/meetings`);
  // The second meeting to come is not published: its items can be moved.
  await chair.getByRole("main").locator('a[href^="/meetings/"]').nth(1).click();
  await chair.getByRole("link", { name: "Edit the agenda" }).click();
  await expect(chair.getByRole("main")).toContainText("You can also drag an item to another place.");
  const rows = chair.locator('tr[data-beside=""]');
  const order = () => rows.evaluateAll((all) => all.map((row) => row.id));
  const before = await order();
  expect(before.length).toBeGreaterThan(4);
  await rows.nth(4).locator("th").dragTo(rows.nth(2).locator("th"));
  await expect(rows.nth(2)).toHaveAttribute("id", before[4]!);
  expect(await order()).toEqual([...before.slice(0, 2), before[4]!, before[2]!, before[3]!, ...before.slice(5)]);

  // From the keyboard it goes back, one place at a time.
  for (const place of [2, 3]) {
    await rows.nth(place).getByRole("button", { name: /^Move down/ }).focus();
    await chair.keyboard.press("Enter");
    await expect(rows.nth(place + 1)).toHaveAttribute("id", before[4]!);
  }
  expect(await order()).toEqual(before);
});
