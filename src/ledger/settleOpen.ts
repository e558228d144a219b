import type { Settlement } from "../journal/journal.js";
import { eachIndex } from "../journal/journalLine.js";
import { linesOfOutcomes } from "../journal/outcomeLines.js";
import { StatusTable, type KnownStatus } from "../journal/statusTable.js";
import type { LedgerCore } from "./core.js";
import type { Queryable } from "./pool.js";
import { readLines, sourceOf } from "./readLines.js";
import { writeLines } from "./statements.js";
import { rowOf } from "./storedLine.js";

/**
 * Records outcomes of messages of which nobody knew whether they were sent: the answer that came when its worker had lost
 * the job already, or what the reports say. An outcome that is certain is never replaced, and neither is anything about a
 * message that was sent again since. Repeated until the database is back.
 *
 * @param job its id
 * @param worker whose answer it is: then it counts only where the last to send the message was this worker; undefined for
 * anybody else, who may judge only what is unknown
 */
export async function settleOpen(
  { database }: LedgerCore,
  job: string,
  settlements: readonly Settlement[],
  worker: string | undefined,
): Promise<void> {
  const { schema } = database;
  await database.persist(
    () =>
      database.transaction(async (client) => {
        await client.query(`select id from ${schema}.job where id = $1 for update`, [job]);
        const known = await readKnown(client, schema, job);
        const open = settlements.filter(({ index }) => known.isOpen(index, worker));
        if (open.length === 0) return;
        const lines = linesOfOutcomes(open, 0).map(rowOf);
        await client.query(writeLines(schema), [job, worker ?? "0", JSON.stringify(lines)]);
        await client.query(changeCounts(schema), [job, lines.length, JSON.stringify(changes(open, known))]);
      }),
    { forMs: Infinity },
  );
}

interface Known {
  /** As the numbers of the job count it. */
  readonly statusOf: (index: number) => KnownStatus | undefined;
  readonly isOpen: (index: number, worker: string | undefined) => boolean;
}

async function readKnown(client: Queryable, schema: string, job: string): Promise<Known> {
  const table = new StatusTable();
  const senders = new Map<number, string>();
  for await (const { line, worker } of readLines(sourceOf(client, schema), job))
    eachIndex(line, (index) => {
      table.set(index, line.status);
      if (line.status === "intended") senders.set(index, worker);
    });
  return {
    statusOf: (index) => table.get(index),
    isOpen: (index, worker) => {
      const status = table.get(index);
      if (worker === undefined) return status === "unknown";
      const isUncertain = status === "unknown" || status === "intended" || status === "unsent";
      return isUncertain && senders.get(index) === worker;
    },
  };
}

function changes(settlements: readonly Settlement[], { statusOf }: Known): Record<string, number> {
  const change: Record<string, number> = {};
  for (const { index, disposition } of settlements) {
    const before = statusOf(index);
    if (before !== undefined) change[before] = (change[before] ?? 0) - 1;
    change[disposition.status] = (change[disposition.status] ?? 0) + 1;
  }
  return change;
}

/** A job with a message that was proved unsent is open again. */
function changeCounts(schema: string): string {
  const names = ["intended", "accepted", "rejected", "invalid", "unsent", "unknown"];
  const sets = names.map((name) => `${name} = ${name} + coalesce(($3::jsonb ->> '${name}')::integer, 0)`);
  return `update ${schema}.job set lines = lines + $2, ${sets.join(", ")}, changed_at = ${schema}.ledger_now(),
  settled_at = case when coalesce(($3::jsonb ->> 'unsent')::integer, 0) > 0 then null else settled_at end
where id = $1`;
}
