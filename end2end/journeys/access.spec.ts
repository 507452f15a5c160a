import { expect, signInAs, test } from "../support/portal.ts";
import { lateActions, whereSeatIs } from "../support/actions.ts";

test("an observer reads an action and is offered nothing to do with it", async ({ page, windowOf }) => {
  await signInAs(page, "council officer");
  const late = await lateActions(page);
  const judge = await windowOf("judge");
  const action = await whereSeatIs(judge, "Observer", late);

  await judge.goto(action.address);
  await expect(judge.getByRole("heading", { level: 1, name: action.title })).toBeVisible();
  await expect(judge.getByText("Update this action")).toHaveCount(0);

  const answer = await judge.goto(`${action.address}/update`);
  expect(answer?.status()).toBe(403);
  await expect(judge.getByRole("heading", { level: 1 })).toHaveText(/you cannot/i);
});

test("someone without a seat is told of no action at all", async ({ page, windowOf }) => {
  await signInAs(page, "council officer");
  const action = (await lateActions(page))[0]!;
  const stranger = await windowOf("someone with no seat");

  for (const address of [action.address, `${action.address}/update`, `${action.boardAddress}/actions`]) {
    const answer = await stranger.goto(address);
    expect(answer?.status(), address).toBe(404);
    await expect(stranger.getByRole("main")).not.toContainText(action.title);
  }
});

test("only the chair may close an action", async ({ page, windowOf }) => {
  await signInAs(page, "council officer");
  const late = await lateActions(page);
  const chair = await windowOf("chair");
  const action = await whereSeatIs(chair, "Chair", late);

  await page.goto(`${action.address}/update`);
  await chair.goto(`${action.address}/update`);

  await expect(page.getByRole("group", { name: "What is the position now?" })).toBeVisible();
  await expect(page.getByRole("radio", { name: "Closed", exact: true })).toHaveCount(0);
  await expect(chair.getByRole("radio", { name: "Closed", exact: true })).toHaveCount(1);
});
