import type { Pool } from "pg";
import type { PgBoss } from "pg-boss";
import { SmnError } from "../../base/errors.js";
import { createLedger } from "../../ledger/createLedger.js";
import type { Ledger } from "../../ledger/ledger.js";
import { databaseReason } from "../../ledger/databaseReason.js";
import { isMissing } from "../../ledger/ledgerErrors.js";
import { sqlState } from "../../ledger/retryable.js";
import { CliError } from "../base/cliError.js";
import type { CliEnvironment } from "../base/environment.js";
import { exitCodes } from "../base/exitCode.js";
import { ENGINE_SCHEMA, QUEUE } from "./engine.js";
import { loadPackages } from "./loadPackages.js";

/** The database with the queue and the ledger. */
export interface OpenQueue {
  readonly pool: Pool;
  readonly ledger: Ledger;
  readonly boss: PgBoss;
}

/** Why the queue is opened: only `migrate` changes tables, and only `work` does the engine's housekeeping. */
export type QueuePurpose = "migrate" | "work" | "use";

/** A lease outlives a request by more than this, in milliseconds. */
const LEASE_MARGIN = 60_000;

/**
 * Opens the database of `DATABASE_URL` for the work, and closes it afterwards.
 *
 * @param timeoutMs of a request, for a worker
 * @throws CliError for a database that cannot be reached, or whose tables are missing
 */
export async function withQueue<Result>(
  { env, stderr, clock }: Pick<CliEnvironment, "env" | "stderr" | "clock">,
  purpose: QueuePurpose,
  work: (queue: OpenQueue) => Promise<Result>,
  timeoutMs = 30_000,
): Promise<Result> {
  const connectionString = env["DATABASE_URL"];
  if (connectionString === undefined || connectionString === "")
    throw new CliError(
      "DATABASE_URL is missing: the PostgreSQL database of queue and ledger, such as postgres://user@host/name.",
    );
  const { Pool, PgBoss } = await loadPackages();
  const pool = new Pool({
    connectionString,
    application_name: "smn-sms",
    keepAlive: true,
    connectionTimeoutMillis: 10_000,
  });
  // Without a listener a connection that breaks while nobody uses it would end the process.
  pool.on("error", () => undefined);
  const boss = new PgBoss({
    connectionString,
    application_name: "smn-sms queue",
    schema: ENGINE_SCHEMA,
    migrate: purpose === "migrate",
    supervise: purpose === "work",
    superviseIntervalSeconds: 10,
    monitorIntervalSeconds: 10,
    schedule: false,
  });
  let told = "";
  boss.on("error", (error) => {
    const text = databaseReason(error);
    if (text !== told) stderr.write(`The queue: ${text}\n`);
    told = text;
  });
  const ledger = createLedger({ pool, clock, leaseMs: timeoutMs + LEASE_MARGIN });
  try {
    await boss.start();
    if (purpose !== "migrate" && (await boss.getQueue(QUEUE)) === null) throw notMigrated();
    return await work({ pool, ledger, boss });
  } catch (error) {
    throw explained(error);
  } finally {
    await boss.stop({ graceful: false }).catch(() => undefined);
    await pool.end();
  }
}

function notMigrated(): CliError {
  return new CliError("The database has no queue yet: run smn-sms queue migrate once. Nothing was sent.");
}

function explained(error: unknown): unknown {
  if (error instanceof CliError) return error;
  if (error instanceof SmnError) {
    const isMistaken = error.code === "validation" || error.reason === "other_input";
    return new CliError(error.message, isMistaken ? exitCodes.usage : exitCodes.stopped);
  }
  // pg-boss says so in words of its own. PostgreSQL says as much of a database, or a role, that is not there.
  const isBossMissing = sqlState(error) === undefined && /not installed|does not exist/i.test(String(error));
  if (isBossMissing || isMissing(error)) return notMigrated();
  return new CliError(
    `The database of DATABASE_URL cannot be used (${databaseReason(error)}). The same command can be run again.`,
    exitCodes.stopped,
  );
}
