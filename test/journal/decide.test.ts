import { describe, expect, it } from "vitest";
import { decide, isUndecided } from "../../src/journal/decide.js";
import type { JournalOptions } from "../../src/journal/journalOptions.js";
import { STATUSES } from "../../src/journal/statusTable.js";

const ALL = [undefined, ...STATUSES];

/** What a run does with an input of each status, of which none is left out. */
const decisions = (retry: JournalOptions["retry"]): Record<string, string> =>
  Object.fromEntries(ALL.map((status) => [String(status), decide(status, retry)]));

const NOTHING = {
  undefined: "skip",
  intended: "unknown",
  accepted: "skip",
  rejected: "skip",
  invalid: "skip",
  unsent: "skip",
  unknown: "skip",
};

describe("what a run does with an input", () => {
  it("is to send what was never sent, and to guess nothing", () => {
    expect(decisions(undefined)).toEqual({ ...NOTHING, undefined: "send", unsent: "send" });
  });

  it("is to send again exactly what it is asked to", () => {
    expect(decisions([])).toEqual(NOTHING);
    for (const status of ["rejected", "invalid", "unsent"] as const)
      expect(decisions([status])).toEqual({ ...NOTHING, [status]: "send" });
    expect(decisions(["unknown"])).toEqual({ ...NOTHING, unknown: "send", intended: "send" });
    expect(decisions(["rejected", "unsent"])).toEqual({ ...NOTHING, rejected: "send", unsent: "send" });
  });
});

it("an input is undecided while nobody knows whether it was sent", () => {
  expect(ALL.filter(isUndecided)).toEqual(["intended", "unknown"]);
});
