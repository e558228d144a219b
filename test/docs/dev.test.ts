import { spawn, type ChildProcess } from "node:child_process";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { WebSocket } from "undici";
import { afterAll, beforeAll, expect, test } from "vitest";
import { stubSite, temporaryFolder } from "./support.js";

let folder: string;
let child: ChildProcess;
let url: string;
let seen = "";
const guide = (text: string) => writeFileSync(join(folder, "guides/one.md"), text);
const get = async (path: string) => (await fetch(url + path)).text();

beforeAll(async () => {
  folder = await temporaryFolder();
  mkdirSync(join(folder, "guides"));
  stubSite(join(folder, "site"));
  guide("# One\n\nbefore\n");
  const args = ["docs/dev.mjs", "--out", join(folder, "site"), "--guides", join(folder, "guides")];
  args.push("--only", "guides");
  child = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "pipe"] });
  child.stdout!.on("data", (text: Buffer) => (seen += text.toString()));
  child.stderr!.on("data", (text: Buffer) => (seen += text.toString()));
  url = await terminal(/^(http:\/\/127\.0\.0\.1:\d+\/)$/m);
}, 300_000);
afterAll(async () => {
  const ended = new Promise((done) => child.once("exit", done));
  child.kill();
  await ended;
  // A build that was under way may write its last file now.
  rmSync(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
});

test("serves the site on this machine", async () => {
  expect(await get("one.html")).toContain("<p>before</p>");
  expect(await get("")).toContain("<h1>smn-sms</h1>");
  const missing = await fetch(`${url}none.html`);
  expect(missing.status).toBe(404);
  const outside = await fetch(`${url}..%2f..%2fguides%2fone.md`);
  expect(outside.status).toBe(404);
});

test("lets the served page listen, and nothing else", async () => {
  const page = await get("one.html");
  expect(page).toContain('src="/@vite/client"');
  expect(page).toMatch(
    /Content-Security-Policy" content="default-src 'none';[^"]*script-src 'self'; connect-src 'self' ws:"/,
  );
});

test("renews a page when its guide changes and tells the browser", { timeout: 120_000 }, async () => {
  const token = /wsToken = "([^"]+)"/.exec(await get("@vite/client"))![1]!;
  const socket = new WebSocket(`${url.replace("http", "ws")}?token=${token}`, "vite-hmr");
  const messages: string[] = [];
  socket.addEventListener("message", ({ data }) => messages.push(String(data)));
  await expect.poll(() => messages).toEqual(['{"type":"connected"}']);
  guide("# One\n\nafter\n");
  await expect.poll(() => messages.at(-1), { timeout: 60_000 }).toContain('"type":"full-reload"');
  expect(await get("one.html")).toContain("<p>after</p>");
  socket.close();
});

test("shows an error, keeps the last good page and goes on", { timeout: 120_000 }, async () => {
  guide("# One\n\n[gone](two.md)\n");
  await terminal(/one\.md: (two\.md) leads nowhere[\s\S]*Waiting for the next change/);
  expect(await get("one.html")).toContain("<p>after</p>");
  guide("# One\n\nrepaired\n");
  await expect.poll(() => get("one.html"), { timeout: 60_000 }).toContain("<p>repaired</p>");
});

/** Waits until the terminal shows something. */
function terminal(pattern: RegExp): Promise<string> {
  return new Promise((found, failed) => {
    const look = () => {
      const match = pattern.exec(seen);
      if (match) found(match[1]!);
    };
    look();
    child.stdout!.on("data", look);
    child.stderr!.on("data", look);
    child.once("exit", (code) => failed(new Error(`it ended with ${code}:\n${seen}`)));
  });
}
