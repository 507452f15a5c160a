import { expect, type Locator, type Page } from "@playwright/test";

/** An action as a row of My work shows it. */
export interface ActionRow {
  title: string;
  reference: string;
  address: string;
  boardAddress: string;
}

/** The rows that say "3 days late", in the order of the page. */
export function lateRows(page: Page): Locator {
  return page
    .getByRole("main")
    .locator("tr, li")
    .filter({ has: page.locator('a[href^="/actions/"]') })
    .filter({ has: page.getByText(/^\d[\d,]* days? late$/) });
}

/** The late actions of the person who is signed in, over all their boards. */
export async function lateActions(page: Page): Promise<ActionRow[]> {
  await page.goto("/");
  await expect(page.getByRole("heading", { level: 1, name: "My work" })).toBeVisible();
  const rows = await lateRows(page).evaluateAll((found) =>
    found.map((row) => {
      const action = row.querySelector('a[href^="/actions/"]');
      const board = row.querySelector('a[href^="/boards/"]');
      const address = action?.getAttribute("href") ?? "";
      return {
        title: action?.textContent?.trim() ?? "",
        reference: address.split("/")[2] ?? "",
        address,
        boardAddress: board?.getAttribute("href") ?? "",
      };
    }),
  );
  expect(rows.length, "late actions on My work").toBeGreaterThan(0);
  return rows;
}

/** The first of these actions whose board knows this person as what they are. */
export async function whereSeatIs(page: Page, seat: string, rows: ActionRow[]): Promise<ActionRow> {
  for (const address of new Set(rows.map((row) => row.boardAddress))) {
    await page.goto(address);
    if (await page.getByText(`You are here as: ${seat}`).isVisible()) {
      return rows.find((row) => row.boardAddress === address) as ActionRow;
    }
  }
  throw new Error(`on none of these boards is the person "${seat}"`);
}

/** Fills in and sends the update page that is open. */
export async function saveUpdate(page: Page, position: string, text: string) {
  await page.getByRole("radio", { name: position, exact: true }).check();
  await page.getByLabel("What was done?").fill(text);
  await page.getByRole("button", { name: "Save update" }).click();
}

/** Opens the update page from the action, as a person would. */
export async function openUpdate(page: Page, action: ActionRow) {
  await page.goto(action.address);
  await page.getByRole("main").getByRole("link").or(page.getByRole("main").getByRole("button"))
    .filter({ hasText: "Update this action" }).first().click();
  await expect(page.getByRole("heading", { level: 1, name: "Update this action" })).toBeVisible();
}

/** A text that no other test has written. */
export function words(about: string): string {
  return `${about}: the council met the court staff and agreed the new listing form (${crypto.randomUUID().slice(0, 8)}).`;
}

/**
 * How the portal may write the minutes between two moments, in London:
 * "23 November 2026 at 9:32am", with months short in tables.
 */
export function ukTimes(from: Date, to: Date): RegExp {
  const minutes: string[] = [];
  for (let at = Math.floor(from.getTime() / 60_000); at <= Math.floor(to.getTime() / 60_000); at += 1) {
    minutes.push(ukTime(new Date(at * 60_000)));
  }
  return new RegExp(minutes.map((text) => `(?<!\\d)${text}`).join("|"));
}

function ukTime(at: Date): string {
  const part = (options: Intl.DateTimeFormatOptions, type: string) =>
    new Intl.DateTimeFormat("en-GB", { timeZone: "Europe/London", ...options })
      .formatToParts(at)
      .find((each) => each.type === type)?.value ?? "";
  const hour24 = Number(part({ hour: "numeric", hourCycle: "h23" }, "hour"));
  const minute = Number(part({ minute: "numeric" }, "minute"));
  const hour = hour24 % 12 === 0 ? 12 : hour24 % 12;
  const half = hour24 < 12 ? "am" : "pm";
  let time = `${hour}:${String(minute).padStart(2, "0")}${half}`;
  if (minute === 0) {
    time = hour24 === 0 ? "midnight" : hour24 === 12 ? "midday" : `(?:${time}|${hour}${half})`;
  }
  const month = part({ month: "long" }, "month");
  return `${part({ day: "numeric" }, "day")} (?:${month}|${month.slice(0, 3)}t?) ${part({ year: "numeric" }, "year")} at ${time}`;
}
