import { describe, expect, it, onTestFinished } from "vitest";
import { SmnError } from "../../src/base/errors.js";
import { nextAction } from "../../src/bulk/nextAction.js";
import type { Journal } from "../../src/journal/journal.js";

const journal = (decide: (index: number) => unknown): Journal => ({
  runId: "run",
  decide: decide as Journal["decide"],
  intend: async () => undefined,
  settle: async () => undefined,
  close: async () => undefined,
});

function failureOf(work: () => unknown): SmnError {
  try {
    work();
  } catch (error) {
    if (error instanceof SmnError) return error;
  }
  throw new Error("expected an SmnError");
}

describe("what to do with an input", () => {
  it("is to send it where there is no journal", () => {
    expect(nextAction(undefined, 3)).toBe("send");
  });

  it.each(["send", "skip", "unknown"])("is what the journal says of it: %s", (answer) => {
    const asked: number[] = [];
    const one = journal((index) => {
      asked.push(index);
      return answer;
    });
    expect([nextAction(one, 3), asked]).toEqual([answer, [3]]);
  });

  it.each<[string, unknown]>([
    ["a promise", Promise.resolve("send")],
    ["a promise", { then: () => undefined }],
    ["another text", "Send"],
    ["another text", ""],
    ["null", null],
    ["undefined", undefined],
    ["boolean", true],
    ["object", {}],
    ["object", { then: "later" }],
    ["function", Object.assign(() => "send", { then: () => undefined })],
  ])("is nothing where it says %s", (kind, answer) => {
    const failure = failureOf(() =>
      nextAction(
        journal(() => answer),
        3,
      ),
    );
    expect(failure).toMatchObject({ code: "journal", reason: "failed", sent: "no" });
    expect(failure.message).toBe(
      'The journal\'s decide must return "send", "skip" or "unknown", and not a promise; for input 3 it returned ' +
        `${kind}. Nothing more is sent.`,
    );
  });

  it("is nothing where it throws: an error of its own as it is, anything else without its text", () => {
    const own = new SmnError("Closed.", { code: "journal", sent: "no" });
    const throwing = (error: unknown): Journal =>
      journal(() => {
        throw error;
      });
    expect(failureOf(() => nextAction(throwing(own), 3))).toBe(own);
    const other = failureOf(() => nextAction(throwing(new Error("secret")), 3));
    expect(other).toMatchObject({ code: "journal", reason: "failed", sent: "no" });
    expect(other.message).not.toContain("secret");
  });

  it("leaves no rejection behind that nobody handles", async () => {
    const unhandled: unknown[] = [];
    const hear = (reason: unknown): void => void unhandled.push(reason);
    process.on("unhandledRejection", hear);
    onTestFinished(() => void process.off("unhandledRejection", hear));
    failureOf(() =>
      nextAction(
        journal(() => Promise.reject(new Error("late"))),
        3,
      ),
    );
    await new Promise((resolve) => setImmediate(resolve));
    expect(unhandled).toEqual([]);
  });
});
