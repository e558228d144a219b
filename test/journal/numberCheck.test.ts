import { describe, expect, it } from "vitest";
import type { IntendedRange } from "../../src/journal/journal.js";
import { NumberCheck } from "../../src/journal/numberCheck.js";
import { numberDigest } from "../../src/journal/numberDigest.js";

const RUN = "0123456789abcdef";
const numberAt = (index: number): string => `+86138000000${index + 10}`;
const NUMBERS = Array.from({ length: 8 }, (_, index) => numberAt(index));

/** What a journal recorded of a request with these inputs. */
function intended(first: number, last: number): IntendedRange {
  let digest = 0;
  for (let index = first; index <= last; index++)
    digest = (digest + numberDigest(RUN, index, numberAt(index))) >>> 0;
  return { first, last, digest };
}

/** At which inputs the check finds other numbers; -1 for the end. */
function complaints(ranges: readonly IntendedRange[], numbers: readonly (string | undefined)[]): number[] {
  const check = new NumberCheck(RUN, ranges);
  const found = numbers.flatMap((number, index) => (check.add(number) === undefined ? [] : [index]));
  return check.end() === undefined ? found : [...found, -1];
}

describe("the numbers of inputs", () => {
  it("are the same as recorded, whatever the order of the requests and however they overlap", () => {
    const ranges = [intended(5, 7), intended(0, 2), intended(2, 2), intended(1, 2), intended(4, 5)];
    expect(complaints(ranges, NUMBERS)).toEqual([]);
    expect(complaints([...ranges].reverse(), NUMBERS)).toEqual([]);
  });

  it("may be any where nothing is recorded, and behind all that is", () => {
    const numbers: (string | undefined)[] = NUMBERS.map((number, index) =>
      index === 3 || index > 5 ? "+85291234567" : number,
    );
    expect(complaints([intended(0, 2), intended(4, 5)], numbers)).toEqual([]);
    expect(complaints([intended(0, 2), intended(4, 5)], numbers.with(3, undefined))).toEqual([]);
  });

  it("are told to be others at the end of the range, and no sooner", () => {
    const ranges = [intended(0, 2), intended(4, 6)];
    for (const at of [4, 5, 6]) {
      const check = new NumberCheck(RUN, ranges);
      const wrong = NUMBERS.with(at, "+85291234567").map((number) => check.add(number)?.reason);
      expect(wrong.indexOf("other_numbers")).toBe(6);
    }
  });

  it("are others where one is missing, even one that would count for nothing", () => {
    expect(complaints([intended(0, 2)], [NUMBERS[0], undefined, NUMBERS[2]])).toEqual([2, -1]);
    // The same sum, with a number less.
    expect(complaints([{ first: 0, last: 0, digest: 0 }], [undefined])).toEqual([0, -1]);
    expect(complaints([{ first: 1, last: 1, digest: 0 }], [NUMBERS[0], undefined])).toEqual([1, -1]);
  });

  it("are others where they end before what was recorded", () => {
    expect(complaints([intended(0, 7)], NUMBERS)).toEqual([]);
    expect(complaints([intended(0, 7)], NUMBERS.slice(0, 7))).toEqual([-1]);
    expect(complaints([intended(0, 7)], [])).toEqual([-1]);
  });
});

describe("the check", () => {
  it("is done when everything recorded was compared", () => {
    const check = new NumberCheck(RUN, [intended(0, 1), intended(3, 3)]);
    const done = NUMBERS.slice(0, 5).map((number) => {
      check.add(number);
      return check.isDone;
    });
    expect(done).toEqual([false, false, false, true, true]);
  });

  it("names the inputs, counted from 0, and says how to go on", () => {
    const others = ["+85291234567", "+85291234568"];
    const wrong = (range: IntendedRange): Error | undefined => {
      const check = new NumberCheck(RUN, [range]);
      return others.map((number) => check.add(number)).find((error) => error !== undefined);
    };
    expect(wrong(intended(1, 1))).toMatchObject({ code: "journal", reason: "other_numbers", sent: "no" });
    expect(wrong(intended(1, 1))?.message).toContain("are at input 1 (counted from 0)");
    expect(wrong(intended(0, 1))?.message).toContain("are at inputs 0 to 1 (counted from 0)");
    expect(wrong(intended(0, 1))?.message).toMatch(
      /belong to other people\. Use the same inputs .* sends every message, also those that were sent already\.$/,
    );
  });

  it("is of all that a journal intended; there is none where it intended nothing or does not say", async () => {
    const journal = (ranges: readonly IntendedRange[]) => ({ runId: RUN, intended: () => ranges });
    const check = await NumberCheck.of(journal([intended(0, 1), intended(2, 3)]));
    for (const number of NUMBERS.slice(0, 4)) expect(check?.add(number)).toBe(undefined);
    expect(check?.isDone).toBe(true);
    expect(await NumberCheck.of(journal([]))).toBe(undefined);
    expect(await NumberCheck.of({ runId: RUN })).toBe(undefined);
  });
});
