import { expect, signInAs, test } from "../support/portal.ts";
import { a11y, noSidewaysScroll } from "../support/checks.ts";

test("a policy lead chases sites and approves a return, and a board outside takes up the lesson", async ({ page, windowOf }) => {
  await signInAs(page, "policy lead");
  await page.goto("/pilots");
  await page.getByLabel("Words, in present or former names").fill("Pathfinder");
  await page.getByRole("button", { name: "Show" }).click();
  await page.getByRole("link", { name: "Child Focused Courts" }).click();
  const main = page.getByRole("main");
  await expect(main).toContainText("This pilot runs, and the portal does not hold");
  await expect(main).toContainText("The returns and figures below are fictional");
  await expect(main).toContainText("sites reported");
  await a11y(page);
  await noSidewaysScroll(page);

  await page.getByRole("link", { name: "Child Impact Report within 8 weeks" }).click();
  await expect(main).toContainText("Missing:");
  await a11y(page);
  await noSidewaysScroll(page);
  await page.getByRole("link", { name: "Child Focused Courts" }).click();

  await page.getByRole("link", { name: "Returns of the sites" }).click();
  await a11y(page);
  await noSidewaysScroll(page);
  await page.getByRole("checkbox", { name: "Birmingham" }).check();
  await page.getByRole("button", { name: "Continue" }).click();
  await page.getByRole("button", { name: "Remind 1 site" }).click();
  await expect(page.getByRole("alert")).toContainText("The sites are reminded");
  await page.getByRole("link", { name: /^Sent in/ }).first().click();
  await a11y(page);
  await page.getByRole("button", { name: "Approve" }).click();
  await expect(page.getByRole("alert")).toContainText("The return is approved");

  await page.getByRole("link", { name: /^Late/ }).first().click();
  await page.getByRole("button", { name: "Send in" }).click();
  await expect(page.getByRole("alert")).toContainText("0 included, or say why there is none");
  await a11y(page);
  await noSidewaysScroll(page);

  const chair = await windowOf("Cafcass officer who chairs");
  await chair.goto("/lessons");
  await chair.getByRole("link", { name: /the list true/ }).click();
  await chair.getByLabel("Board", { exact: true }).selectOption({ index: 1 });
  await chair.getByLabel("We use it").check();
  await a11y(chair);
  await noSidewaysScroll(chair);
  await chair.getByRole("button", { name: "Save" }).click();
  await expect(chair.getByRole("alert")).toContainText("Every board can see what yours does with it");
});
