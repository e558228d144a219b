// A worker that is stopped, as by SIGSTOP, exactly between its mark and its request: node pausingWorker.mjs DATABASE URL
import { subscribe } from "node:diagnostics_channel";
import { writeSync } from "node:fs";
import pg from "pg";

const [, , connectionString, baseUrl, options] = process.argv;
const { dist, key, messages, credentials, projectId, leaseMs } = JSON.parse(options);
const { createSmsClient } = await import(`${dist}/index.mjs`);
const { createLedger } = await import(`${dist}/ledger.mjs`);

let isFirst = true;
// Published at once behind the commit of the mark, before anything else happens.
subscribe("tracing:smn-sms:ledger.mark:asyncEnd", () => {
  if (!isFirst) return;
  isFirst = false;
  writeSync(1, "marked\n");
  process.kill(process.pid, "SIGSTOP");
});

const pool = new pg.Pool({ connectionString });
const sms = createSmsClient({ baseUrl, projectId, credentials, timeoutMs: 1_000 });
const end = await createLedger({ pool, leaseMs })
  .sendOnce(sms, key, messages)
  .then(
    (outcomes) => outcomes.map(({ status }) => status).join(" "),
    ({ code, reason, sent }) => `${code} ${reason} ${sent}`,
  );
console.log(`ended: ${end}`);
await pool.end();
