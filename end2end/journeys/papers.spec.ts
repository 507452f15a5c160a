import { expect, signInAs, test, type Page } from "../support/portal.ts";
import { lateActions } from "../support/actions.ts";
import { a11y, noSidewaysScroll } from "../support/checks.ts";

async function looksSound(page: Page) {
  await a11y(page);
  await noSidewaysScroll(page);
}

/** The address of what a link downloads, fetched with the cookies of the page. */
async function fetched(page: Page, link: ReturnType<Page["getByRole"]>) {
  const address = (await link.getAttribute("href"))!;
  return page.request.get(new URL(address, page.url()).toString());
}

test("a chair adds a paper, a member has it and the pack names it, and it is withdrawn", async ({ page, windowOf }, info) => {
  await signInAs(page, "council officer");
  const { boardAddress } = (await lateActions(page))[0]!;
  const chair = await windowOf("chair");
  const main = chair.getByRole("main");
  // Each project has a portal of its own, but a test that is run again has not.
  const title = `Waiting times, ${info.project.name} ${info.retry}`;

  await chair.goto(`${boardAddress}/meetings`);
  await chair.getByRole("link", { name: "Board meeting" }).first().click();
  const meeting = new URL(chair.url()).pathname;
  // The demonstration brings one paper.
  await expect(main.getByRole("link", { name: "Fictional figures of the quarter" })).toBeVisible();
  await looksSound(chair);
  await chair.getByRole("link", { name: "Edit the agenda" }).click();
  await looksSound(chair);
  await chair.getByRole("link", { name: /^Papers Performance data/ }).click();
  await looksSound(chair);

  await chair.getByLabel("Title").fill(title);
  await chair.getByRole("radio", { name: "OFFICIAL", exact: true }).check();
  await chair.getByLabel("Upload a file").setInputFiles({
    name: "figures.html",
    mimeType: "text/html",
    buffer: Buffer.from("<script>alert(1)</script>", "utf8"),
  });
  await chair.getByRole("button", { name: "Add the paper" }).click();
  const alert = chair.getByRole("alert");
  await expect(alert).toContainText("The selected file must be a PDF");
  await expect(alert).toContainText("Confirm that the paper holds no case details");
  await expect(chair.getByLabel("Title")).toHaveValue(title);
  await looksSound(chair);
  await chair.getByRole("checkbox", { name: "This paper holds no case details" }).check();
  await chair.getByLabel("Upload a file").setInputFiles({
    name: "figures.csv",
    mimeType: "text/csv",
    buffer: Buffer.from("court,weeks\nFictional,40\n", "utf8"),
  });
  await chair.getByRole("button", { name: "Add the paper" }).click();
  await expect(chair.getByRole("alert")).toContainText("The paper is added");
  await expect(main).toContainText(title);
  await looksSound(chair);

  await page.goto(meeting);
  const link = page.getByRole("link", { name: title });
  const address = (await link.getAttribute("href"))!;
  const file = await fetched(page, link);
  expect(file.status()).toBe(200);
  expect(file.headers()["content-disposition"]).toContain("attachment");
  expect(await file.text()).toContain("Fictional,40");
  await page.getByRole("link", { name: "Download the agenda and papers" }).click();
  await looksSound(page);
  const pack = await fetched(page, page.getByRole("link", { name: "Download the agenda as one file (HTML)" }));
  expect(await pack.text()).toContain(title);
  for (const { button, link, begins } of [
    { button: /^Make the PDF/, link: /^Download the agenda \(PDF/, begins: "%PDF-" },
    { button: /^Make the ZIP file/, link: /^Download all papers \(ZIP/, begins: "PK" },
  ]) {
    await page.getByRole("button", { name: button }).click();
    const made = page.getByRole("link", { name: link });
    // A page that is left open shows by itself when the file is ready.
    await expect(made).toBeVisible({ timeout: 20_000 });
    await looksSound(page);
    const file = await fetched(page, made);
    expect(file.headers()["content-disposition"]).toContain("attachment");
    expect((await file.body()).subarray(0, begins.length).toString("latin1")).toBe(begins);
  }

  await main.locator("tr", { hasText: title }).getByRole("link", { name: /^Withdraw/ }).click();
  await looksSound(chair);
  await chair.getByLabel("Why is it withdrawn?").fill("A newer one follows");
  await chair.getByRole("button", { name: "Withdraw the paper" }).click();
  await expect(main).toContainText("A newer one follows");
  expect((await page.request.get(new URL(address, page.url()).toString())).status()).toBe(404);
  await page.goto(meeting);
  await expect(page.getByRole("main")).not.toContainText(title);
  // What was made before the paper was withdrawn is not given out any more.
  await page.getByRole("link", { name: "Download the agenda and papers" }).click();
  await expect(page.getByRole("main")).toContainText("is out of date");
  await expect(page.getByRole("link", { name: /\(ZIP/ })).toHaveCount(0);
  await looksSound(page);
});
