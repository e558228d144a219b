import type { Clock } from "../base/clock.js";
import type { Disposition } from "../messages/outcome.js";
import { elapsedBy } from "../base/clock.js";
import type { Database } from "./database.js";
import { refusalOf, type Gate } from "./gate.js";
import { busy } from "./ledgerErrors.js";
import { numberOf, type Numeric } from "./numeric.js";
import type { Proof } from "./proof.js";
import { stateRow } from "./stateRow.js";
import { gateColumns, LAZY, TIMELINE } from "./statements.js";
import { feedbackOf, type Feedback } from "./feedback.js";

export interface PaceOptions {
  readonly database: Database;
  readonly clock: Clock;
  readonly leaseMs: number;
  readonly newNumber: () => string;
}

export interface TurnOptions {
  readonly proof: Proof;
  /** Who sends. */
  readonly owner: object;
  readonly signal: AbortSignal | undefined;
  /** How long to wait for it, in milliseconds. */
  readonly mostMs: number;
  /** Whether the same request had its turn already. */
  readonly isRetry: boolean;
}

/** A place in the row, or none. */
type Turn = Gate & {
  /** How long until then, in milliseconds; null for none. */
  readonly wait_ms: number | null;
  /** How long until the next place, in milliseconds. */
  readonly next_ms: number;
};

/** How long a worker waits before it looks again, in milliseconds. */
const LOOK_AGAIN_MS = 100;
const LONGEST_LOOK_MS = 1_000;
const LEAST_LOOK_MS = 10;
/** How far ahead a place is taken, in milliseconds: who waits for it hears of no other pace. */
const AHEAD_MS = 5_000;
/** The rate from which on nothing is slowed any more, in requests a second; the service takes some 200. */
const FREE_REQUESTS = 200;
const SLOWEST_GAP_MS = 1_000;
const RECOVERY = 1.1;

/** The pace of all workers together: who may send when, and what stops everybody. */
export class Pace {
  readonly #options: PaceOptions;
  /** Whether requests are spread over time, as far as this worker knows. */
  #isLimited = true;
  #gapMs = 0;

  constructor(options: PaceOptions) {
    this.#options = options;
  }

  /** Takes note of what the database said with another statement. */
  learn({ requests_per_second, gap_ms }: Gate): void {
    this.#gapMs = gap_ms;
    this.#isLimited = requests_per_second !== null || gap_ms > 0;
  }

  /**
   * Resolves when the next request may leave. One of a key that is not proved to work yet leaves only while no other such
   * request of any worker is under way: five refused signatures lock a key.
   *
   * @throws SmnError (`journal`) `paused` or `busy`
   */
  async turn({ proof, owner, signal, mostMs, isRetry }: TurnOptions): Promise<void> {
    const { clock } = this.#options;
    if (!this.#isLimited && proof.isProven) return;
    const startedAt = elapsedBy(clock);
    for (;;) {
      const isWaiting = !proof.isProven && proof.underWay !== undefined;
      const isOwn = isRetry && proof.underWay?.owner === owner;
      const aheadMs = Math.min(AHEAD_MS, Math.max(0, mostMs - (elapsedBy(clock) - startedAt)));
      const gate = isWaiting && !isOwn ? undefined : await this.#tryTurn(proof, owner, aheadMs, signal);
      if (gate !== undefined && gate.wait_ms !== null) {
        if (gate.wait_ms > 0) await clock.sleep(gate.wait_ms, signal);
        return;
      }
      const leftMs = mostMs - (elapsedBy(clock) - startedAt);
      const refusal = gate && refusalOf(gate, leftMs);
      if (refusal !== undefined) throw refusal;
      const nextMs = gate?.is_paused === false ? gate.next_ms : 0;
      if (leftMs <= 0 || nextMs > leftMs)
        throw busy(
          "Its turn did not come in time; nothing was sent.",
          "no",
          Math.max(Math.ceil(nextMs), LONGEST_LOOK_MS),
        );
      const placeMs = nextMs > AHEAD_MS ? nextMs - AHEAD_MS : LOOK_AGAIN_MS;
      const pauseMs = gate?.is_paused === true ? (gate.paused_ms ?? LONGEST_LOOK_MS) : placeMs;
      await clock.sleep(Math.max(Math.min(pauseMs, LONGEST_LOOK_MS), LEAST_LOOK_MS), signal);
    }
  }

  async #tryTurn(
    proof: Proof,
    owner: object,
    aheadMs: number,
    signal: AbortSignal | undefined,
  ): Promise<Turn> {
    const before = proof.underWay;
    if (!proof.isProven) proof.underWay ??= { number: this.#options.newNumber(), owner };
    try {
      const turn = await this.#take(proof.underWay?.number ?? null, aheadMs, signal);
      if (turn.wait_ms === null) proof.underWay = before;
      else this.learn(turn);
      return turn;
    } catch (error) {
      proof.underWay = before;
      throw error;
    }
  }

  /** Takes the next place by the row, unless nothing may leave, or it is further ahead. */
  async #take(holder: string | null, aheadMs: number, signal: AbortSignal | undefined): Promise<Turn> {
    const { database, leaseMs } = this.#options;
    const { schema } = database;
    const gap = "greatest(coalesce(1000 / requests_per_second, 0), gap_ms) * interval '1 ms'";
    const rows = await database.query<Gate & { wait_ms: Numeric | null; next_ms: Numeric }>(
      `with taken as (
  update ${schema}.state set
    next_at = greatest(next_at, ${schema}.ledger_now()) + ${gap},
    prover = case when $1::bigint is null then prover else $1 end,
    prover_until = case when $1::bigint is null then prover_until
      else ${schema}.ledger_now() + $2 * interval '1 ms' end
  from ${LAZY}
  where lazy.setting = 'off' and paused_until <= ${schema}.ledger_now() and timeline is not distinct from ${TIMELINE}
    and ($1::bigint is null or prover is null or prover = $1 or prover_until < ${schema}.ledger_now())
    and next_at <= ${schema}.ledger_now() + $3 * interval '1 ms'
  returning greatest(0, extract(epoch from next_at - ${gap} - ${schema}.ledger_now()) * 1000) as wait_ms
)
select ${gateColumns(schema)}, (select wait_ms from taken) as wait_ms,
  extract(epoch from greatest(next_at, ${schema}.ledger_now()) - ${schema}.ledger_now()) * 1000 as next_ms
from ${schema}.state`,
      [holder, leaseMs, aheadMs],
      { signal },
    );
    const { wait_ms, next_ms, ...gate } = stateRow(rows);
    return { ...gate, wait_ms: wait_ms === null ? null : numberOf(wait_ms), next_ms: numberOf(next_ms) };
  }

