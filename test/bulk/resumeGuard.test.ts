import { describe, expect, it } from "vitest";
import { ResumeGuard, type HeldInput } from "../../src/bulk/resumeGuard.js";
import { numberDigest, type IntendedRange } from "../../src/index.js";
import { numberOf, range } from "./support.js";

const held = (index: number): HeldInput<string> => ({
  index,
  input: `input ${index}`,
  prepared: { issues: [] },
});

/** A journal whose earlier runs were about to send to numbers 0 to `last`. */
const journal = (last: number) => {
  const digest = range(last + 1).reduce(
    (sum, index) => (sum + numberDigest("run", index, numberOf(index))) >>> 0,
    0,
  );
  const intended = (): IntendedRange[] => (last < 0 ? [] : [{ first: 0, last, digest }]);
  return { runId: "run", intended };
};

describe("a guard", () => {
  it.each([
    ["was not told of a journal", undefined],
    ["has nothing to compare", journal(-1)],
  ])("is open when it %s", async (_name, known) => {
    const guard = new ResumeGuard<string>();
    if (known !== undefined) await guard.load(known);
    expect([guard.isComparing, guard.isOpen, guard.isFull, guard.held]).toEqual([false, true, false, 0]);
    expect([guard.compare(numberOf(7)), guard.end()]).toEqual([undefined, undefined]);
  });

  it("lets nothing leave until the recorded inputs were compared", async () => {
    const guard = new ResumeGuard<string>();
    await guard.load(journal(1));
    expect([guard.isComparing, guard.isOpen]).toEqual([true, false]);
    expect(guard.compare(numberOf(0))).toBeUndefined();
    expect([guard.isComparing, guard.isOpen]).toEqual([true, false]);
    expect(guard.compare(numberOf(1))).toBeUndefined();
    expect([guard.isComparing, guard.isOpen, guard.end()]).toEqual([false, true, undefined]);
  });

  it("says what is wrong, and stays closed", async () => {
    const guard = new ResumeGuard<string>();
    await guard.load(journal(1));
    guard.compare(numberOf(1));
    expect(guard.compare(numberOf(0))).toMatchObject({ reason: "other_numbers" });
    expect(guard.isOpen).toBe(false);
    const short = new ResumeGuard<string>();
    await short.load(journal(1));
    short.compare(numberOf(0));
    expect(short.end()).toMatchObject({ reason: "other_numbers" });
  });

  it("gives back what it holds in order, whenever more comes", () => {
    const guard = new ResumeGuard<string>();
    guard.hold(held(0));
    guard.hold(held(1));
    expect([guard.take(), guard.held]).toEqual([held(0), 1]);
    guard.hold(held(2));
    expect([guard.take(), guard.take(), guard.held]).toEqual([held(1), held(2), 0]);
    guard.hold(held(3));
    expect([guard.held, guard.take(), guard.held]).toEqual([1, held(3), 0]);
  });

  it("lets messages leave before the end of the comparison when it holds 100,000", async () => {
    const guard = new ResumeGuard<string>();
    await guard.load(journal(0));
    for (let index = 0; index < 99_999; index++) guard.hold(held(index));
    expect([guard.isFull, guard.isOpen]).toEqual([false, false]);
    guard.hold(held(99_999));
    expect([guard.isFull, guard.isOpen]).toEqual([true, true]);
    guard.take();
    expect([guard.isFull, guard.isOpen, guard.held]).toEqual([false, false, 99_999]);
  });
});
