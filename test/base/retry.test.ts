import { describe, expect, it } from "vitest";
import { retry } from "../../src/base/retry.js";
import type { Clock } from "../../src/base/clock.js";

/** A clock whose pauses end at once, and are noted. */
function noted(): { clock: Clock; pauses: number[] } {
  const pauses: number[] = [];
  const sleep = (ms: number, signal?: AbortSignal): Promise<void> => {
    pauses.push(ms);
    return signal?.aborted ? Promise.reject(signal.reason as Error) : Promise.resolve();
  };
  return { clock: { now: () => 0, sleep }, pauses };
}

const failing = (attempt: number): Promise<never> => Promise.reject(new Error(`attempt ${attempt}`));

describe("retry", () => {
  it("gives what the first attempt that succeeds gives, and pauses before each further one", async () => {
    const { clock, pauses } = noted();
    const work = (attempt: number): Promise<string> =>
      attempt < 3 ? failing(attempt) : Promise.resolve("done");
    expect(await retry(work, { clock, delayOf: (_error, attempt) => attempt * 10 })).toBe("done");
    expect(pauses).toEqual([10, 20]);
  });

  it("throws the failure after which there is to be no further attempt", async () => {
    const { clock, pauses } = noted();
    const delayOf = (error: unknown): number | undefined =>
      (error as Error).message === "attempt 2" ? undefined : 5;
    await expect(retry(failing, { clock, delayOf })).rejects.toThrow("attempt 2");
    expect(pauses).toEqual([5]);
  });

  it("ends with a pause that is ended", async () => {
    const { clock } = noted();
    const reason = new Error("enough");
    const ended = retry(failing, { clock, delayOf: () => 5, signal: AbortSignal.abort(reason) });
    await expect(ended).rejects.toBe(reason);
  });
});
