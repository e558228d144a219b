import type { DelayCount } from "./runPicture.js";

/** The longest time of each class, in milliseconds. */
const CLASSES: readonly (readonly [number, string])[] = [
  [5_000, "up to 5 s"],
  [10_000, "up to 10 s"],
  [30_000, "up to 30 s"],
  [60_000, "up to 1 min"],
  [300_000, "up to 5 min"],
  [1_800_000, "up to 30 min"],
  [3_600_000, "up to 1 h"],
  [21_600_000, "up to 6 h"],
  [Infinity, "longer"],
];

/** Counts how long deliveries took. */
export class DelayCounter {
  readonly #counts = CLASSES.map(() => 0);

  /** @param submit_time as reports show times; deliveries without both times are left out */
  add({ submit_time, deliver_time }: { submit_time: string; deliver_time: string }): void {
    const delay = Date.parse(deliver_time) - Date.parse(submit_time);
    const place = CLASSES.findIndex(([longest]) => delay <= longest);
    if (place !== -1) this.#counts[place] = (this.#counts[place] ?? 0) + 1;
  }

  get counts(): DelayCount[] {
    return CLASSES.map(([, label], place) => ({ label, count: this.#counts[place] ?? 0 }));
  }
}
