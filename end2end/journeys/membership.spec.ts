import { expect, signInAs, test, type Page } from "../support/portal.ts";
import { lateActions } from "../support/actions.ts";

/** Fills the three fields of a date. */
async function fillDate(page: Page, question: string | RegExp, [day, month, year]: [string, string, string]) {
  const group = page.getByRole("group", { name: question });
  await group.getByLabel("Day").fill(day);
  await group.getByLabel("Month").fill(month);
  await group.getByLabel("Year").fill(year);
}

test("a chair adds a seat and appoints somebody, and others read it", async ({ page, windowOf }, info) => {
  await signInAs(page, "council officer");
  const { boardAddress } = (await lateActions(page))[0]!;
  const chair = await windowOf("chair");
  // Each project has a portal of its own, but a test that is run again has not.
  const mark = `${info.project.name} ${info.retry}`;
  const title = `Head of Early Help, ${mark}`;

  await chair.goto(`${boardAddress}/members`);
  await chair.getByRole("button", { name: "Add a seat" }).click();
  await chair.getByLabel("Title of the seat").fill(title);
  await chair.getByRole("button", { name: "Continue" }).click();
  await expect(chair.getByRole("alert")).toContainText("There is a problem");
  await expect(chair.getByLabel("Title of the seat")).toHaveValue(title);

  await chair.getByLabel("Category").selectOption({ label: "Local authority children's services" });
  await chair.getByRole("radio", { name: "Member", exact: true }).check();
  await fillDate(chair, /First day of the seat/, ["1", "4", "2025"]);
  await chair.getByRole("button", { name: "Continue" }).click();
  await expect(chair.getByRole("heading", { level: 1, name: "Check the seat" })).toBeVisible();
  await chair.getByRole("button", { name: "Add seat" }).click();

  await expect(chair.getByRole("heading", { level: 1, name: title })).toBeVisible();
  await expect(chair.getByRole("main")).toContainText("Vacant");

  await chair.getByRole("button", { name: "Appoint somebody" }).click();
  await chair.getByRole("radio", { name: "Holder", exact: true }).check();
  await chair.getByLabel("Email address").fill(`robin.${info.project.name}.${info.retry}@example.test`);
  await chair.getByLabel("Full name").fill(`Robin Lacey ${mark}`);
  await chair.getByLabel("Post").fill("Head of Early Help");
  await chair.getByLabel("How did they come to the seat?").selectOption({ label: "Invited by the chair" });
  await fillDate(chair, /First day/, ["1", "5", "2025"]);
  await chair.getByRole("button", { name: "Continue" }).click();
  await expect(chair.getByRole("heading", { level: 1, name: "Check the appointment" })).toBeVisible();
  await chair.getByRole("main").getByRole("button").last().click();

  await expect(chair.getByRole("heading", { level: 1, name: title })).toBeVisible();
  await expect(chair.getByRole("main")).toContainText("Filled");
  await expect(chair.getByRole("main")).toContainText(`Robin Lacey ${mark}`);

  // Whoever only sits on the board reads the same and is offered no change.
  await page.goto(new URL(chair.url()).pathname);
  await expect(page.getByRole("main")).toContainText(`Robin Lacey ${mark}`);
  await expect(page.getByRole("main").getByText(/^(Appoint|Change|End)/)).toHaveCount(0);
});
