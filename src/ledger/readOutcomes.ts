import { eachIndex } from "../journal/journalLine.js";
import { lastRecords } from "../journal/readJournal.js";
import { checkPrefix } from "./checks.js";
import type { LedgerCore } from "./core.js";
import { IN_RANGE, keyRange } from "./keyRange.js";
import { numberOf, type Numeric } from "./numeric.js";
import { readRows } from "./readLines.js";
import type { LedgerCounts, LedgerRecord, OutcomesOptions } from "./records.js";
import { readLine, type ReadRow, type StoredLine } from "./storedLine.js";

const TOGETHER = 500;

interface JobRow {
  readonly id: string;
  readonly key: string;
}

interface Row extends ReadRow {
  /** Whether a worker waits for an answer, when the line was read. */
  readonly is_sending: boolean;
}

/** The last record of every message, job by job. */
export async function* readOutcomes(
  core: LedgerCore,
  prefix: string,
  { status }: OutcomesOptions = {},
): AsyncGenerator<LedgerRecord, undefined> {
  checkPrefix("outcomes", prefix);
  const { database } = core;
  const { schema } = database;
  const wanted = status && new Set<string>(status);
  const [first, last] = keyRange(prefix);
  const text = `select id::text, key from ${schema}.job
where ${IN_RANGE} and lines > 0 and ($3::text is null or key > $3) order by key limit ${TOGETHER}`;
  for (let after: string | null = null; ;) {
    const rows: JobRow[] = await database.query<JobRow>(text, [first, last, after]);
    for (const row of rows)
      for await (const record of recordsOf(core, row))
        if (wanted === undefined || wanted.has(record.status)) yield record;
    const end: JobRow | undefined = rows.at(-1);
    if (end === undefined || rows.length < TOGETHER) return;
    after = end.key;
  }
}

async function* recordsOf({ database }: LedgerCore, { id, key }: JobRow): AsyncGenerator<LedgerRecord> {
  const { schema } = database;
  const isSending = `, (select intended > 0 and coalesce(lease_until >= ${schema}.ledger_now(), false)
  from ${schema}.job where id = $1) as is_sending`;
  const lines: StoredLine[] = [];
  /** What is about to leave, as the last line that says something of it has it. */
  const open = new Set<number>();
  let isOpen = false;
  for await (const row of readRows<Row>(database, id, isSending)) {
    const stored = readLine(row);
    lines.push(stored);
    isOpen = row.is_sending;
    eachIndex(stored.line, (index) =>
      stored.line.status === "intended" ? open.add(index) : open.delete(index),
    );
  }
  const records: LedgerRecord[] = [];
  for await (const record of lastRecords(() => lines))
    // Of what is under way nothing else is known.
    records.push(
      isOpen && open.has(record.index) ? { key, index: record.index, status: "sending" } : { key, ...record },
    );
  yield* records.sort((a, b) => a.index - b.index);
}

const STATES = ["pending", "sending", "accepted", "rejected", "invalid", "unsent", "unknown"] as const;

/** How many messages are in which state. */
export async function readCounts({ database }: LedgerCore, prefix: string): Promise<LedgerCounts> {
  checkPrefix("counts", prefix);
  const sums = STATES.map((name) => `coalesce(sum(${name}), 0) as ${name}`);
  const [row] = await database.query<Record<keyof LedgerCounts, Numeric>>(
    `select ${sums.join(", ")} from ${database.schema}.progress where ${IN_RANGE}`,
    keyRange(prefix),
  );
  // Sums of no rows are a row as well.
  return Object.fromEntries(STATES.map((name) => [name, numberOf(row?.[name] ?? 0)])) as Record<
    keyof LedgerCounts,
    number
  >; // one for each
}
