import { CLAIM, claimRun, type Claimable, type Claims } from "../journal/claimJournal.js";
import { IntendedRanges } from "../journal/intendedRanges.js";
import type {
  AcceptedRecord,
  IntendedRange,
  JournalSender,
  Settlement,
  TimeSpan,
  UnknownRecord,
} from "../journal/journal.js";
import { journalError } from "../journal/journalErrors.js";
import { eachIndex } from "../journal/journalLine.js";
import { readAccepted } from "../journal/readAccepted.js";
import { readUnknowns } from "../journal/readUnknowns.js";
import { checkKey } from "./checks.js";
import { sweepJob } from "./claimJobs.js";
import type { LedgerCore } from "./core.js";
import type { RunJournal } from "./journals.js";
import { journalLinesOf, readLines } from "./readLines.js";
import { settleOpen } from "./settleOpen.js";

interface JobRow {
  readonly id: string;
  readonly project: string | null;
  readonly address: string | null;
  readonly unknown: number;
  readonly is_leased: boolean;
}

const TOGETHER = 500;

/** Opens all jobs of a run as one journal. */
export async function openRunJournal(core: LedgerCore, run: string): Promise<RunJournal> {
  checkKey("runJournal", "run", run);
  const { database } = core;
  const runId = await core.runIdOf(run);
  /** The job of each unknown input, to record what becomes of it. */
  const jobs = new Map<number, string>();
  /** Jobs may be sent and judged at the same time: the database sees to it that no outcome is replaced. */
  const claims: Claims = new Set();
  const journal: RunJournal & Claimable = {
    runId,
    [CLAIM]: () => claimRun(runId, claims),
    sender: await senderOfRun(core, run),
    intended: () => intendedOf(core, run),
    async *unknowns() {
      const found: UnknownRecord[] = [];
      for await (const { id, unknown, is_leased } of jobsOf(core, run)) {
        if (unknown === 0 || is_leased) continue;
        await sweepJob(core, id);
        // Not a table by index: those of one job are few, and far along in the run.
        const table = new Map<number, string>();
        for await (const { line } of readLines(database, id))
          eachIndex(line, (index) => table.set(index, line.status));
        const lines = journalLinesOf(database, id);
        for await (const one of readUnknowns(lines, (index) => table.get(index) === "unknown")) {
          jobs.set(one.index, id);
          found.push(one);
        }
      }
      yield* found.sort((a, b) => a.index - b.index);
    },
    accepted: (spans) => acceptedOf(core, run, spans),
    async settle(settlements) {
      for (const [job, list] of byJob(settlements, jobs)) await settleOpen(core, job, list, undefined);
    },
  };
  return journal;
}

/** The jobs of a run, and the run itself where it has a journal, in order. */
async function* jobsOf({ database }: LedgerCore, run: string): AsyncGenerator<JobRow, undefined> {
  const { schema } = database;
  const text = `select id::text, project, address, (unknown + intended)::integer as unknown,
  coalesce(lease_until >= ${schema}.ledger_now(), false) as is_leased
from ${schema}.job where (run = $1 or (run is null and key = $1)) and id > $2 order by id limit ${TOGETHER}`;
  for (let after = "0"; ;) {
    const rows = await database.query<JobRow>(text, [run, after]);
    yield* rows;
    const last = rows.at(-1);
    if (last === undefined || rows.length < TOGETHER) return;
    after = last.id;
  }
}

async function senderOfRun({ database }: LedgerCore, run: string): Promise<JournalSender | undefined> {
  const rows = await database.query<JournalSender>(
    `select distinct project, address from ${database.schema}.job
where (run = $1 or (run is null and key = $1)) and project is not null`,
    [run],
  );
  if (rows.length > 1)
    throw journalError(
      `The jobs of the run ${JSON.stringify(run)} were sent through different projects or addresses. Reconcile them apart, each by its own key.`,
      "other_project",
    );
  return rows[0];
}

async function* intendedOf(core: LedgerCore, run: string): AsyncGenerator<IntendedRange, undefined> {
  for await (const { id } of jobsOf(core, run)) {
    const ranges = new IntendedRanges();
    for await (const { line } of readLines(core.database, id))
      if (line.status === "intended") ranges.add(line);
    yield* ranges;
  }
}

async function* acceptedOf(
  core: LedgerCore,
  run: string,
  spans: readonly TimeSpan[],
): AsyncGenerator<AcceptedRecord, undefined> {
  for await (const { id } of jobsOf(core, run)) yield* readAccepted(journalLinesOf(core.database, id), spans);
}

function byJob(
  settlements: readonly Settlement[],
  jobs: ReadonlyMap<number, string>,
): Map<string, Settlement[]> {
  const found = new Map<string, Settlement[]>();
  for (const one of settlements) {
    const job = jobs.get(one.index);
    if (job === undefined) continue; // nothing is unknown about it
    const list = found.get(job);
    if (list === undefined) found.set(job, [one]);
    else list.push(one);
  }
  return found;
}
