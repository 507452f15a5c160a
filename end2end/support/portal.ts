import { test as base, expect, type BrowserContext, type Cookie, type Page } from "@playwright/test";
import { startPortal, type Portal } from "./server.ts";

export { expect };
export type { Page };

/** The people of the demonstration, as "Choose who to be" lists them. */
const PEOPLE = {
  chair: /^chair\b/i,
  "council officer": /council officer/i,
  "Cafcass officer who chairs": /cafcass/i,
  judge: /judge/i,
  "policy lead": /policy lead/i,
  "board secretary": /board secretary/i,
  "national secretariat": /national secretariat/i,
  "someone with no seat": /no seat/i,
} as const;

export type Person = keyof typeof PEOPLE;

/** What the browser complained about, in every window of a test. */
class Complaints {
  private readonly heard: string[] = [];
  private readonly tolerated: RegExp[] = [];

  listen(context: BrowserContext) {
    context.on("console", (message) => {
      if (message.type() !== "error") return;
      const address = message.location().url;
      // A page that answers 404 or 422 is reported as a failed resource; it is
      // what the test asked for. A stylesheet or a script that fails is not.
      const ofPage = !/^\/(pkg|assets)\//.test(pathOf(address));
      if (/^Failed to load resource: the server responded with/.test(message.text()) && ofPage) return;
      this.heard.push(`${message.text()} (${address})`);
    });
    context.on("weberror", (error) => this.heard.push(`${error.error()}`));
  }

  /** For a test that breaks something on purpose. */
  tolerate(pattern: RegExp) {
    this.tolerated.push(pattern);
  }

  left(): string[] {
    return this.heard.filter((text) => !this.tolerated.some((pattern) => pattern.test(text)));
  }
}

interface Tools {
  complaints: Complaints;
  /** A window of another person, who has nothing in common with the first. */
  windowOf(person: Person): Promise<Page>;
}

interface Shared {
  portal: Portal;
  /** Who is signed in already: signing in is a journey of its own, not the start of each. */
  signedIn: Map<Person, Cookie[]>;
}

const sessions = new WeakMap<BrowserContext, Map<Person, Cookie[]>>();

export const test = base.extend<Tools, Shared>({
  portal: [
    async ({}, use) => {
      const portal = await startPortal();
      await use(portal);
      await portal.stop();
      expect(portal.log(), "the server panicked").not.toContain("panicked at");
    },
    { scope: "worker", timeout: 90_000 },
  ],

  signedIn: [async ({}, use) => use(new Map()), { scope: "worker" }],

  baseURL: async ({ portal }, use) => use(portal.url),

  complaints: [
    async ({}, use) => {
      const complaints = new Complaints();
      await use(complaints);
      expect(complaints.left(), "the browser complained").toEqual([]);
    },
    { auto: true },
  ],

  context: async ({ context, complaints, signedIn }, use) => {
    complaints.listen(context);
    sessions.set(context, signedIn);
    await use(context);
  },

  windowOf: async ({ browser, complaints, signedIn }, use) => {
    const opened: BrowserContext[] = [];
    await use(async (person) => {
      const context = await browser.newContext();
      opened.push(context);
      complaints.listen(context);
      sessions.set(context, signedIn);
      const page = await context.newPage();
      await signInAs(page, person);
      return page;
    });
    for (const context of opened) await context.close();
  },
});

/** Signs in, or takes up the session of an earlier test, and stands on My work. */
export async function signInAs(page: Page, person: Person) {
  const known = sessions.get(page.context());
  const cookies = known?.get(person);
  if (cookies) {
    await page.context().addCookies(cookies);
    await page.goto("/");
    if ((await page.getByRole("button", { name: "Sign out", exact: true }).count()) > 0) return;
    await page.context().clearCookies();
  }
  await signInAfresh(page, person);
  known?.set(person, await page.context().cookies());
}

/** Signs in by hand, with a session that no other test has. */
export async function signInAfresh(page: Page, person: Person) {
  await page.goto("/sign-in");
  await goToChoice(page);
  await choose(page, person);
  await expect(page.getByRole("button", { name: "Sign out", exact: true })).toBeAttached();
}

/** From the sign-in page to "Choose who to be". */
export async function goToChoice(page: Page) {
  await expect(page.getByRole("heading", { level: 1, name: "Sign in" })).toBeVisible();
  const main = page.getByRole("main");
  await main.getByRole("link").or(main.getByRole("button")).first().click();
  await expect(page.getByRole("heading", { level: 1, name: "Choose who to be" })).toBeVisible();
}

export async function choose(page: Page, person: Person) {
  await page.getByRole("radio", { name: PEOPLE[person] }).check();
  await page.getByRole("button", { name: "Continue" }).click();
}

/** Signs out; on a phone the button may be behind the menu. */
export async function signOut(page: Page) {
  await reveal(page, "Sign out");
  await page.getByRole("button", { name: "Sign out", exact: true }).click();
}

async function reveal(page: Page, name: string) {
  const menu = page.getByRole("button", { name: "Menu" });
  if (!(await page.getByRole("button", { name, exact: true }).isVisible()) && (await menu.isVisible())) {
    await menu.click();
  }
}

function pathOf(address: string): string {
  return URL.canParse(address) ? new URL(address).pathname : address;
}
