import { describe, expect, it } from "vitest";
import { SmnError } from "../../src/base/errors.js";
import { Intake } from "../../src/bulk/intake.js";
import { Source, type Inputs } from "../../src/bulk/source.js";
import { numberDigest, type IntendedRange, type Journal } from "../../src/index.js";
import type { Disposition } from "../../src/messages/outcome.js";
import { numberOf, range, settled } from "./support.js";

/** An input is the place of its number; a negative one is invalid. */
type Input = number;

/** A journal whose earlier runs were about to send to these numbers. */
const journalOf = (numbers: readonly number[], parts: Partial<Journal> = {}): Journal => {
  const digest = numbers.reduce(
    (sum, number, index) => (sum + numberDigest("run", index, numberOf(number))) >>> 0,
    0,
  );
  const intended = (): IntendedRange[] => [{ first: 0, last: numbers.length - 1, digest }];
  return {
    runId: "run",
    decide: () => "send",
    intend: async () => undefined,
    settle: async () => undefined,
    close: async () => undefined,
    ...(numbers.length === 0 ? {} : { intended }),
    ...parts,
  };
};
const deciding = (decide: (index: number) => string, numbers: readonly number[] = []): Journal =>
  journalOf(numbers, { decide: decide as Journal["decide"] });

interface Given {
  inputs?: Inputs<Input>;
  journal?: Journal | undefined;
}

function rig({ inputs = { each: range(6) }, journal }: Given = {}) {
  /** What became of the inputs, in order: the index, and where it went. */
  const log: string[] = [];
  const state = { mayRead: true, room: Infinity, wakes: 0, pending: 0 };
  const dispositions: Disposition[] = [];
  const prepared: number[] = [];
  const given = new Map<number, Input>();
  const inputAt = (index: number): Input | undefined => given.get(index);
  const errors: unknown[] = [];
  const drained: { index: number; input: Input }[] = [];
  const planner = {
    get isFull() {
      return state.room <= 0;
    },
    get pending() {
      return state.pending;
    },
    add: (index: number, input: Input, message: unknown) => {
      expect([input, message]).toEqual([inputAt(index), expect.objectContaining({ key: index })]);
      state.room--;
      log.push(`planned ${index}`);
    },
    drain: () => drained,
  };
  const keep = (kind: string) => (index: number, input: Input, disposition: Disposition) => {
    dispositions.push(disposition);
    log.push(`${kind} ${index} ${disposition.status}`);
    expect(input).toBeDefined();
  };
  const recorder = { addLocal: keep("local"), handOut: keep("out") };
  const stopBy = (error: unknown): void => void errors.push(error);
  const intake = new Intake<Input>({
    source: new Source({ inputs, woken: () => state.wakes++, failed: stopBy }),
    prepare: (input, index) => {
      prepared.push(index);
      const endpoint = numberOf(Math.abs(input));
      if (input < 0) return { issues: [{ path: "message", message: "none" }] as never, endpoint };
      given.set(index, input);
      return { endpoint, key: index } as never;
    },
    planner: planner as never,
    recorder: recorder as never,
    journal,
    mayRead: () => state.mayRead,
    stopBy,
  });
  return { intake, log, state, dispositions, prepared, errors, drained };
}

const planned = (...indices: number[]): string[] => indices.map((index) => `planned ${index}`);
const STOP = new SmnError("Over.", { code: "aborted", sent: "no" });

describe("inputs", () => {
  it("go into the plan in order while it has room, and the run may read", () => {
    const { intake, log, state } = rig();
    state.mayRead = false;
    intake.read();
    expect(log).toEqual([]);
    Object.assign(state, { mayRead: true, room: 2 });
    intake.read();
    expect([log, intake.isDone, intake.isAsync]).toEqual([planned(0, 1), false, false]);
    state.room = 9;
    intake.read();
    expect([log, intake.isDone]).toEqual([planned(...range(6)), true]);
  });

  it("that are invalid have their outcome at once, with what is wrong", () => {
    const { intake, log, dispositions } = rig({ inputs: { each: [0, -1, 2] } });
    intake.read();
    expect(log).toEqual(["planned 0", "local 1 invalid", "planned 2"]);
    expect(dispositions).toEqual([{ status: "invalid", issues: [{ path: "message", message: "none" }] }]);
  });

  it("are all planned when all were read, and the plan is empty", () => {
    const { intake, state } = rig();
    expect(intake.isAllPlanned).toBe(false);
    intake.read();
    expect(intake.isAllPlanned).toBe(true);
    state.pending = 1;
    expect(intake.isAllPlanned).toBe(false);
  });

  it("come from a stream as well, which is closed at the end", async () => {
    let isClosed = false;
    const stream = (async function* () {
      try {
        yield* range(9);
      } finally {
        isClosed = true;
      }
    })();
    const { intake, log, state } = rig({ inputs: { each: stream } });
    intake.read();
    expect([intake.isAsync, log, state.wakes]).toEqual([true, [], 0]);
    await settled();
    intake.read();
    expect([log, state.wakes]).toEqual([planned(0), 1]);
    await settled();
    await intake.close();
    expect(isClosed).toBe(true);
  });
});

