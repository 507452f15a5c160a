import { spawn } from "node:child_process";
import { cpSync, mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";

/** A portal with demonstration data and a database of its own. */
export interface Portal {
  url: string;
  /** What the server has written so far. */
  log(): string;
  stop(): Promise<void>;
}

const root = resolve(import.meta.dirname, "../..");
const START_LIMIT_MS = 60_000;

const binary = process.env.PORTAL_BIN ?? join(root, "target/debug/portal");

/** The file of the database inside its folder. */
const DATABASE = "portal.db";

/** Where the folder of the database that all servers begin with is told to the workers. */
const SEED = "PORTAL_END2END_SEED";

/**
 * Fills one database with the demonstration data, of which each server gets a
 * copy. Playwright starts a new worker, and so a new server, after each failed
 * test: without the copy each of them would wait for the data to be made again.
 */
export default async function seed(): Promise<() => void> {
  if (process.env.PORTAL_URL) return () => {};
  const folder = mkdtempSync(join(tmpdir(), "portal-end2end-seed-"));
  const command = spawn(binary, ["demo", "--database-url", `sqlite://${join(folder, DATABASE)}`], {
    cwd: root,
    stdio: ["ignore", "pipe", "pipe"],
  });
  let said = "";
  command.stdout.on("data", (piece) => (said += piece));
  command.stderr.on("data", (piece) => (said += piece));
  const code = await new Promise((done, fail) => {
    command.on("close", done);
    command.on("error", fail);
  });
  const remove = () => rmSync(folder, { recursive: true, force: true });
  if (code !== 0) {
    remove();
    throw new Error(`${binary} demo ended with ${code}\n${said}`);
  }
  process.env[SEED] = folder;
  return remove;
}

/**
 * Starts the portal named by `PORTAL_BIN` on a free port, and returns when it
 * is ready. With `PORTAL_URL` a server that already runs is used instead.
 */
export async function startPortal(): Promise<Portal> {
  const running = process.env.PORTAL_URL;
  if (running) {
    return { url: running, log: () => "", stop: async () => {} };
  }

  const folder = mkdtempSync(join(tmpdir(), "portal-end2end-"));
  const filled = process.env[SEED];
  if (filled) cpSync(filled, folder, { recursive: true });
  const listen = `127.0.0.1:${await freePort()}`;
  const url = `http://${listen}`;
  const server = spawn(
    binary,
    [
      "serve",
      "--demo",
      "--listen", listen,
      "--base-url", url,
      "--database-url", `sqlite://${join(folder, DATABASE)}`,
      "--site-root", process.env.PORTAL_SITE_ROOT ?? join(root, "target/site"),
    ],
    {
      cwd: root,
      stdio: ["ignore", "pipe", "pipe"],
      // All journeys come from one address, and faster than people do.
      env: { ...process.env, PORTAL_SIGN_IN_PER_MINUTE: "6000", PORTAL_SIGN_IN_BURST: "1000" },
    },
  );

  let log = "";
  let ended: string | undefined;
  server.stdout.on("data", (piece) => (log += piece));
  server.stderr.on("data", (piece) => (log += piece));
  server.on("error", (error) => (ended = error.message));
  const exit = new Promise<void>((done) => {
    server.on("exit", (code, signal) => {
      ended = `it ended with ${code ?? signal}`;
      done();
    });
    server.on("error", () => done());
  });

  const stop = async () => {
    if (!ended) {
      server.kill("SIGTERM");
      await exit;
    }
    rmSync(folder, { recursive: true, force: true });
  };

  const limit = Date.now() + START_LIMIT_MS;
  while (!(await isReady(url))) {
    if (ended || Date.now() > limit) {
      await stop();
      throw new Error(`${binary} did not become ready: ${ended ?? "time is up"}\n${log}`);
    }
    await new Promise((wait) => setTimeout(wait, 100));
  }
  return { url, log: () => log, stop };
}

async function isReady(url: string): Promise<boolean> {
  try {
    return (await fetch(`${url}/health/ready`)).ok;
  } catch {
    return false;
  }
}

function freePort(): Promise<number> {
  return new Promise((done, fail) => {
    const probe = createServer();
    probe.on("error", fail);
    probe.listen(0, "127.0.0.1", () => {
      const address = probe.address();
      probe.close(() => {
        if (address && typeof address === "object") {
          done(address.port);
        } else {
          fail(new Error("no free port"));
        }
      });
    });
  });
}
