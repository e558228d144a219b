import { appendStatement, claimStatement } from "./statements.js";

/**
 * What makes the tables, one step for each version: what was released stays as it is, changes are further steps.
 *
 * - `state`: one row for what concerns every worker
 * - `job`: one row for each job of an engine, and each run with a journal: who has it, and its outcomes by number
 * - `line`: what a journal's file has, one row for each request: its intent, then its outcomes, for ranges of positions
 * - `input`: the inputs of runs that were planned
 *
 * All times are the database's; every statement asks `ledger_now`. What is done for every request is a function of the
 * database: a change of its statement is a further step as well.
 */
export const MIGRATIONS: readonly ((schema: string) => string)[] = [
  (schema) => `
create function ${schema}.ledger_now() returns timestamptz language sql volatile
  as 'select pg_catalog.clock_timestamp()';

create table ${schema}.state (
  only_row boolean primary key default true check (only_row),
  ledger_id text not null,
  timeline text,
  requests_per_second double precision,
  next_at timestamptz not null default '-infinity',
  gap_ms double precision not null default 0,
  paused_until timestamptz not null default '-infinity',
  paused_why text,
  prover bigint,
  prover_until timestamptz not null default '-infinity'
) with (fillfactor = 40);

create table ${schema}.job (
  id bigint generated always as identity primary key,
  key text collate "C" not null unique,
  run text collate "C",
  input_id text,
  messages integer,
  worker bigint,
  lease_until timestamptz,
  seq integer not null default 0,
  stamp bigint,
  lines integer not null default 0,
  intended integer not null default 0,
  accepted integer not null default 0,
  rejected integer not null default 0,
  invalid integer not null default 0,
  unsent integer not null default 0,
  unknown integer not null default 0,
  project text,
  address text,
  changed_at timestamptz not null,
  settled_at timestamptz
) with (fillfactor = 70);
create index job_of_run on ${schema}.job (run) where run is not null;
create index job_open on ${schema}.job (key) where settled_at is null;

create table ${schema}.line (
  job bigint not null references ${schema}.job on delete cascade,
  ordinal integer not null,
  worker bigint not null,
  at timestamptz not null,
  status text not null,
  ranges bigint[] not null,
  digests bigint[],
  correlate text,
  timeout_ms integer,
  clock text,
  request_id text,
  ids uuid[],
  message_ids text[],
  codes text[],
  reasons text[],
  code text,
  reason text,
  primary key (job, ordinal)
);

create table ${schema}.input (
  run text collate "C" primary key,
  input_id text not null,
  at timestamptz not null
);

create view ${schema}.outcome as
select distinct on (job.key, place.index)
  job.key, coalesce(job.run, job.key) as run, place.index,
  case when line.status = 'intended' and job.lease_until >= ${schema}.ledger_now() then 'sending'
    when line.status in ('intended', 'swept') then 'unknown'
    else line.status end as status,
  coalesce(replace(line.ids[place.n]::text, '-', ''), line.message_ids[place.n]) as message_id,
  line.request_id,
  coalesce(line.codes[place.n], line.code) as code,
  coalesce(line.reasons[place.n], line.reason) as reason,
  line.at
from ${schema}.job
join ${schema}.line on line.job = job.id
cross join lateral (
  select index, row_number() over (order by range.n, index) as n
  from generate_series(1, cardinality(line.ranges), 2) as range(n),
    generate_series(line.ranges[range.n], line.ranges[range.n + 1]) as index
) as place
order by job.key, place.index, line.ordinal desc;

create view ${schema}.progress as
select key, coalesce(run, key) as run, messages,
  case when settled_at is null then greatest(0,
    coalesce(messages, 0) - intended - accepted - rejected - invalid - unknown) else 0 end as pending,
  case when lease_until >= ${schema}.ledger_now() then intended else 0 end as sending,
  accepted, rejected, invalid,
  case when settled_at is null and messages is not null then 0 else unsent end as unsent,
  unknown + case when lease_until >= ${schema}.ledger_now() then 0 else intended end as unknown,
  changed_at, settled_at
from ${schema}.job;
`,
  (schema) => {
    const body = dollarQuote("body", schema);
    return `
create function ${schema}.ledger_append(jsonb, boolean, float8)
returns table (done json, is_paused boolean, is_stopped boolean, paused_ms float8, paused_why text,
  failed_over boolean, requests_per_second float8, gap_ms float8)
language plpgsql as ${body}
#variable_conflict use_column
begin
  return query ${appendStatement(schema)};
end ${body};

create function ${schema}.ledger_claim(jsonb, bigint, float8)
returns table (id text, key text, run text, worker text, lines integer, messages integer, project text, address text,
  input_id text, intended integer, is_settled boolean, is_late boolean)
language plpgsql as ${body}
#variable_conflict use_column
begin
  return query ${claimStatement(schema)};
end ${body};
`;
  },
];

/** A mark for the two ends of a text that holds the name of the schema, which may hold a mark itself. */
function dollarQuote(tag: string, schema: string): string {
  const mark = `$${tag}$`;
  return schema.includes(mark) ? dollarQuote(`${tag}_`, schema) : mark;
}

/** What the tables of this version are called. */
export const VERSION: number = MIGRATIONS.length;
