/** The timeline of the database: a standby that is promoted begins another one. */
export const TIMELINE = "substr(pg_walfile_name(pg_current_wal_lsn()), 1, 8)";

/**
 * A row of `from` with which the statement's commit does not wait for the disk, nor for a standby: for what a crash may
 * forget, because nothing leaves by it. The next commit that waits takes it along.
 */
export const LAZY = "(select set_config('synchronous_commit', 'off', true) as setting) as lazy";

const LINE_TYPES = `status text, ranges bigint[], digests bigint[], correlate text, timeout_ms integer, request_id text,
  ids uuid[], message_ids text[], codes text[], reasons text[], code text, reason text`;
/**
 * The name of the database's clock: times by the same one can be compared. After a restart, or a failover, it may be
 * another one.
 */
const CLOCK = `case l.status when 'intended'
  then left(md5(pg_postmaster_start_time()::text || ${TIMELINE}), 8) end`;
const LINE_NAMES = `status, ranges, digests, correlate, timeout_ms, request_id, ids, message_ids, codes, reasons, code, reason`;

/** Lines of a job whose row is locked: its id, the worker, and the lines as JSON. `lines` is not counted up. */
export function writeLines(schema: string): string {
  return `insert into ${schema}.line (job, ordinal, worker, at, clock, ${LINE_NAMES})
select j.id, j.lines + a.place, $2::bigint, ${schema}.ledger_now(), ${CLOCK}, l.*
from ${schema}.job j, jsonb_array_elements($3::jsonb) with ordinality as a(line, place)
cross join lateral jsonb_to_record(a.line) as l(${LINE_TYPES})
where j.id = $1`;
}

/**
 * Body of `ledger_append`: writes lines of several jobs, each by the worker that has it. `$1` holds the entries, `$2` says whether they are marks,
 * which leave only while nothing is paused, `$3` is the lease in milliseconds. A job is passed over where another worker has
 * it, or where this write was recorded already: `done` names those that were written.
 */
export function appendStatement(schema: string): string {
  return `with entry as (
  select * from jsonb_to_recordset($1::jsonb) as e(job bigint, worker bigint, seq integer, stamp bigint, intended integer,
    accepted integer, rejected integer, invalid integer, unsent integer, unknown integer, project text, address text,
    not_after timestamptz, settled boolean, release boolean, lines jsonb)
), gate as (
  select ${gateColumns(schema)} from ${schema}.state
), changed as (
  update ${schema}.job j set
    seq = e.seq, stamp = e.stamp, lines = j.lines + jsonb_array_length(e.lines),
    intended = j.intended + e.intended, accepted = j.accepted + e.accepted, rejected = j.rejected + e.rejected,
    invalid = j.invalid + e.invalid, unsent = j.unsent + e.unsent, unknown = j.unknown + e.unknown,
    project = coalesce(j.project, e.project), address = coalesce(j.address, e.address),
    lease_until = case when e.release or e.settled then null
      else ${schema}.ledger_now() + $3 * interval '1 ms' end,
    settled_at = case when e.settled then ${schema}.ledger_now() end,
    changed_at = ${schema}.ledger_now()
  from entry e
  where j.id = e.job and j.worker = e.worker and j.seq = e.seq - 1
    and (not $2::boolean or (
      (select not is_paused and not failed_over from gate)
      and (e.not_after is null or e.not_after >= ${schema}.ledger_now())))
  returning j.id, j.lines as total, e.worker, e.lines as added
), written as (
  insert into ${schema}.line (job, ordinal, worker, at, clock, ${LINE_NAMES})
  select c.id, c.total - jsonb_array_length(c.added) + a.place, c.worker, ${schema}.ledger_now(), ${CLOCK}, l.*
  from changed c
  cross join lateral jsonb_array_elements(c.added) with ordinality as a(line, place)
  cross join lateral jsonb_to_record(a.line) as l(${LINE_TYPES})
)
select coalesce((select json_agg(id::text) from changed), '[]'::json) as done, gate.* from gate`;
}

/** What a claim says of a job. */
export const JOB_COLUMNS = `id::text, key, run, worker::text, lines, messages, project, address, input_id, intended,
  settled_at is not null as is_settled`;

/**
 * Body of `ledger_claim`: takes jobs that are new, or that were given back, for the worker `$2`. `$1` holds what is
 * wanted, `$3` is the lease in milliseconds. If a crash forgets it, its worker finds that it has the job no more, and
 * sends nothing.
 */
export function claimStatement(schema: string): string {
  return `with wanted as (
  select * from jsonb_to_recordset($1::jsonb)
    as w(key text, run text, messages integer, not_after timestamptz, input_id text)
), taken as (
  insert into ${schema}.job as j (key, run, messages, input_id, worker, lease_until, changed_at)
  select key, run, messages, input_id, $2::bigint,
    ${schema}.ledger_now() + $3 * interval '1 ms', ${schema}.ledger_now()
  from wanted, ${LAZY} where lazy.setting = 'off' order by key
  on conflict (key) do update
    set worker = excluded.worker, stamp = null, lease_until = excluded.lease_until, seq = 0, changed_at = excluded.changed_at
  where j.settled_at is null and j.intended = 0 and j.run is not distinct from excluded.run
    and j.messages is not distinct from excluded.messages
    and (excluded.input_id is null or j.input_id is not distinct from excluded.input_id)
    and (j.lease_until is null or j.lease_until < ${schema}.ledger_now())
  returning *
)
select ${JOB_COLUMNS}, coalesce((select not_after < ${schema}.ledger_now() from wanted where wanted.key = taken.key), false)
  as is_late
from taken`;
}

/** What every worker must know before it sends. */
export function gateColumns(schema: string): string {
  return `paused_until > ${schema}.ledger_now() as is_paused, paused_until = 'infinity' as is_stopped,
    case when isfinite(paused_until)
      then greatest(0, extract(epoch from paused_until - ${schema}.ledger_now()) * 1000)::float8 end as paused_ms,
    paused_why, timeline is distinct from ${TIMELINE} as failed_over, requests_per_second::float8, gap_ms::float8`;
}

/**
 * The statements of every request are functions of the database, which plans them once for each connection rather than
 * each time: that is more than half of their time.
 */
export function callAppend(schema: string): string {
  return `select * from ${schema}.ledger_append($1::jsonb, $2::boolean, $3::float8)`;
}

export function callClaim(schema: string): string {
  return `select * from ${schema}.ledger_claim($1::jsonb, $2::bigint, $3::float8)`;
}
