import { describe, expect, it } from "vitest";
import { STATUSES, StatusTable, type KnownStatus } from "../../src/journal/statusTable.js";

/** A table in which an input went through these in order; after `end` no run is under way. */
function after(...steps: (KnownStatus | "end")[]): StatusTable {
  const table = new StatusTable();
  for (const step of steps) {
    if (step === "end") table.endRun();
    else table.set(5, step);
  }
  return table;
}

describe("the status of an input", () => {
  it.each(STATUSES)("is the last one: %s", (status) => {
    for (const before of STATUSES) expect(after(before, status).get(5)).toBe(status);
    expect(after(status).get(4)).toBe(undefined);
    expect(after(status).get(1_000_000)).toBe(undefined);
  });

  it("is counted once, and no input of which nothing is known", () => {
    const table = after("intended", "accepted");
    for (const index of [0, 1, 2_000]) table.set(index, "unknown");
    table.set(3, "intended");
    table.endRun();
    expect(table.counts()).toEqual({
      intended: 1,
      accepted: 1,
      rejected: 0,
      invalid: 0,
      unsent: 0,
      unknown: 3,
    });
    expect(Object.values(new StatusTable().counts())).toEqual([0, 0, 0, 0, 0, 0]);
  });

  it("is kept for every index that 32 bits can say, and for none beyond", () => {
    expect(() => {
      new StatusTable().set(2 ** 32, "accepted");
    }).toThrow(/^index out of range$/);
  });
});

describe("an input", () => {
  it.each<[boolean, ...(KnownStatus | "end")[]]>([
    [false],
    [true, "unknown"],
    // Its request is about to leave, and the run will say what became of it.
    [false, "intended"],
    [true, "intended", "end"],
    [true, "unknown", "intended"],
    [true, "unknown", "intended", "rejected"],
    [true, "unknown", "intended", "invalid"],
    [true, "intended", "end", "intended", "rejected"],
    [false, "unknown", "intended", "accepted"],
    [false, "unknown", "unsent"],
    [false, "unknown", "unsent", "intended"],
    [false, "intended", "end", "unsent", "intended"],
    [false, "rejected", "end"],
    [false, "unsent", "end"],
  ])("may have been sent by an earlier request: %s after %s %s %s %s", (isDoubtful, ...steps) => {
    expect(after(...steps).isDoubtful(5)).toBe(isDoubtful);
    expect(after(...steps).isDoubtful(4)).toBe(false);
  });

  it("is intended still when the run has ended", () => {
    expect(after("intended", "end").get(5)).toBe("intended");
  });
});
