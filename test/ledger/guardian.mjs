// Keeps one PostgreSQL server for tests: node guardian.mjs OPTIONS. It says "ready" when the server takes connections, and
// ends it, and removes its folder, as soon as its standard input ends, however the process died that held it.
// A line "kill" ends all processes of the server at once, as a crash does; "start" starts it again.
import { execFileSync, spawn } from "node:child_process";
import {
  chownSync,
  cpSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { createConnection } from "node:net";
import { dirname, join } from "node:path";
import { createInterface } from "node:readline";
import { setTimeout as sleep } from "node:timers/promises";

const NOBODY = 65_534;
const { folder, binaries, settings } = JSON.parse(process.argv[2]);
const isRoot = process.getuid?.() === 0;
const as = isRoot ? { uid: NOBODY, gid: NOBODY } : {};
const data = join(folder, "data");
let server;

for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => void end());

mkdirSync(folder, { recursive: true });
if (isRoot) chownSync(folder, NOBODY, NOBODY);
const bin = isReadable(binaries) ? binaries : copied();
execFileSync(
  join(bin, "initdb"),
  [
    "-D",
    data,
    "-U",
    "smn",
    "--auth=trust",
    "--encoding=UTF8",
    "--locale=C",
    "--no-sync",
    "--no-instructions",
  ],
  { ...as, stdio: ["ignore", "ignore", "inherit"], cwd: folder },
);
writeFileSync(join(data, "postgresql.conf"), settings, { flag: "a" });
await start();
console.log("ready");

const lines = createInterface({ input: process.stdin });
lines.on("line", async (line) => {
  if (line === "kill") await kill();
  if (line === "start") await start();
  console.log(`${line} done`);
});
lines.on("close", () => void end());

async function start() {
  const options = ["-D", data, "-k", folder, "-c", "listen_addresses="];
  server = spawn(join(bin, "postgres"), options, {
    ...as,
    cwd: folder,
    stdio: ["ignore", "ignore", "ignore"],
  });
  const started = server;
  started.once("exit", () => (started.hasEnded = true));
  while (!(await answers())) {
    if (started.hasEnded) throw new Error("PostgreSQL does not start");
    await sleep(20);
  }
}

/** Whether it takes connections: the start-up packet of a user that is not there is answered with an error. */
function answers() {
  return new Promise((resolve) => {
    const socket = createConnection(join(folder, ".s.PGSQL.5432"));
    const done = (answer) => (socket.destroy(), resolve(answer));
    socket.on("error", () => done(false));
    socket.on("connect", () => {
      const parameters = Buffer.from("user\0smn\0database\0postgres\0\0");
      const head = Buffer.alloc(8);
      head.writeInt32BE(parameters.length + 8, 0);
      head.writeInt32BE(196_608, 4);
      socket.write(Buffer.concat([head, parameters]));
    });
    socket.on("data", (answer) => done(answer[0] === 0x52)); // "R", authentication
  });
}

/** All of its processes: those that are left over keep the shared memory in use. */
async function kill() {
  const children = readdirSync("/proc").filter((name) => /^\d+$/.test(name) && parentOf(name) === server.pid);
  for (const pid of [server.pid, ...children.map(Number)])
    try {
      process.kill(pid, "SIGKILL");
    } catch {
      // it has ended
    }
  while (!server.hasEnded) await sleep(5);
  await sleep(50);
}

function parentOf(pid) {
  try {
    return Number(/\) \S (\d+)/.exec(readFileSync(`/proc/${pid}/stat`, "utf8"))?.[1]);
  } catch {
    return undefined; // it has ended
  }
}

async function end() {
  if (server !== undefined && !server.hasEnded) {
    server.kill("SIGQUIT");
    for (let left = 200; left > 0 && !server.hasEnded; left--) await sleep(10);
    if (!server.hasEnded) server.kill("SIGKILL");
  }
  rmSync(folder, { recursive: true, force: true });
  process.exit(0);
}

/** Whether the server's user may go down to the binaries. */
function isReadable(path) {
  if (!isRoot) return true;
  for (let at = path; ; at = dirname(at)) {
    if ((statSync(at).mode & 0o005) !== 0o005) return false;
    if (at === dirname(at)) return true;
  }
}

function copied() {
  const copy = join(folder, "native");
  cpSync(dirname(binaries), copy, { recursive: true, verbatimSymlinks: true });
  return join(copy, "bin");
}
