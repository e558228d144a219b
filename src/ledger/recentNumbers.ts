/** How many numbers are remembered at least, and twice that at most. */
export const REMEMBERED = 500_000;

/**
 * In which job each of the last numbers was: of half a million numbers or more, so that memory does not grow with the
 * input.
 */
export class RecentNumbers {
  readonly #remembered: number;
  #young = new Map<number | string, number>();
  #old: ReadonlyMap<number | string, number> = new Map();

  constructor(remembered: number = REMEMBERED) {
    this.#remembered = remembered;
  }

  /** The last job with a number, by its place. */
  jobOf(key: number | string): number | undefined {
    return this.#young.get(key) ?? this.#old.get(key);
  }

  add(key: number | string, job: number): void {
    if (this.#young.size >= this.#remembered) {
      this.#old = this.#young;
      this.#young = new Map();
    }
    this.#young.set(key, job);
  }
}
