import { expect, signInAs, test, type Page } from "../support/portal.ts";
import { lateActions } from "../support/actions.ts";
import { a11y, noSidewaysScroll } from "../support/checks.ts";

async function looksSound(page: Page) {
  await a11y(page);
  await noSidewaysScroll(page);
}

async function send(page: Page, name: string, lines: string[]) {
  await page.getByLabel("Upload a file").setInputFiles({
    name,
    mimeType: "text/csv",
    buffer: Buffer.from(lines.join("\r\n") + "\r\n", "utf8"),
  });
  await page.getByRole("button", { name: "Upload the log" }).click();
}

test("a chair brings the log that the board kept, answers what is not certain and undoes it", async ({ page, windowOf }, info) => {
  await signInAs(page, "council officer");
  const { boardAddress } = (await lateActions(page))[0]!;
  const chair = await windowOf("chair");
  const main = chair.getByRole("main");
  // Each project has a portal of its own, but a test that is run again has not.
  const mark = `${info.project.name} ${info.retry}`;
  const log = (deadline: string) => [
    "Local Family Justice Board,,,,,",
    "Action log,,,,,",
    "No.,Commitment,Action owner,By when,RAG,Comments",
    `${mark} 1,Agree a listing protocol (${mark}),Nobody of this board,${deadline},Amber,Draft shared`,
    `${mark} 2,Write to the courts (${mark}),Nobody of this board,12 Mar 2031,Amber,`,
  ];

  await chair.goto(`${boardAddress}/actions`);
  await chair.getByRole("link", { name: "Import an action log that the board keeps elsewhere" }).click();
  await expect(chair.getByRole("heading", { level: 1, name: "Import an action log" })).toBeVisible();
  await looksSound(chair);
  await chair.getByRole("button", { name: "Upload the log" }).click();
  await expect(chair.getByRole("alert")).toContainText("Select a file");

  await send(chair, "log.csv", log("30 February 2031"));
  await expect(chair.getByRole("heading", { level: 1, name: "Match the columns" })).toBeVisible();
  await expect(main).toContainText("row 3 of the sheet");
  await looksSound(chair);
  // Nobody calls an action so: the column has to be selected, the first time.
  await chair.getByLabel("Action", { exact: true }).selectOption({ label: "B: Commitment" });
  await chair.getByRole("button", { name: "Check the rows" }).click();
  await expect(main).toContainText("1 row needs correcting");
  await expect(main).toContainText("there is no 30 February");
  await looksSound(chair);

  // Corrected, in figures: which order is asked, and not guessed.
  await chair.getByRole("link", { name: "All logs of this board" }).click();
  await send(chair, "corrected.csv", log("3/4/31"));
  await expect(main).toContainText("as your board matched them last time");
  await expect(chair.getByLabel("Action", { exact: true })).toHaveValue("1");
  await chair.getByRole("button", { name: "Check the rows" }).click();
  await expect(main).toContainText("3 questions about this log");
  await looksSound(chair);
  await chair.getByRole("radio", { name: /^The day comes first/ }).check();
  await chair.getByLabel(/^What does the status “Amber” mean/).selectOption({ label: "In progress" });
  await chair.getByLabel(/^“Nobody of this board”/).selectOption({ index: 1 });
  await chair.getByRole("button", { name: "Save the answers and check again" }).click();
  await expect(chair.getByRole("alert")).toContainText("Answers saved");
  await expect(main).toContainText("2 actions would be imported: 2 open");
  await expect(main).toContainText("3 April 2031");
  await looksSound(chair);
  await chair.getByRole("button", { name: "Import 2 actions" }).click();
  await expect(chair.getByRole("alert")).toContainText("The actions have been imported");
  await looksSound(chair);
  const address = new URL(chair.url()).pathname;

  // Found by what it was called, with what was known of it.
  await chair.getByRole("row", { name: new RegExp(`listing protocol \\(${mark}\\)`) }).getByRole("link").click();
  await expect(main).toContainText("Earlier reference");
  await expect(main).toContainText("Draft shared");
  await looksSound(chair);

  await chair.goto(address);
  await chair.getByRole("checkbox", { name: "Yes, take the actions of this import away" }).check();
  await chair.getByRole("button", { name: "Undo this import" }).click();
  await expect(chair.getByRole("alert")).toContainText("undone");
  await chair.goto(`${boardAddress}/actions?q=${encodeURIComponent("listing protocol")}`);
  await expect(main).not.toContainText(mark);
});
