import { journalError } from "../journal/journalErrors.js";
import { CALL_RESUME_AFTER_FAILOVER } from "./advisedCalls.js";
import type { LedgerCore } from "./core.js";
import { invalid } from "../base/invalid.js";
import type { LedgerHealth, LedgerStandby } from "./ledgerState.js";
import { numberOf, type Numeric } from "./numeric.js";
import { TIMELINE } from "./statements.js";

const OLDEST_VERSION = 140_000;
const OLD_TRANSACTION_MS = 600_000;

interface Row {
  readonly version: number;
  readonly server_version: string;
  readonly fsync: string;
  readonly synchronous_commit: string;
  readonly full_page_writes: string;
  readonly encoding: string;
  readonly is_standby: boolean;
  readonly is_read_only: boolean;
  readonly oldest_ms: Numeric;
}

/** Looks whether the database keeps what it has committed. */
export async function checkDatabase(core: LedgerCore): Promise<LedgerHealth> {
  const { database } = core;
  const [row] = await database.query<Row>(
    `select current_setting('server_version_num')::integer as version,
  split_part(current_setting('server_version'), ' ', 1) as server_version,
  current_setting('fsync') as fsync, current_setting('synchronous_commit') as synchronous_commit,
  current_setting('full_page_writes') as full_page_writes, current_setting('server_encoding') as encoding,
  pg_is_in_recovery() as is_standby, current_setting('transaction_read_only') = 'on' as is_read_only,
  coalesce((select extract(epoch from clock_timestamp() - min(xact_start)) * 1000 from pg_stat_activity
    where datname = current_database() and pid <> pg_backend_pid()), 0) as oldest_ms`,
  );
  if (row === undefined) throw journalError("The database does not answer.", "unreadable");
  refuse(row);
  await core.runIdOf("");
  const { schema } = database;
  const [state] = await database.query<{ failed_over: boolean; abandoned: number }>(
    `select timeline is distinct from ${TIMELINE} as failed_over,
  (select count(*)::integer from ${schema}.job where intended > 0 and lease_until < ${schema}.ledger_now()) as abandoned
from ${schema}.state`,
  );
  const standbys = await database.query<{ name: string; is_synchronous: boolean }>(
    `select coalesce(application_name, '') as name, coalesce(sync_state in ('sync', 'quorum'), false) as is_synchronous
from pg_stat_replication`,
  );
  const health = {
    serverVersion: row.server_version,
    synchronousCommit: row.synchronous_commit,
    standbys: standbys.map(({ name, is_synchronous }): LedgerStandby => ({
      name,
      isSynchronous: is_synchronous,
    })),
    failedOver: state?.failed_over === true,
    oldestTransactionMs: numberOf(row.oldest_ms),
    abandoned: state?.abandoned ?? 0,
  };
  return { ...health, warnings: warningsOf(health, row) };
}

/** @throws SmnError (`validation`) */
function refuse({ version, fsync, synchronous_commit, encoding, is_standby }: Row): void {
  if (version < OLDEST_VERSION) throw invalid("The ledger needs PostgreSQL 14 or newer.");
  if (is_standby) throw invalid("This is a standby, which takes no records. Connect to the primary.");
  if (fsync === "off")
    throw invalid(
      "The database has fsync = off: after a crash it may have forgotten what was sent, and texts would be sent twice. Switch it on.",
    );
  if (synchronous_commit === "off")
    throw invalid(
      "The database, or this role or connection, has synchronous_commit = off: a crash forgets the last commits, and texts " +
        "would be sent twice. Set it to on for the role of the workers.",
    );
  if (encoding !== "UTF8") throw invalid(`The database has the encoding ${encoding}; the ledger needs UTF8.`);
}

function warningsOf(
  { standbys, failedOver, oldestTransactionMs, abandoned }: Omit<LedgerHealth, "warnings">,
  { synchronous_commit, full_page_writes, is_read_only }: Row,
): string[] {
  const warnings: string[] = [];
  if (failedOver)
    warnings.push(
      `The database was failed over. Nothing is sent until somebody says that no commit was lost: ${CALL_RESUME_AFTER_FAILOVER}.`,
    );
  // No refusal: who only looks may have such a role.
  if (is_read_only)
    warnings.push(
      "The database, or this role or connection, has default_transaction_read_only = on: nothing can be sent by it.",
    );
  const waits = standbys.some(({ isSynchronous }) => isSynchronous) && synchronous_commit !== "local";
  if (standbys.length > 0 && !waits)
    warnings.push(
      "No commit waits for a standby (asynchronous replication). A failover forgets the last commits, and whatever was sent " +
        "then would be sent twice if somebody resumed. Make the replication synchronous; in Huawei Cloud RDS it is asynchronous by default.",
    );
  if (full_page_writes === "off")
    warnings.push(
      "The database has full_page_writes = off: a crash can leave pages behind that are damaged.",
    );
  if (oldestTransactionMs > OLD_TRANSACTION_MS)
    warnings.push(
      `A transaction is open since ${Math.round(oldestTransactionMs / 60_000)} minutes: dead rows stay, and the tables grow.`,
    );
  if (abandoned > 0)
    warnings.push(
      `${abandoned} jobs were being sent by workers that are gone. They are unknown as soon as an engine delivers them, or their run is reconciled.`,
    );
  return warnings;
}
