import { expect, signInAs, test } from "../support/portal.ts";
import { lateActions } from "../support/actions.ts";
import { a11y, noSidewaysScroll } from "../support/checks.ts";

test("everybody reads what a chair left of agreed minutes, and no more", async ({ page, browser, windowOf }, info) => {
  test.slow();
  await signInAs(page, "council officer");
  const { boardAddress } = (await lateActions(page))[0]!;
  const chair = await windowOf("chair");
  const mark = `${info.project.name} ${info.retry}`;

  // The demonstration has published the minutes of a meeting of this board.
  const board = await chair.goto(boardAddress).then(() => chair.getByRole("heading", { level: 1 }).innerText());
  const anybody = await (await browser.newContext({ baseURL: new URL(page.url()).origin })).newPage();
  await anybody.goto("/public/minutes");
  await a11y(anybody);
  await noSidewaysScroll(anybody);
  await anybody.getByRole("link", { name: new RegExp(board) }).first().click();
  await expect(anybody.getByRole("heading", { level: 1 })).toContainText("Minutes: ");
  await a11y(anybody);
  await noSidewaysScroll(anybody);
  const published = anybody.url();
  const meeting = new URL(published).pathname.replace("/public/minutes/", "/meetings/");

  await chair.goto(`${meeting}/minutes`);
  await expect(chair.getByRole("main")).toContainText("Everybody can read");
  await chair.getByRole("link", { name: "Change or take away what everybody reads" }).click();
  await a11y(chair);
  await noSidewaysScroll(chair);
  const text = chair.getByLabel(/^Text of “.*Training and events”/);
  await text.fill("Case ZE24C00123 was heard.");
  await chair.getByRole("button", { name: "Continue" }).click();
  await expect(chair.getByRole("alert")).toContainText("The portal holds no case data");
  await text.fill(`A day of training is planned, ${mark}.`);
  await chair.getByRole("button", { name: "Continue" }).click();
  await expect(chair.getByRole("heading", { level: 1 })).toHaveText("Check what everybody will read");
  await a11y(chair);
  await noSidewaysScroll(chair);
  await anybody.reload();
  await expect(anybody.getByRole("main")).not.toContainText(mark);
  await chair.getByRole("button", { name: "Publish for everybody" }).click();
  await expect(chair.getByRole("alert")).toContainText("Everybody can read these minutes now");
  await anybody.reload();
  await expect(anybody.getByRole("main")).toContainText(mark);
  await anybody.context().close();
});
