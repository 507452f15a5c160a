import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
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
  const listen = `127.0.0.1:${await freePort()}`;
  const url = `http://${listen}`;
  const binary = process.env.PORTAL_BIN ?? join(root, "target/debug/portal");
  const server = spawn(
    binary,
    [
      "serve",
      "--demo",
      "--listen", listen,
      "--base-url", url,
      "--database-url", `sqlite://${join(folder, "portal.db")}`,
      "--site-root", process.env.PORTAL_SITE_ROOT ?? join(root, "target/site"),
    ],
    { cwd: root, stdio: ["ignore", "pipe", "pipe"] },
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
