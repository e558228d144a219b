import { otherInput } from "../journal/journalErrors.js";
import { MOST_MESSAGES } from "./checkJob.js";
import { checkKey, checkPrefix } from "./checks.js";
import type { LedgerCore } from "./core.js";
import type { InputOfRun, PendingOptions, PlannedJob, PlanOptions } from "./job.js";
import { IN_RANGE, keyRange } from "./keyRange.js";
import { databaseFailed, refused } from "./ledgerErrors.js";

const TOGETHER = 1_000;
const LONGEST_AGE_MS = 100 * 365 * 86_400_000;

/** Records jobs that are not known yet. */
export async function recordJobs(
  { database, newNumber }: LedgerCore,
  jobs: readonly PlannedJob[],
  { client }: PlanOptions = {},
): Promise<readonly string[]> {
  for (const { key, run, messages } of jobs) {
    checkKey("plan", "key", key);
    if (run !== undefined) checkKey("plan", "run", run);
    if (!Number.isInteger(messages) || messages < 1 || messages > MOST_MESSAGES)
      throw refused("plan", `messages must be a whole number from 1 to ${MOST_MESSAGES}`);
  }
  if (jobs.length === 0) return [];
  // By the number it finds what it recorded already, where the answer was lost: to the caller that is as new as before.
  const text = `with wanted as (
  select * from jsonb_to_recordset($1::jsonb) as j(key text, run text, messages integer)
), added as (
  insert into ${database.schema}.job (key, run, messages, stamp, changed_at)
  select key, run, messages, $2::bigint, ${database.schema}.ledger_now() from wanted
  order by key on conflict do nothing returning key
)
select key from added
union all select key from ${database.schema}.job where key in (select key from wanted) and stamp = $2::bigint`;
  const values = [
    JSON.stringify(jobs.map(({ key, run, messages }) => ({ key, run, messages }))),
    newNumber(),
  ];
  if (client === undefined) {
    const rows = await database.query<{ key: string }>(text, values);
    return rows.map(({ key }) => key);
  }
  try {
    const { rows } = await client.query(text, values);
    return (rows as { key: string }[]).map(({ key }) => key);
  } catch (error) {
    throw databaseFailed(error, "The jobs cannot be planned");
  }
}

/** Jobs that were planned, and that no engine may know any more. */
export async function* pendingJobs(
  { database }: LedgerCore,
  prefix: string,
  { olderThanMs = 0 }: PendingOptions = {},
): AsyncGenerator<PlannedJob, undefined> {
  checkPrefix("pending", prefix);
  if (!(typeof olderThanMs === "number" && olderThanMs >= 0 && olderThanMs <= LONGEST_AGE_MS))
    throw refused("pending", "olderThanMs must be a number of milliseconds, of at most a hundred years");
  const { schema } = database;
  const text = `select key, run, messages from ${schema}.job
where ${IN_RANGE} and settled_at is null and messages is not null
  and ($3::text is null or key > $3)
  and coalesce(lease_until < ${schema}.ledger_now(), true)
  and changed_at <= ${schema}.ledger_now() - $4 * interval '1 ms'
order by key limit ${TOGETHER}`;
  const [first, last] = keyRange(prefix);
  for (let after: string | null = null; ;) {
    const rows: JobRow[] = await database.query<JobRow>(text, [first, last, after, olderThanMs]);
    for (const { key, run, messages } of rows) yield { key, messages, ...(run === null ? {} : { run }) };
    const end: JobRow | undefined = rows.at(-1);
    if (end === undefined || rows.length < TOGETHER) return;
    after = end.key;
  }
}

interface JobRow {
  readonly key: string;
  readonly run: string | null;
  readonly messages: number;
}

/** Ties a run to its input. */
export async function beginInput(core: LedgerCore, run: string, inputId: string): Promise<boolean> {
  checkKey("beginInput", "run", run);
  checkKey("beginInput", "inputId", inputId);
  const { database } = core;
  const { schema } = database;
  const rows = await database.query<{ input_id: string; is_new: boolean }>(
    `with added as (
  insert into ${schema}.input (run, input_id, at) values ($1, $2, ${schema}.ledger_now())
  on conflict (run) do nothing returning input_id
)
select input_id, true as is_new from added
union all select input_id, false from ${schema}.input where run = $1`,
    [run, inputId],
  );
  const [row] = rows;
  // Another one was just adding it.
  if (row === undefined) return beginInput(core, run, inputId);
  if (row.input_id !== inputId) throw otherInput(JSON.stringify(run));
  return !row.is_new;
}

/** The runs that are tied to such an input. */
export async function runsOf(
  { database }: LedgerCore,
  inputIdPrefix: string,
): Promise<readonly InputOfRun[]> {
  checkPrefix("runsOf", inputIdPrefix);
  const rows = await database.query<{ run: string; input_id: string }>(
    `select run, input_id from ${database.schema}.input where left(input_id, length($1)) = $1 order by at, run`,
    [inputIdPrefix],
  );
  return rows.map(({ run, input_id }) => ({ run, inputId: input_id }));
}
