import { channels } from "../messages/channels.js";
import { toRanges } from "../journal/journalLine.js";
import { sweptRow } from "./sweptRow.js";
import type { Claim } from "./jobState.js";
import type { LedgerCore } from "./core.js";
import { numberOf, type Numeric } from "./numeric.js";
import type { Queryable } from "./pool.js";
import { readLines, sourceOf } from "./readLines.js";
import { JOB_COLUMNS, callClaim, writeLines } from "./statements.js";
import { StatusTable } from "../journal/statusTable.js";

/** A job that a worker wants. */
export interface Wanted {
  readonly key: string;
  readonly run?: string | undefined;
  /** How many it has; undefined for a run with a journal. */
  readonly messages?: number | undefined;
  /** By the clock of the database, it is not sent after this. */
  readonly notAfter?: Date | undefined;
  readonly inputId?: string | undefined;
}

/** Why a job was not claimed. */
export interface NotClaimed {
  readonly id: string;
  readonly key: string;
  readonly run: string | null;
  readonly input_id: string | null;
  readonly messages: number | null;
  readonly isSettled: boolean;
  /** Milliseconds until its lease is over. */
  readonly leaseMs: number;
  readonly project: string | null;
  readonly address: string | null;
}

export type Claimed =
  { readonly claim: Claim & { readonly isLate: boolean } } | { readonly held: NotClaimed };

interface JobRow extends Claim {
  readonly input_id: string | null;
  readonly intended: number;
  readonly is_settled: boolean;
  readonly lease_ms: Numeric | null;
  readonly is_late: boolean;
}

/**
 * Takes jobs for a worker, each unless another one has it, or it is settled. What the last worker had intended, and not
 * settled, is `swept`: it may have been sent.
 *
 * @param worker a number that nobody else has
 * @returns for each key what became of it
 */
export async function claimJobs(
  core: LedgerCore,
  worker: string,
  wanted: readonly Wanted[],
): Promise<Map<string, Claimed>> {
  const { database } = core;
  const found = new Map<string, Claimed>();
  const values = [jsonOf(wanted), worker, core.leaseMs];
  const taken = await database.query<JobRow>(callClaim(database.schema), values);
  for (const row of taken) found.set(row.key, claimed(row, worker));
  for (const one of wanted) if (!found.has(one.key)) found.set(one.key, await claimKnown(core, worker, one));
  return found;
}

function claimed(row: JobRow, worker: string): Claimed {
  return { claim: { ...row, worker, isLate: row.is_late } };
}

function jsonOf(wanted: readonly Wanted[]): string {
  const rows = wanted.map(({ key, run, messages, notAfter, inputId }) => ({
    key,
    run,
    messages,
    not_after: notAfter?.toISOString(),
    input_id: inputId,
  }));
  return JSON.stringify(rows);
}

function lockOne(schema: string): string {
  return `select ${JOB_COLUMNS}, coalesce($2::timestamptz < ${schema}.ledger_now(), false) as is_late,
  extract(epoch from lease_until - ${schema}.ledger_now()) * 1000 as lease_ms
from ${schema}.job where key = $1 for update`;
}

/** A job that is there already: the row is locked while it is looked at. */
async function claimKnown(core: LedgerCore, worker: string, wanted: Wanted): Promise<Claimed> {
  const { database, leaseMs } = core;
  const { schema } = database;
  let swept: number | undefined;
  const found = await database.persist(() =>
    database.transaction(async (client) => {
      const { rows } = await client.query(lockOne(schema), [wanted.key, wanted.notAfter ?? null]);
      const [row] = rows as JobRow[];
      // A job is never deleted; who does it by hand starts it anew.
      if (row === undefined) return { held: gone(wanted) };
      const left = numberOf(row.lease_ms ?? -1);
      // Its commit went through although the connection broke.
      if (row.worker === worker && left >= 0) return claimed(row, worker);
      if (row.is_settled || left >= 0 || isOther(row, wanted)) return { held: heldBy(row) };
      if (row.intended > 0) swept = await sweep(client, schema, row, worker);
      const { rows: taken } = await client.query(
        `update ${schema}.job set worker = $2, seq = 0, stamp = null, lease_until = ${schema}.ledger_now() + $3 * interval '1 ms',
  changed_at = ${schema}.ledger_now() where id = $1 returning lines`,
        [row.id, worker, leaseMs],
      );
      const [{ lines } = row] = taken as Pick<JobRow, "lines">[];
      return claimed({ ...row, lines }, worker);
    }),
  );
  tellSwept(swept);
  return found;
}

/** Sweeps a job whose worker is gone, and which no engine delivers any more. */
export async function sweepJob({ database, newNumber }: LedgerCore, id: string): Promise<void> {
  const { schema } = database;
  let swept: number | undefined;
  await database.persist(() =>
    database.transaction(async (client) => {
      const { rows } = await client.query(
        `select ${JOB_COLUMNS}, false as is_late, null as lease_ms from ${schema}.job
where id = $1 and intended > 0 and coalesce(lease_until < ${schema}.ledger_now(), true) for update`,
        [id],
      );
      const [row] = rows as JobRow[];
      if (row === undefined) return;
      const worker = newNumber();
      swept = await sweep(client, schema, row, worker);
      // Whoever had it finds that it is not his any more.
      await client.query(`update ${schema}.job set worker = $2, lease_until = null where id = $1`, [
        id,
        worker,
      ]);
    }),
  );
  tellSwept(swept);
}

/** Says what was swept, once, behind the commit: a transaction that failed is made again. */
function tellSwept(messages: number | undefined): void {
  if (messages !== undefined) channels.sweep.publish(() => ({ jobs: 1, messages }));
}

function isOther(row: JobRow, { run, messages, inputId }: Wanted): boolean {
  return (
    row.run !== (run ?? null) ||
    row.messages !== (messages ?? null) ||
    (inputId !== undefined && row.input_id !== inputId)
  );
}

function heldBy({
  id,
  key,
  run,
  input_id,
  messages,
  is_settled,
  lease_ms,
  project,
  address,
}: JobRow): NotClaimed {
  const leaseMs = Math.max(0, numberOf(lease_ms ?? 0));
  return { id, key, run, input_id, messages, isSettled: is_settled, leaseMs, project, address };
}

function gone({ key, run, messages, inputId }: Wanted): NotClaimed {
  const none = { project: null, address: null, isSettled: false, leaseMs: 0 };
  return {
    id: "0",
    key,
    run: run ?? null,
    input_id: inputId ?? null,
    messages: messages ?? null,
    ...none,
  };
}

/** Records that nobody knows what became of what the last worker had intended. @returns how many messages */
async function sweep(client: Queryable, schema: string, row: JobRow, worker: string): Promise<number> {
  const table = new StatusTable();
  const intended = new Set<number>();
  for await (const { line } of readLines(sourceOf(client, schema), row.id)) {
    for (const [first, last] of line.indices)
      for (let index = first; index <= last; index++) {
        table.set(index, line.status);
        if (line.status === "intended") intended.add(index);
        else intended.delete(index);
      }
  }
  const indices = [...intended].sort((a, b) => a - b);
  const swept = sweptRow(toRanges(indices, (index) => index));
  await client.query(writeLines(schema), [row.id, worker, JSON.stringify([swept])]);
  await client.query(
    `update ${schema}.job set lines = lines + 1, intended = 0, unknown = unknown + intended where id = $1`,
    [row.id],
  );
  return indices.length;
}
