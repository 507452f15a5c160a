import { expect, signInAs, test, type Page, type Person } from "../support/portal.ts";
import { a11y, noSidewaysScroll, soundHtml } from "../support/checks.ts";
import { lateActions, type ActionRow } from "../support/actions.ts";

const BANNER = "Demonstration data: people, chairs and figures are fictional.";

interface Visit {
  name: string;
  address: string | ((action: ActionRow) => string);
  status?: number;
}

const OPEN_TO_ALL: Visit[] = [
  { name: "sign in", address: "/sign-in" },
  { name: "signed out", address: "/signed-out" },
  { name: "accessibility", address: "/accessibility" },
  { name: "cookies", address: "/cookies" },
  { name: "privacy", address: "/privacy" },
  { name: "terms", address: "/terms" },
  { name: "help", address: "/help" },
  { name: "published minutes", address: "/public/minutes" },
  { name: "page not found", address: "/no/such/page", status: 404 },
];

const SIGNED_IN: Visit[] = [
  { name: "my work", address: "/" },
  { name: "boards", address: "/boards" },
  { name: "boards, none found", address: "/boards?q=qqqqq" },
  { name: "a board", address: (action) => action.boardAddress },
  { name: "action log", address: (action) => `${action.boardAddress}/actions` },
  { name: "action log, none match", address: (action) => `${action.boardAddress}/actions?q=qqqqq` },
  { name: "an action", address: (action) => action.address },
  { name: "update an action", address: (action) => `${action.address}/update` },
  { name: "comment on an action", address: (action) => `${action.address}/comment` },
  { name: "offer an action", address: (action) => `${action.address}/offer` },
  { name: "ask for another date", address: (action) => `${action.address}/date` },
  { name: "actions of all my boards, filtered", address: "/actions?status=blocked&status=open&due=late" },
  { name: "actions over time", address: "/actions/over-time" },
  { name: "organisations", address: "/organisations" },
  { name: "organisations, none found", address: "/organisations?q=qqqqq" },
  { name: "my boards", address: "/my-boards" },
  { name: "members", address: (action) => `${action.boardAddress}/members` },
  { name: "members on a day of the past", address: (action) => `${action.boardAddress}/members?on-day=29&on-month=2&on-year=2020` },
  { name: "the interests of a board", address: (action) => `${action.boardAddress}/interests` },
  { name: "meetings", address: (action) => `${action.boardAddress}/meetings` },
  { name: "propose an item", address: (action) => `${action.boardAddress}/meetings/propose` },
  { name: "items on every agenda", address: "/agenda-template" },
  { name: "pilots", address: "/pilots" },
  { name: "pilots, none found", address: "/pilots?q=qqqqq" },
  { name: "a pilot", address: "/pilots/child-focused-courts" },
  { name: "a decided pilot", address: "/pilots/fictional-example-hearings-listed-together" },
  { name: "a pilot with figures", address: "/pilots/fictional-example-one-form-for-reports" },
  { name: "timeline of pilots", address: "/pilots/timeline" },
  { name: "lessons from pilots", address: "/lessons" },
  { name: "account", address: "/account" },
  { name: "own mail", address: "/account/mail" },
  { name: "own calendar", address: "/account/calendar" },
  { name: "own details", address: "/account/details" },
  { name: "own interests", address: "/account/interests" },
];

