import { expect, signInAs, test, type Page } from "../support/portal.ts";
import { lateActions } from "../support/actions.ts";
import { a11y, noSidewaysScroll } from "../support/checks.ts";

async function looksSound(page: Page) {
  await a11y(page);
  await noSidewaysScroll(page);
}

test("a chair runs a meeting from one page and sends its minutes out", async ({ page, windowOf }, info) => {
  test.slow();
  await signInAs(page, "council officer");
  const { boardAddress } = (await lateActions(page))[0]!;
  const chair = await windowOf("chair");
  const main = chair.getByRole("main");
  const mark = `${info.project.name} ${info.retry}`;

  // The first meeting that is still to come, of those whose agenda is out.
  await chair.goto(`${boardAddress}/meetings`);
  await chair.getByRole("link", { name: "Board meeting" }).first().click();
  await chair.getByRole("link", { name: "Run the meeting" }).click();
  await expect(chair.getByRole("heading", { level: 1 })).toHaveText("Run the meeting");
  const meeting = new URL(chair.url()).pathname.replace(/\/run$/, "");
  await expect(main).toContainText("Not quorate");
  await looksSound(chair);

  // Who is here, from the keyboard alone: a letter chooses, Enter saves.
  const seats = chair.getByRole("combobox", { name: /^Who came for/ });
  await seats.first().focus();
  await chair.keyboard.press("p");
  await expect(seats.first()).toHaveValue("present");
  const everybody = chair.getByRole("button", { name: "Save, and everybody else is here" });
  await everybody.focus();
  await chair.keyboard.press("Enter");
  await expect(chair.getByRole("alert")).toContainText("Saved who is here");
  await expect(main).toContainText("Quorate: ");
  await expect(main).not.toContainText("Not quorate");
  await looksSound(chair);

  // Notes at an item, a decision and an action.
  const section = chair.getByRole("region", { name: /Performance data/ });
  await section.getByLabel(/^Notes/).fill(`The figures were gone through, ${mark}.`);
  await section.getByLabel(/^Outcome/).selectOption({ label: "Noted" });
  await section.getByRole("button", { name: /^Save item/ }).click();
  await expect(section.getByLabel(/^Notes/)).toHaveValue(`The figures were gone through, ${mark}.`);
  const decided = `Report on delays at every meeting, ${mark}`;
  await section.getByRole("link", { name: /Record a decision/ }).click();
  await looksSound(chair);
  await chair.getByRole("button", { name: "Record the decision" }).click();
  await expect(chair.getByRole("alert")).toContainText("There is a problem");
  await chair.getByLabel("What was decided?").fill(decided);
  await chair.getByRole("button", { name: "Record the decision" }).click();
  await expect(section).toContainText(decided);
  const asked = `Bring the reasons for delays, ${mark}`;
  await section.getByRole("link", { name: /raise an action/i }).click();
  await looksSound(chair);
  await chair.getByLabel("What is to be done?").fill(asked);
  await chair.getByLabel("What does done look like?").fill("A table by reason is with the papers.");
  await chair.getByLabel("Who leads it?").selectOption({ index: 1 });
  const due = chair.getByRole("group", { name: "When is it due?" });
  await due.getByLabel("Day").fill("15");
  await due.getByLabel("Month").fill("6");
  await due.getByLabel("Year").fill("2031");
  await chair.getByRole("radio", { name: "Normal" }).check();
  await chair.getByRole("button", { name: "Raise the action" }).click();
  await expect(section).toContainText(asked);
  await looksSound(chair);

  // Both are where members look for them, without being typed again.
  await page.goto(`${boardAddress}/decisions`);
  await expect(page.getByRole("main")).toContainText(decided);
  await looksSound(page);
  await page.getByRole("row", { name: decided }).getByRole("link").click();
  await expect(page.getByRole("main")).toContainText(asked);
  await looksSound(page);
  await page.getByRole("link", { name: new RegExp(`^[A-Z]+-\\d+-\\d+$`) }).first().click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(asked);
  await expect(page.getByRole("main")).toContainText("Raised at");
  await looksSound(page);
  await page.goto(`${boardAddress}/actions?q=${encodeURIComponent(asked)}`);
  await expect(page.getByRole("main")).toContainText(asked);
});

test("minutes go out, and members read them and what came of an item", async ({ page, windowOf }, info) => {
  test.slow();
  await signInAs(page, "council officer");
  const { boardAddress } = (await lateActions(page))[0]!;
  const chair = await windowOf("chair");
  const mark = `${info.project.name} ${info.retry}`;
  // The last meeting of the demonstration: its minutes are out, and change once more.
  await chair.goto(`${boardAddress}/decisions`);
  await chair.getByRole("row", { name: /Keep the shortage/ }).getByRole("link").click();
  await chair.getByRole("link", { name: "Risks and issues to raise" }).click();
  await expect(chair.getByRole("heading", { level: 1 })).toHaveText("Board meeting");
  const meeting = new URL(chair.url()).pathname;
  await page.goto(`${meeting}/minutes`);
  await expect(page.getByRole("main")).toContainText("Circulated, to be agreed");
  await looksSound(page);
  await chair.goto(`${meeting}/run`);
  const section = chair.getByRole("region", { name: /Training and events/ });
  await section.getByLabel(/^Notes/).fill(`A day in May is planned, ${mark}.`);
  await section.getByRole("button", { name: /^Save item/ }).click();
  await page.reload();
  await expect(page.getByRole("main")).not.toContainText(`A day in May is planned, ${mark}.`);
  await chair.goto(`${meeting}/minutes`);
  await expect(chair.getByRole("main")).toContainText("has changed since");
  await looksSound(chair);
  await chair.getByRole("button", { name: "Send the changed minutes out" }).click();
  await expect(chair.getByRole("alert")).toContainText("The minutes are out");
  await page.reload();
  await expect(page.getByRole("main")).toContainText(`A day in May is planned, ${mark}.`);

  // One item over all its meetings.
  await page.goto(meeting);
  await page.getByRole("link", { name: /^All outcomes.*Performance data/ }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("All outcomes on this item");
  await expect(page.getByRole("main")).toContainText("Report on hearings that are put off");
  await looksSound(page);
});
