import type { LedgerCore } from "./core.js";
import type { Gate } from "./gate.js";
import type { JobState, Totals } from "./jobState.js";
import { databaseFailed } from "./ledgerErrors.js";
import { callAppend } from "./statements.js";
import type { LineRow } from "./storedLine.js";

/** What is written about one job. */
export interface Entry {
  readonly state: JobState;
  readonly lines: readonly LineRow[];
  /** Of a mark: it is refused after this, by the clock of the database. */
  readonly notAfter?: Date | undefined;
  /** Every message has its outcome. */
  readonly isSettled?: boolean;
  /** The job is given back. */
  readonly isReleased?: boolean;
}

export interface Appended {
  /** The jobs that were not written: another worker has them, the gate is closed, or it is too late. */
  readonly missing: readonly JobState[];
  readonly gate: Gate;
}

interface AppendOptions {
  /** Whether a request leaves when it is recorded. */
  readonly isMark: boolean;
  /** How long a failure of the database is borne, in milliseconds. */
  readonly forMs: number;
}

interface Write {
  readonly stamp: string;
  readonly totals: ReadonlyMap<JobState, Totals>;
}

/**
 * Writes about jobs that this process has, in one statement, committed. Where the connection broke, and nobody knows what
 * became of the commit, it asks whether the write's own number is there.
 */
export async function append(
  core: LedgerCore,
  entries: readonly Entry[],
  options: AppendOptions,
): Promise<Appended> {
  const totals = new Map(entries.map(({ state }) => [state, state.snapshot()]));
  const write: Write = { stamp: core.newNumber(), totals };
  try {
    for (let left = entries; ;) {
      const { done, gate } = await core.database.persist(
        () => callDatabase(core, left, write, options),
        options,
      );
      left = left.filter(({ state }) => !isRecorded(state, done, write));
      const found = left.length === 0 ? NOTHING : await checkWrite(core, left, write, options);
      left = left.filter(({ state }) => !found.written.has(state));
      if (found.isToBeTried) continue;
      core.pace.learn(gate);
      return { missing: left.map(({ state }) => state), gate };
    }
  } catch (error) {
    // Its commit may still go through.
    for (const [state, ofState] of totals) state.doubt({ stamp: write.stamp, totals: ofState });
    throw error;
  }
}

interface AppendReply {
  readonly done: ReadonlySet<string>;
  readonly gate: Gate;
}

async function callDatabase(
  { database, leaseMs }: LedgerCore,
  entries: readonly Entry[],
  write: Write,
  { isMark }: AppendOptions,
): Promise<AppendReply> {
  const values = [JSON.stringify(entries.map((entry) => jsonOf(entry, write))), isMark, leaseMs];
  const text = callAppend(database.schema);
  const [row] = await database.once<Gate & { done: string[] | string }>(text, values);
  if (row === undefined) throw databaseFailed({ name: "Error", message: "", code: "42P01" }, "");
  const ids = typeof row.done === "string" ? (JSON.parse(row.done) as string[]) : row.done;
  return { done: new Set(ids), gate: row };
}

function isRecorded(state: JobState, done: ReadonlySet<string>, { totals }: Write): boolean {
  if (!done.has(state.claim.id)) return false;
  state.recorded(totals.get(state) ?? state.snapshot());
  return true;
}

interface WriteCheck {
  /** Where the write is recorded already. */
  readonly written: ReadonlySet<JobState>;
  /** Whether an earlier write came through meanwhile, so that this one has another number now. */
  readonly isToBeTried: boolean;
}

const NOTHING: WriteCheck = { written: new Set(), isToBeTried: false };

/** Why jobs were not written: the row says whose it is, and which write was the last. */
async function checkWrite(
  { database }: LedgerCore,
  entries: readonly Entry[],
  { stamp, totals }: Write,
  { forMs }: AppendOptions,
): Promise<WriteCheck> {
  const rows = await database.query<{ id: string; worker: string; stamp: string | null }>(
    `select id::text, worker::text, stamp::text from ${database.schema}.job where id = any($1::bigint[])`,
    [entries.map(({ state }) => state.claim.id)],
    { forMs },
  );
  const byId = new Map(rows.map((row) => [row.id, row]));
  const written = new Set<JobState>();
  let isToBeTried = false;
  for (const { state } of entries) {
    const row = byId.get(state.claim.id);
    state.isLost = row?.worker !== state.claim.worker;
    if (row === undefined || state.isLost) continue;
    if (row.stamp === stamp) {
      state.recorded(totals.get(state) ?? state.snapshot());
      written.add(state);
    } else if (state.wasRecorded(row.stamp)) isToBeTried = true;
  }
  return { written, isToBeTried };
}

function jsonOf({ state, lines, notAfter, isSettled, isReleased }: Entry, { stamp, totals }: Write): object {
  const { id, worker } = state.claim;
  return {
    job: id,
    worker,
    stamp,
    seq: state.seq + 1,
    ...state.changeTo(totals.get(state) ?? state.snapshot()),
    project: state.sender?.project,
    address: state.sender?.address,
    not_after: notAfter?.toISOString(),
    settled: isSettled === true,
    release: isReleased === true,
    lines,
  };
}
