import { AxeBuilder } from "@axe-core/playwright";
import { HtmlValidate } from "html-validate";
import { expect, type Page } from "@playwright/test";

const WCAG_22_AA = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];

/** Nothing that axe knows of stands in anybody's way. */
export async function a11y(page: Page) {
  const { examined, close } = await examinable(page);
  try {
    const { violations } = await new AxeBuilder({ page: examined }).withTags(WCAG_22_AA).analyze();
    const found = violations.map(({ id, help, nodes }) => ({
      id,
      help,
      where: nodes.map((node) => `${node.target.join(" ")}: ${node.failureSummary}`),
    }));
    expect(found, `axe on ${page.url()}`).toEqual([]);
  } finally {
    await close();
  }
}

/**
 * axe is itself a script. Where scripts are off, the same HTML is opened at the
 * same address in a window that has them, with the page's own scripts withheld.
 */
async function examinable(page: Page): Promise<{ examined: Page; close(): Promise<void> }> {
  if (await scriptsRun(page)) return { examined: page, close: async () => {} };

  const browser = page.context().browser();
  if (!browser) throw new Error("the page has no browser");
  const context = await browser.newContext({
    javaScriptEnabled: true,
    viewport: page.viewportSize(),
    storageState: await page.context().storageState(),
  });
  const examined = await context.newPage();
  const body = await page.content();
  const address = page.url();
  await examined.route(/\.(js|wasm)(\?|$)/, (route) => route.abort());
  await examined.route(
    (url) => url.href === address,
    (route) => route.fulfill({ contentType: "text/html; charset=utf-8", body }),
  );
  await examined.goto(address);
  return { examined, close: () => context.close() };
}

async function scriptsRun(page: Page): Promise<boolean> {
  return page.evaluate(() => matchMedia("(scripting: enabled)").matches);
}

/** At this width nothing has to be moved sideways to be read. */
export async function noSidewaysScroll(page: Page) {
  const [content, window] = await page.evaluate(() => [
    document.documentElement.scrollWidth,
    document.documentElement.clientWidth,
  ]);
  expect(content, `width of ${page.url()}`).toBeLessThanOrEqual(window ?? 0);
}

const validator = new HtmlValidate({
  root: true,
  extends: ["html-validate:standard", "html-validate:a11y"],
  rules: {
    // A name for a landmark is needed here, whatever else is on the page.
    "aria-label-misuse": ["error", { allowAnyNamable: true }],
    // The GOV.UK components say the role of a fieldset, a status and a list.
    "no-redundant-role": "off",
    "prefer-native-element": "off",
    // Scripts and styles come from the portal itself.
    "require-sri": "off",
  },
});

/** The HTML as the server sent it, before a browser has mended it. */
export async function soundHtml(address: string, html: string) {
  const report = await validator.validateString(html, address);
  const found = report.results.flatMap(({ messages }) =>
    messages.map(({ ruleId, message, line, column }) => `${line}:${column} ${ruleId}: ${message}`),
  );
  expect(found, `HTML of ${address}`).toEqual([]);
}

/** Nothing shows on the screen that marks where the keyboard is: that is a fault. */
export async function focusIsVisible(page: Page) {
  const seen = await page.evaluate(() => {
    const element = document.activeElement;
    if (!element || element === document.body) return { name: "nothing", marked: false, covered: false };
    // A radio button is drawn by its label; the input itself is transparent.
    const label = element.matches("input[type=radio], input[type=checkbox]") ? element.nextElementSibling : null;
    const style = label ? getComputedStyle(label, "::before") : getComputedStyle(element);
    const outlined =
      style.outlineStyle !== "none" &&
      Number.parseFloat(style.outlineWidth) > 0 &&
      !/rgba\(.*, 0\)|transparent/.test(style.outlineColor);
    const box = element.getBoundingClientRect();
    const top = document.elementFromPoint(box.x + box.width / 2, box.y + Math.min(box.height / 2, 10));
    return {
      name: `${element.tagName.toLowerCase()} "${element.textContent?.trim().slice(0, 40)}"`,
      marked: outlined || style.boxShadow !== "none",
      covered: !!top && top !== element && !element.contains(top) && !top.contains(element) && top !== label,
    };
  });
  expect(seen, `focus on ${page.url()}`).toMatchObject({ marked: true, covered: false });
}

/** Presses Tab until the keyboard is on what has this id or this name; every stop on the way must show. */
export async function tabTo(page: Page, target: { role: string; name: string }, most = 80) {
  for (let pressed = 0; pressed < most; pressed += 1) {
    await page.keyboard.press("Tab");
    await focusIsVisible(page);
    const here = await page.getByRole(target.role as "link", { name: target.name }).evaluateAll((all) =>
      all.includes(document.activeElement as HTMLElement),
    );
    if (here) return;
  }
  throw new Error(`the keyboard did not reach ${target.role} "${target.name}" in ${most} stops`);
}
