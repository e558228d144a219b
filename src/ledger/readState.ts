import { refused } from "./ledgerErrors.js";
import type { LedgerCore } from "./core.js";
import type { Gate } from "./gate.js";
import type { LedgerState, PaceLimits, ResumeOptions } from "./ledgerState.js";
import { failedOver } from "./ledgerErrors.js";
import { numberOf, type Numeric } from "./numeric.js";
import { stateRow } from "./stateRow.js";
import { gateColumns, TIMELINE } from "./statements.js";

const LONGEST_WHY = 500;
/** More time between two requests than this is a mistake; far more is none that PostgreSQL has. */
const ONE_A_DAY = 1 / 86_400;

/** The pace, and the pause where there is one. */
export async function readState({ database }: LedgerCore): Promise<LedgerState> {
  const { schema } = database;
  const rows = await database.query<Gate & { until_ms: Numeric | null; rate: Numeric | null; gap: Numeric }>(
    `select ${gateColumns(schema)}, case when isfinite(paused_until)
  then extract(epoch from paused_until) * 1000 end as until_ms, requests_per_second::numeric as rate, gap_ms::numeric as gap
from ${schema}.state`,
  );
  const { is_paused, is_stopped, paused_why, until_ms, failed_over, rate, gap } = stateRow(rows);
  return {
    requestsPerSecond: rate === null ? undefined : numberOf(rate),
    slowedTo: numberOf(gap) > 0 ? 1_000 / numberOf(gap) : undefined,
    paused: is_paused
      ? {
          until: is_stopped || until_ms === null ? undefined : new Date(Math.round(numberOf(until_ms))),
          why: paused_why ?? "somebody paused it.",
        }
      : undefined,
    failedOver: failed_over,
  };
}

/** Sets the pace of all workers. */
export async function setPace({ database }: LedgerCore, { requestsPerSecond }: PaceLimits): Promise<void> {
  if (typeof requestsPerSecond !== "number" || !(requestsPerSecond >= ONE_A_DAY))
    throw refused("pace", "requestsPerSecond must be a number above 0, and of at least one request a day");
  const rows = await database.query(
    `update ${database.schema}.state set requests_per_second = $1, next_at = least(next_at, ${database.schema}.ledger_now())
returning only_row`,
    [requestsPerSecond === Infinity ? null : requestsPerSecond],
  );
  stateRow(rows);
}

/** Stops all workers. */
export async function pauseAll({ database }: LedgerCore, why: string): Promise<void> {
  if (typeof why !== "string" || why.trim() === "" || why.length > LONGEST_WHY)
    throw refused("pause", `why must be a text of 1 to ${LONGEST_WHY} characters that says why`);
  const rows = await database.query(
    `update ${database.schema}.state set paused_until = 'infinity', paused_why = $1 returning only_row`,
    [why.replaceAll("\0", "")],
  );
  stateRow(rows);
}

/** Lets all workers send again. */
export async function resumeAll(
  { database }: LedgerCore,
  { afterFailover }: ResumeOptions = {},
): Promise<void> {
  if (afterFailover !== undefined && afterFailover !== "nothing was lost")
    throw refused("resume", 'afterFailover must be "nothing was lost", which says that no commit was lost');
  const { schema } = database;
  // Nothing but these very words is a consent.
  const isConsent = afterFailover === "nothing was lost";
  const rows = await database.query(
    `update ${schema}.state set paused_until = '-infinity', paused_why = null, gap_ms = 0, prover = null,
  timeline = case when $1::boolean then ${TIMELINE} else timeline end
where $1::boolean or timeline is not distinct from ${TIMELINE} returning only_row`,
    [isConsent],
  );
  if (rows.length === 0) throw failedOver();
}
