import { defineConfig } from "@playwright/test";

/**
 * Each journey runs three times: with scripts, without scripts and on a phone.
 * What needs scripts to mean anything is called `*.script.spec.ts`, so that
 * "works without scripts" is what happens when nobody thinks about it.
 */
export default defineConfig({
  testDir: "journeys",
  globalSetup: "./support/server.ts",
  outputDir: "test-results",
  forbidOnly: true,
  retries: 0,
  workers: 2,
  timeout: 60_000,
  expect: { timeout: 10_000 },
  reporter: [
    ["list"],
    ["json", { outputFile: process.env.PORTAL_BROWSER_REPORT ?? "report/results.json" }],
  ],
  use: {
    locale: "en-GB",
    // Far from London, so that a time worked out by the browser is seen to be wrong.
    timezoneId: "Pacific/Auckland",
    screenshot: "only-on-failure",
    launchOptions: {
      executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
      args: [
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
      ],
    },
  },
  projects: [
    { name: "with-script", use: { viewport: { width: 1280, height: 800 } } },
    {
      name: "without-script",
      testIgnore: /\.script\.spec\.ts$/,
      use: { viewport: { width: 1280, height: 800 }, javaScriptEnabled: false },
    },
    { name: "phone", use: { viewport: { width: 320, height: 640 } } },
  ],
});
