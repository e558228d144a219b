import { elapsedBy, type Clock } from "../base/clock.js";

export interface PacerOptions {
  /** Messages per second, at most; undefined for no limit. */
  rate: number | undefined;
  clock: Clock;
}

/** After a throttle the rate is halved, but not below this many requests a second. */
const SLOWEST_REQUESTS = 1;
/** Growth of a slowed rate after each request that was taken. */
const RECOVERY = 1.1;
/** A slowed run that is back at this many requests a second is no longer limited. */
const FREE_REQUESTS = 500;

/**
 * The pace of a whole run. It spreads messages evenly under `rate`; when the service throttles, every request of
 * the run waits, then they start again at half the speed, and speed up while the service takes them.
 */
export class Pacer {
  /** Measured by a clock that nobody sets: one set back would hold the run up. */
  readonly #clock: Clock;
  readonly #rate: number | undefined;
  /** When the next request may start, by the rate. */
  #nextAt = -Infinity;
  /** Nothing starts before this. */
  #pausedUntil = -Infinity;
  /** Milliseconds between requests while slowed by the service, else 0. */
  #gapMs = 0;
  #lastStart: number | undefined;
  #observedGapMs = 0;

  constructor({ rate, clock }: PacerOptions) {
    this.#rate = rate;
    this.#clock = clock;
  }

  /**
   * Resolves when a request of this many messages may start, and counts it. A retry counts
   * with 0 messages, but waits like the others. Rejects with the signal's reason.
   */
  async start(messages: number, signal: AbortSignal): Promise<void> {
    for (;;) {
      const now = elapsedBy(this.#clock);
      const at = Math.max(this.#pausedUntil, this.#nextAt);
      if (at <= now) break;
      await this.#clock.sleep(at - now, signal);
    }
    const now = elapsedBy(this.#clock);
    const spent = this.#rate === undefined ? 0 : (messages / this.#rate) * 1_000;
    this.#nextAt = Math.max(now, this.#nextAt) + Math.max(spent, this.#gapMs);
    if (this.#lastStart !== undefined) {
      const gap = now - this.#lastStart;
      this.#observedGapMs = this.#observedGapMs === 0 ? gap : this.#observedGapMs * 0.8 + gap * 0.2;
    }
    this.#lastStart = now;
  }

  /** The service throttles: the whole run waits, and goes on at half its speed. */
  throttled(delayMs: number): void {
    const now = elapsedBy(this.#clock);
    const until = now + delayMs;
    // Requests that were in flight together are refused together: they slow the run once.
    if (now >= this.#pausedUntil) {
      const base = Math.max(this.#gapMs, this.#observedGapMs, 1_000 / FREE_REQUESTS);
      this.#gapMs = Math.min(base * 2, 1_000 / SLOWEST_REQUESTS);
    }
    this.#pausedUntil = Math.max(this.#pausedUntil, until);
    this.#lastStart = undefined; // the pause is not a sign of the run's own speed
  }

  /** The service could not be reached: the whole run waits, without being slowed afterwards. */
  unreachable(delayMs: number): void {
    this.#pausedUntil = Math.max(this.#pausedUntil, elapsedBy(this.#clock) + delayMs);
  }

  /** The service took a request. */
  taken(): void {
    if (this.#gapMs === 0) return;
    this.#gapMs /= RECOVERY;
    if (this.#gapMs <= 1_000 / FREE_REQUESTS) this.#gapMs = 0;
  }
}