describe("the journal", () => {
  it("says what is sent, passed over, or unknown", () => {
    const { intake, log, dispositions, prepared } = rig({
      journal: deciding((index) => ["send", "skip", "unknown"][index % 3] ?? ""),
    });
    intake.read();
    expect(log).toEqual(["planned 0", "local 2 unknown", "planned 3", "local 5 unknown"]);
    expect(dispositions[0]).toMatchObject({ cause: { code: "aborted", sent: "maybe" } });
    expect(prepared).toEqual([0, 3]);
  });

  it("that cannot be asked leaves the input unknown, tells nothing to itself, and stops the run", () => {
    const failure = new SmnError("Broken.", { code: "journal", sent: "no" });
    const { intake, log, dispositions, errors } = rig({
      journal: deciding((index) => {
        if (index === 1) throw failure;
        return "send";
      }),
    });
    intake.read();
    expect(log.slice(0, 2)).toEqual(["planned 0", "out 1 unknown"]);
    expect(log).not.toContain("planned 1");
    expect(dispositions[0]).toMatchObject({ cause: { code: "journal", sent: "maybe" } });
    expect(errors).toEqual([failure]);
  });

  it("has said what is to be compared before anything is read", async () => {
    const { intake, log } = rig({ inputs: { each: [] }, journal: journalOf([0]) });
    intake.read();
    expect([intake.isDone, intake.isAllPlanned]).toEqual([false, false]);
    await intake.load();
    intake.read();
    expect([intake.isDone, log]).toEqual([true, []]);
  });

  it("may have nothing to compare", async () => {
    const none = rig({ journal: journalOf([], { intended: () => [] }) });
    none.intake.read();
    expect(none.log).toEqual([]);
    await none.intake.load();
    none.intake.read();
    expect(none.log).toEqual(planned(...range(6)));
    const without = rig();
    await without.intake.load();
    without.intake.read();
    expect(without.log).toEqual(planned(...range(6)));
  });
});

