import { expect, signInAs, test, type Page } from "../support/portal.ts";
import { lateActions } from "../support/actions.ts";
import { a11y, noSidewaysScroll } from "../support/checks.ts";

const HEAD = "Seat,Category,Organisation,Full name,Email,From";

async function send(page: Page, name: string, rows: string[]) {
  await page.getByLabel("Upload a file").setInputFiles({
    name,
    mimeType: "text/csv",
    buffer: Buffer.from([HEAD, ...rows].join("\r\n") + "\r\n", "utf8"),
  });
  await page.getByRole("button", { name: "Check the file" }).click();
}

async function looksSound(page: Page) {
  await a11y(page);
  await noSidewaysScroll(page);
}

test("a chair takes members from a file once its bad row is corrected, undoes it and discards another", async ({ page, windowOf }, info) => {
  await signInAs(page, "council officer");
  const { boardAddress } = (await lateActions(page))[0]!;
  const chair = await windowOf("chair");
  // Each project has a portal of its own, but a test that is run again has not.
  const mark = `${info.project.name} ${info.retry}`;
  const row = (number: number, from: string) =>
    `Guest ${number} ${mark},Mediation,,Sam Guest ${number} ${mark},sam.${number}.${mark.replace(/\W/g, ".")}@example.test,${from}`;

  await chair.goto(`${boardAddress}/members`);
  await chair.getByRole("link", { name: "Import members from a file" }).click();
  await expect(chair.getByRole("heading", { level: 1, name: "Import members from a file" })).toBeVisible();
  await chair.getByRole("button", { name: "Check the file" }).click();
  await expect(chair.getByRole("alert")).toContainText("Select a file");

  await send(chair, "members.csv", [row(1, "1 September 2025"), row(2, "31 February 2025")]);
  await expect(chair.getByRole("heading", { level: 1, name: "Import of members.csv" })).toBeVisible();
  const main = chair.getByRole("main");
  await expect(main).toContainText("1 row needs correcting");
  await expect(main).toContainText("“31 February 2025” is not understood as the first day");
  await expect(main.getByRole("button", { name: /^Import \d/ })).toHaveCount(0);
  await looksSound(chair);

  await chair.getByRole("link", { name: "All files of this board" }).click();
  await send(chair, "corrected.csv", [row(1, "1 September 2025"), row(2, "28 February 2025")]);
  await chair.getByRole("button", { name: "Import 2 members" }).click();
  await expect(chair.getByRole("alert")).toContainText("The members have been imported");
  await looksSound(chair);
  const address = new URL(chair.url()).pathname;
  await chair.getByRole("link", { name: "See the members of the board" }).click();
  await expect(main).toContainText(`Sam Guest 2 ${mark}`);

  // The same names again, one of them in a seat that somebody has: it is asked.
  await chair.goto(`${boardAddress}/members/import`);
  await send(chair, "again.csv", [
    row(1, "1 September 2025"),
    row(2, "1 October 2025").replace("Sam Guest 2", "Kim Other").replace("sam.2", "kim.2"),
  ]);
  await expect(main).toContainText(`Sam Guest 2 ${mark} holds this place since 28 February 2025`);
  await looksSound(chair);
  await chair.getByRole("radio", { name: new RegExp(`^Leave Sam Guest 2`) }).check();
  await chair.getByRole("button", { name: "Save choices" }).click();
  await expect(main).toContainText("There is nothing to import");

  // What is not needed is discarded after a question.
  await chair.getByRole("link", { name: "Discard this file" }).click();
  await expect(chair.getByRole("heading", { level: 1, name: "Discard this file" })).toBeVisible();
  await looksSound(chair);
  await chair.getByRole("button", { name: "Discard the file" }).click();
  await expect(chair.getByRole("alert")).toContainText("The file has been discarded");
  await expect(chair.getByRole("row", { name: /again\.csv/ })).toContainText("Deleted");
  await looksSound(chair);

  await chair.goto(address);
  await chair.getByRole("checkbox", { name: "Yes, take away what this import made" }).check();
  await chair.getByRole("button", { name: "Undo this import" }).click();
  await expect(chair.getByRole("alert")).toContainText("undone");
  await chair.goto(`${boardAddress}/members`);
  await expect(main).not.toContainText(`Sam Guest 2 ${mark}`);
});