const OF_OTHERS: (Visit & { person: Person })[] = [
  { name: "the chair's update page", person: "chair", address: (action) => `${action.address}/update` },
  { name: "change an action", person: "chair", address: (action) => `${action.address}/change` },
  { name: "raise an action", person: "chair", address: (action) => `${action.boardAddress}/actions/new` },
  { name: "the chair's action log", person: "chair", address: (action) => `${action.boardAddress}/actions` },
  { name: "the chair's board", person: "chair", address: (action) => action.boardAddress },
  { name: "my work without a seat", person: "someone with no seat", address: "/" },
  { name: "my work of the national secretariat", person: "national secretariat", address: "/" },
  { name: "vacancies, boards by category", person: "national secretariat", address: "/vacancies" },
  { name: "vacancies, list", person: "national secretariat", address: "/vacancies?view=list" },
  { name: "vacancies, none found", person: "national secretariat", address: "/vacancies?view=list&region=q" },
  { name: "the chair's vacancies", person: "chair", address: "/vacancies" },
  { name: "the chair's invitations", person: "chair", address: (action) => `${action.boardAddress}/invitations` },
  { name: "the chair's members", person: "chair", address: (action) => `${action.boardAddress}/members` },
  { name: "the chair's meetings", person: "chair", address: (action) => `${action.boardAddress}/meetings` },
  { name: "plan a meeting", person: "chair", address: (action) => `${action.boardAddress}/meetings/new` },
  { name: "plan a series", person: "chair", address: (action) => `${action.boardAddress}/meetings/new-series` },
  { name: "the board's items on every agenda", person: "chair", address: (action) => `${action.boardAddress}/agenda-template` },
  { name: "import members", person: "chair", address: (action) => `${action.boardAddress}/members/import` },
  { name: "import an action log", person: "chair", address: (action) => `${action.boardAddress}/actions/import` },
  { name: "add a seat", person: "chair", address: (action) => `${action.boardAddress}/members/new-seat` },
  { name: "take seats from the template", person: "chair", address: (action) => `${action.boardAddress}/members/template` },
  { name: "template of seats", person: "national secretariat", address: "/seat-template" },
  { name: "boards to be kept", person: "national secretariat", address: "/boards" },
  { name: "start a board", person: "national secretariat", address: "/boards/new" },
  { name: "change a board", person: "national secretariat", address: "/boards/essex/change" },
  { name: "merge a board", person: "national secretariat", address: "/boards/essex/merge" },
  { name: "end a board", person: "national secretariat", address: "/boards/essex/end" },
  { name: "start a sub-group", person: "national secretariat", address: "/boards/essex/sub-groups/new" },
  { name: "a linked body", person: "national secretariat", address: "/boards/family-justice-council" },
  { name: "add a pilot", person: "national secretariat", address: "/pilots/new" },
  { name: "a pilot to be kept", person: "policy lead", address: "/pilots/child-focused-courts" },
  { name: "change a pilot", person: "policy lead", address: "/pilots/child-focused-courts/change" },
  { name: "how a pilot stands", person: "policy lead", address: "/pilots/child-focused-courts/status" },
  { name: "move a pilot", person: "policy lead", address: "/pilots/child-focused-courts/stage" },
  { name: "who leads a pilot", person: "policy lead", address: "/pilots/child-focused-courts/leads" },
  { name: "add a site to a pilot", person: "policy lead", address: "/pilots/child-focused-courts/new-site" },
  { name: "add a measure to a pilot", person: "policy lead", address: "/pilots/child-focused-courts/new-measure" },
  { name: "add an evaluation to a pilot", person: "policy lead", address: "/pilots/child-focused-courts/new-entry?kind=evaluation" },
  { name: "returns of a pilot", person: "policy lead", address: "/pilots/child-focused-courts/returns" },
  { name: "decide about a pilot", person: "policy lead", address: "/pilots/child-focused-courts/decision" },
  { name: "organisations to be kept", person: "national secretariat", address: "/organisations" },
  { name: "add an organisation", person: "national secretariat", address: "/organisations/new" },
];

async function stands(page: Page, { address, status = 200 }: { address: string; status?: number }) {
  const answer = await page.goto(address);
  expect(answer?.status(), address).toBe(status);
  await expect(page.getByRole("heading", { level: 1 })).toHaveCount(1);
  await expect(page.getByText(BANNER)).toBeVisible();
  await expect(page).toHaveTitle(/\S+ - \S+/);
  await soundHtml(address, (await answer?.text()) ?? "");
  await noSidewaysScroll(page);
  await a11y(page);
}

const resolve = (visit: Visit, action: ActionRow) => ({
  ...visit,
  address: typeof visit.address === "string" ? visit.address : visit.address(action),
});

for (const visit of OPEN_TO_ALL) {
  test(`${visit.name}: sound, accessible and no wider than the screen`, async ({ page }) => {
    await stands(page, { ...visit, address: visit.address as string });
  });
}

for (const visit of SIGNED_IN) {
  test(`${visit.name}: sound, accessible and no wider than the screen`, async ({ page }) => {
    await signInAs(page, "council officer");
    const action = (await lateActions(page))[0]!;
    await stands(page, resolve(visit, action));
  });
}

for (const visit of OF_OTHERS) {
  test(`${visit.name}: sound, accessible and no wider than the screen`, async ({ page, windowOf }) => {
    await signInAs(page, "council officer");
    const action = (await lateActions(page))[0]!;
    await stands(await windowOf(visit.person), resolve(visit, action));
  });
}

test("choose who to be: sound, accessible and no wider than the screen", async ({ page }) => {
  await page.goto("/sign-in");
  await page.getByRole("main").getByRole("link").or(page.getByRole("main").getByRole("button")).first().click();
  await expect(page.getByRole("heading", { level: 1, name: "Choose who to be" })).toBeVisible();
  await stands(page, { address: page.url() });
});

test("update an action with mistakes: accessible and no wider than the screen", async ({ page }) => {
  await signInAs(page, "council officer");
  const action = (await lateActions(page))[0]!;
  await page.goto(`${action.address}/update`);
  const answer = page.waitForResponse((response) => response.request().method() === "POST");
  await page.getByRole("button", { name: "Save update" }).click();

  await soundHtml(`${action.address}/update`, await (await answer).text());
  await noSidewaysScroll(page);
  await a11y(page);
});

test("no two pages have the same title", async ({ page }) => {
  await signInAs(page, "council officer");
  const action = (await lateActions(page))[0]!;
  const titles: string[] = [];
  for (const visit of [...OPEN_TO_ALL.filter(({ name }) => name !== "sign in"), ...SIGNED_IN]) {
    if (/none/.test(visit.name)) continue;
    await page.goto(resolve(visit, action).address);
    titles.push(await page.title());
  }
  expect(titles.filter((title, at) => titles.indexOf(title) !== at)).toEqual([]);
});

test("the footer leads to the pages that the law asks for", async ({ page }) => {
  await page.goto("/sign-in");
  const footer = page.getByRole("contentinfo");
  for (const name of ["Accessibility", "Cookies", "Privacy", "Terms and conditions", "Help"]) {
    await expect(footer.getByRole("link", { name, exact: true })).toBeVisible();
  }
});