describe("a resumed run", () => {
  it("plans nothing until it has compared the inputs, then what it held, then the rest", async () => {
    const { intake, log, state } = rig({ journal: journalOf([0, 1, 2, 3]) });
    await intake.load();
    state.room = 3;
    intake.read();
    expect([log, intake.isDone]).toEqual([planned(0, 1, 2), false]);
    state.room = 2;
    intake.read();
    expect(log).toEqual(planned(...range(5)));
    state.room = 9;
    intake.read();
    expect([log, intake.isAllPlanned]).toEqual([planned(...range(6)), true]);
  });

  it("is not through with its inputs while it holds any", async () => {
    const { intake, log, state, errors } = rig({
      inputs: { each: range(4) },
      journal: journalOf(range(4)),
    });
    await intake.load();
    state.room = 1;
    intake.read();
    intake.read();
    expect([log, intake.isAllPlanned, errors]).toEqual([planned(0), false, []]);
    state.mayRead = false;
    state.room = 9;
    intake.read();
    expect(log).toEqual(planned(0));
    state.mayRead = true;
    intake.read();
    expect(log).toEqual(planned(...range(4)));
    intake.read();
    expect([intake.isDone, intake.isAllPlanned]).toEqual([true, true]);
  });

  it("compares only while it may read", async () => {
    const { intake, state, prepared, errors } = rig({ journal: journalOf(range(4)) });
    await intake.load();
    state.mayRead = false;
    intake.read();
    expect([prepared, errors]).toEqual([[], []]);
  });

  it("compares what it passes over as well, and what is invalid", async () => {
    const { intake, log, errors, prepared } = rig({
      inputs: { each: [0, -1, 2, 3, 4] },
      journal: deciding((index) => (index < 4 && index !== 1 ? "skip" : "send"), range(4)),
    });
    await intake.load();
    intake.read();
    expect([log, errors]).toEqual([["local 1 invalid", "planned 4"], []]);
    expect(prepared).toEqual(range(5));
  });

  it("stops where an input differs, and holds back what it has read", async () => {
    const { intake, log, errors, dispositions } = rig({
      inputs: { each: [0, 2, 1] },
      journal: journalOf([0, 1]),
    });
    await intake.load();
    intake.read();
    expect(log).toEqual([]);
    expect(errors[0]).toMatchObject({ code: "journal", reason: "other_numbers" });
    intake.giveUp(errors[0]);
    expect(log.slice(0, 2)).toEqual(["out 0 unknown", "out 1 unknown"]);
    expect(dispositions[0]).toMatchObject({ cause: { sent: "maybe", reason: "other_numbers" } });
  });

  it("stops where recorded inputs are missing", async () => {
    const { intake, log, errors } = rig({ inputs: { each: [0, 1] }, journal: journalOf([0, 1, 2]) });
    await intake.load();
    intake.read();
    expect([log, errors]).toMatchObject([[], [{ reason: "other_numbers" }]]);
  });

  it("lets messages leave before the end of the comparison when it holds very many", async () => {
    const numbers = Array.from({ length: 100_002 }, () => 0);
    const intended = (): IntendedRange[] => [{ first: 0, last: numbers.length - 1, digest: 0 }];
    const { intake, log, state, prepared } = rig({
      inputs: { each: numbers },
      journal: journalOf([], { intended }),
    });
    await intake.load();
    state.room = 1;
    intake.read();
    expect(log).toEqual(planned(0));
    state.room = 0;
    intake.read();
    expect(log).toEqual(planned(0));
    state.room = 3;
    intake.read();
    // It reads one for each that has left.
    expect([log, prepared.length]).toEqual([planned(0, 1), 100_001]);
  });
});

describe("a run that stops", () => {
  it("has sent nothing of what it held or planned", async () => {
    const { intake, log, dispositions, drained, state } = rig({ journal: journalOf(range(3)) });
    await intake.load();
    state.room = 0;
    intake.read();
    drained.push({ index: 7, input: 7 });
    intake.giveUp(STOP);
    expect(log).toEqual([0, 1, 2, 7].map((index) => `local ${index} unsent`));
    expect(dispositions[0]).toMatchObject({ cause: { code: "aborted", sent: "no" } });
    // They have their outcome, once.
    drained.length = 0;
    intake.giveUp(STOP);
    expect(log).toHaveLength(4);
  });

  it("does not know of what it did not compare, and records nothing there", async () => {
    const lists = (async function* () {
      yield [0];
      yield [1, 2, 3];
    })();
    const { intake, log, state } = rig({ inputs: { batches: lists }, journal: journalOf(range(4)) });
    await intake.load();
    intake.read();
    await settled();
    intake.read();
    await settled();
    state.mayRead = false;
    intake.giveUp(STOP);
    expect(log).toEqual(range(4).map((index) => `out ${index} unknown`));
  });

  it("does not know of what it read before the journal had said what is to be compared", async () => {
    const stopped = rig({ journal: journalOf(range(3)) });
    stopped.drained.push({ index: 7, input: 7 });
    stopped.intake.giveUp(STOP);
    expect(stopped.log).toEqual(["out 7 unknown"]);
    expect(stopped.dispositions[0]).toMatchObject({ cause: { code: "aborted", sent: "maybe" } });
  });

  it("asks the journal of inputs that came along: what was sent is not unsent", async () => {
    const lists = (async function* () {
      yield range(4);
    })();
    const { intake, log } = rig({
      inputs: { batches: lists },
      journal: deciding((index) => ["send", "skip", "unknown", "send"][index] ?? ""),
    });
    intake.read();
    await settled();
    intake.giveUp(STOP);
    expect(log).toEqual(["local 0 unsent", "local 2 unknown", "local 3 unsent"]);
  });
});
