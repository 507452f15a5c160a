import { expect, signInAs, test } from "../support/portal.ts";
import { focusIsVisible, tabTo } from "../support/checks.ts";
import { lateActions, words } from "../support/actions.ts";

test("an action is updated with the keyboard alone, and one always sees where one is", async ({ page }) => {
  await signInAs(page, "council officer");
  const action = (await lateActions(page))[0]!;
  const text = words("Keyboard");
  await page.goto("/");

  await tabTo(page, { role: "link", name: action.title });
  await page.keyboard.press("Enter");
  await expect(page.getByRole("heading", { level: 1, name: action.title })).toBeVisible();

  const update = (await page.getByRole("button", { name: "Update this action" }).count()) > 0 ? "button" : "link";
  await tabTo(page, { role: update, name: "Update this action" });
  await page.keyboard.press("Enter");
  await expect(page.getByRole("heading", { level: 1, name: "Update this action" })).toBeVisible();

  await tabTo(page, { role: "radio", name: "In progress" });
  await page.keyboard.press("Space");
  await expect(page.getByRole("radio", { name: "In progress", exact: true })).toBeChecked();
  await page.keyboard.press("Tab");
  await focusIsVisible(page);
  await expect(page.getByLabel("What was done?")).toBeFocused();
  await page.keyboard.type(text);
  await tabTo(page, { role: "button", name: "Save update" });
  await page.keyboard.press("Enter");

  await expect(page.getByText("Update saved")).toBeVisible();
  await expect(page.getByText(text)).toBeVisible();
});

test("the first stop of a page skips to its content", async ({ page }) => {
  await signInAs(page, "council officer");
  await page.goto("/boards");

  await page.keyboard.press("Tab");
  await expect(page.getByRole("link", { name: "Skip to main content" })).toBeFocused();
  await focusIsVisible(page);
  await page.keyboard.press("Enter");

  await expect(page.getByRole("main")).toBeFocused();
});