  /** Hears how a request ended: what concerns every worker is passed on. Never throws. */
  async heard(dispositions: readonly Disposition[]): Promise<Feedback> {
    const feedback = feedbackOf(dispositions);
    const { stop, throttledMs, isTaken } = feedback;
    try {
      if (stop !== undefined) await this.stop(stop);
      if (throttledMs !== undefined) await this.throttled(throttledMs);
      if (isTaken && this.#gapMs > 0) await this.#recover();
    } catch {
      // The outcomes are recorded, and whoever sends next hears the same.
    }
    return feedback;
  }

  /** Ends the request that may prove a key, of this owner. Never throws. */
  async prove(proof: Proof, owner: object, isTaken: boolean): Promise<void> {
    if (isTaken) proof.isProven = true;
    const { underWay } = proof;
    if (underWay?.owner !== owner) return;
    proof.underWay = undefined;
    const { database } = this.#options;
    const text = `update ${database.schema}.state set prover = null from ${LAZY} where lazy.setting = 'off' and prover = $1`;
    await database.query(text, [underWay.number], { forMs: 1_000 }).catch(() => undefined); // it ends by itself
  }

  /** The service throttles: every worker waits, and goes on more slowly. */
  async throttled(delayMs: number): Promise<void> {
    const { database } = this.#options;
    const { schema } = database;
    // Requests that were in flight together are refused together: they slow the workers once.
    await database.query(
      `update ${schema}.state set
  gap_ms = case when paused_until > ${schema}.ledger_now() then gap_ms
    else least(greatest(gap_ms, coalesce(1000 / requests_per_second, 0), ${1_000 / FREE_REQUESTS}) * 2, ${SLOWEST_GAP_MS}) end,
  paused_why = case when paused_until > ${schema}.ledger_now() + $1 * interval '1 ms' then paused_why else $2 end,
  paused_until = greatest(paused_until, ${schema}.ledger_now() + $1 * interval '1 ms')`,
      [delayMs, "the service throttles (429)."],
    );
    this.#isLimited = true;
  }

  /** Nothing leaves any more, of any worker, until `resume`. */
  async stop(why: string): Promise<void> {
    const { database } = this.#options;
    const { schema } = database;
    await database.query(
      `update ${schema}.state set paused_until = 'infinity', paused_why = $1 where paused_until <> 'infinity'`,
      [why],
    );
    this.#isLimited = true;
  }

  async #recover(): Promise<void> {
    const { database } = this.#options;
    await database.query(
      `update ${database.schema}.state set gap_ms = case
  when gap_ms / ${RECOVERY} <= greatest(coalesce(1000 / requests_per_second, 0), ${1_000 / FREE_REQUESTS}) then 0
  else gap_ms / ${RECOVERY} end`,
    );
  }
}
