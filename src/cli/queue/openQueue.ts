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
import { inCommands } from "./inCommands.js";
import { loadPg, loadPgBoss } from "./loadPackages.js";

/** The database with the ledger. */
export interface OpenLedger {
  readonly pool: Pool;
  readonly ledger: Ledger;
}

/** The same, with the queue. */
export interface OpenQueue extends OpenLedger {
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
export function withQueue<Result>(
  environment: Pick<CliEnvironment, "env" | "stderr" | "clock">,
  purpose: QueuePurpose,
  work: (queue: OpenQueue) => Promise<Result>,
  timeoutMs = 30_000,
): Promise<Result> {
  const { env, stderr } = environment;
  return withLedger(
    environment,
    async (open) => {
      const { PgBoss } = await loadPgBoss();
      const boss = new PgBoss({
        connectionString: connectionOf(env),
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
      try {
        await boss.start();
        if (purpose !== "migrate" && (await boss.getQueue(QUEUE)) === null) throw notMigrated();
        return await work({ ...open, boss });
      } finally {
        await boss.stop({ graceful: false }).catch(() => undefined);
      }
    },
    timeoutMs,
  );
}

/** The same without the engine, for what must not depend on it: the ledger is what stops the workers. */
export async function withLedger<Result>(
  { env, clock }: Pick<CliEnvironment, "env" | "clock">,
  work: (open: OpenLedger) => Promise<Result>,
  timeoutMs = 30_000,
): Promise<Result> {
  const connectionString = connectionOf(env);
  const { Pool } = await loadPg();
  const pool = new Pool({
    connectionString,
    application_name: "smn-sms",
    keepAlive: true,
    connectionTimeoutMillis: 10_000,
  });
  // Without a listener a connection that breaks while nobody uses it would end the process.
  pool.on("error", () => undefined);
  try {
    return await work({ pool, ledger: createLedger({ pool, clock, leaseMs: timeoutMs + LEASE_MARGIN }) });
  } catch (error) {
    throw explained(error);
  } finally {
    await pool.end();
  }
}

function connectionOf({ DATABASE_URL }: CliEnvironment["env"]): string {
  if (DATABASE_URL !== undefined && DATABASE_URL !== "") return DATABASE_URL;
  throw new CliError(
    "DATABASE_URL is missing: the PostgreSQL database of queue and ledger, such as postgres://user@host/name.",
  );
}

function notMigrated(): CliError {
  return new CliError("The database has no queue yet: run smn-sms queue migrate once. Nothing was sent.");
}

function explained(error: unknown): unknown {
  if (error instanceof CliError) return error;
  if (isMissing(error)) return notMigrated();
  if (error instanceof SmnError) {
    const isMistaken = error.code === "validation" || error.reason === "other_input";
    return new CliError(inCommands(error.message), isMistaken ? exitCodes.usage : exitCodes.stopped);
  }
  // pg-boss says so in words of its own. PostgreSQL says as much of a database, or a role, that is not there.
  const isBossMissing = sqlState(error) === undefined && /not installed|does not exist/i.test(String(error));
  if (isBossMissing) return notMigrated();
  return new CliError(
    `The database of DATABASE_URL cannot be used (${databaseReason(error)}). The same command can be run again.`,
    exitCodes.stopped,
  );
}
