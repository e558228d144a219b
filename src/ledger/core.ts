import { createHash } from "node:crypto";
import { CALL_MIGRATE } from "./advisedCalls.js";
import type { Clock } from "../base/clock.js";
import type { Database } from "./database.js";
import { databaseFailed } from "./ledgerErrors.js";
import type { Every } from "./every.js";
import type { Pace } from "./pace.js";
import type { Claims } from "../journal/claimJournal.js";
import { journalError } from "../journal/journalErrors.js";
import { VERSION } from "./schema.js";

/** What the parts of a ledger share. */
export interface LedgerCore {
  readonly database: Database;
  readonly clock: Clock;
  /** The runs that this process is using. */
  readonly claims: Claims;
  /** Repeats what keeps a lease. */
  readonly every: Every;
  readonly leaseMs: number;
  readonly maxWaitMs: number;
  readonly pace: Pace;
  /** A number that nobody else has, for a worker or a turn: 48 random bits. */
  readonly newNumber: () => string;
  /** The id of a run, from its name: tokens and digests derive from it. */
  readonly runIdOf: (run: string) => Promise<string>;
}

/**
 * Reads the secret that the ids of runs derive from, once: two ledgers that have a run of the same name must not give their
 * messages the same tokens.
 */
export function createRunIds(database: Database): LedgerCore["runIdOf"] {
  let ledgerId: Promise<string> | undefined;
  return async (run) => {
    ledgerId ??= readLedgerId(database);
    try {
      const id = await ledgerId;
      return createHash("sha256").update(`run ${run} of ${id}`).digest("hex").slice(0, 32);
    } catch (error) {
      ledgerId = undefined;
      throw error;
    }
  };
}

async function readLedgerId(database: Database): Promise<string> {
  const { schema } = database;
  const rows = await database.query<{ ledger_id: string; version: number | null }>(
    `select ledger_id, (select max(version)::integer from ${schema}.version) as version from ${schema}.state`,
  );
  const [row] = rows;
  if (row === undefined) throw databaseFailed({ name: "Error", message: "", code: "42P01" }, "");
  const version = row.version ?? 0;
  if (version !== VERSION)
    throw journalError(
      `The ledger's tables have version ${version}, and this program knows ${VERSION}. ` +
        (version < VERSION ? `Call ${CALL_MIGRATE} once.` : "Use the release that made them."),
      "unreadable",
    );
  return row.ledger_id;
}
