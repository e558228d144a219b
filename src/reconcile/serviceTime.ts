import { elapsedBy, type Clock } from "../base/clock.js";

/** Answers tell whole seconds, and are under way for a while: less is no difference. */
const ACCURACY_MS = 2_000;

/**
 * The time by the clock of the service, as its answers tell it; by that of this machine until one does. Of answers that
 * differ the earliest counts: with a later one, messages that may still be listed would seem to be over. What is set
 * on this machine meanwhile changes nothing.
 */
export class ServiceTime {
  readonly #clock: Pick<Clock, "now" | "monotonic">;
  /** The time of the service less what `elapsedBy` reads. */
  #originMs: number | undefined;

  constructor(clock: Pick<Clock, "now" | "monotonic">) {
    this.#clock = clock;
  }

  /** The clock of the service less that of this machine, in milliseconds. */
  get shiftMs(): number {
    const shiftMs = this.now() - this.#clock.now();
    return Math.abs(shiftMs) <= ACCURACY_MS ? 0 : shiftMs;
  }

  now(): number {
    if (this.#originMs === undefined) return this.#clock.now();
    // A monotonic clock tells fractions; queries take whole milliseconds.
    return Math.floor(this.#originMs + elapsedBy(this.#clock));
  }

  /** An answer tells the time, in milliseconds since the epoch. */
  readonly learn = (time: number): void => {
    const now = this.#clock.now();
    const isSame = Math.abs(time - now) <= ACCURACY_MS;
    const originMs = (isSame ? now : time) - elapsedBy(this.#clock);
    this.#originMs = Math.min(originMs, this.#originMs ?? originMs);
  };
}
