import type { Clock } from "../base/clock.js";

/** Answers tell whole seconds, and are under way for a while: less is no difference. */
const ACCURACY_MS = 2_000;

/** The time by the clock of the service, as its answers tell it; by that of this machine until one does. */
export class ServiceTime {
  readonly #clock: Pick<Clock, "now">;
  #shiftMs = 0;

  constructor(clock: Pick<Clock, "now">) {
    this.#clock = clock;
  }

  /** The clock of the service less that of this machine, in milliseconds. */
  get shiftMs(): number {
    return this.#shiftMs;
  }

  now(): number {
    return this.#clock.now() + this.#shiftMs;
  }

  /** An answer tells the time, in milliseconds since the epoch. */
  readonly learn = (time: number): void => {
    const shiftMs = time - this.#clock.now();
    this.#shiftMs = Math.abs(shiftMs) <= ACCURACY_MS ? 0 : shiftMs;
  };
}
