import { subscribe, unsubscribe } from "node:diagnostics_channel";
import { describe, expect, it } from "vitest";
import { SmnError } from "../../src/base/errors.js";
import { Recorder, type RecorderOptions } from "../../src/bulk/recorder.js";
import type { Journal, Settlement } from "../../src/journal/journal.js";
import { journalError } from "../../src/journal/journalErrors.js";
import type { Disposition, Outcome } from "../../src/messages/outcome.js";

const ACCEPTED: Disposition = { status: "accepted", endpoint: "+1", message_id: "m", request_id: "r" };
const INVALID: Disposition = {
  status: "invalid",
  issues: [{ property: "message", rule: "minLength", expected: "1 character", received: "none" }],
};
const REJECTED: Disposition = { status: "rejected", code: "SMN.0087", reason: "Too often", request_id: "r7" };
const UNSENT: Disposition = {
  status: "unsent",
  cause: new SmnError("No.", { code: "network", sent: "no" }),
};
const throwing = (): never => {
  throw new Error("boom");
};
const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** A recorder, and what it did. */
function rig(settle?: () => Promise<void>, given: Partial<Journal & RecorderOptions<string>> = {}) {
  const settled: (readonly Settlement[])[] = [];
  const log: string[] = [];
  const journal: Journal = {
    runId: "run",
    decide: () => "send",
    intend: async () => undefined,
    settle: async (settlements) => {
      settled.push(settlements);
      await settle?.();
    },
    close: async () => undefined,
    ...given,
  };
  const recorder = new Recorder<string>({
    journal: settle === undefined ? undefined : journal,
    onUndelivered: given.onUndelivered,
    recorded: () => void log.push("recorded"),
    failed: (error) => void log.push(`failed ${(error as SmnError).reason}`),
  });
  const seen = (): Outcome<string>[] => recorder.outbox.takeRest();
  return { recorder, settled, log, seen };
}
const fine = async (): Promise<void> => undefined;
const two = { indices: [0, 1], inputs: ["a", "b"] };

describe("outcomes that needed no request", () => {
  it("are collected until they are recorded together", () => {
    const { recorder, seen } = rig();
    expect([recorder.isIdle, recorder.flush()]).toEqual([true, false]);
    recorder.addLocal(0, "a", INVALID);
    recorder.addLocal(1, "b", INVALID);
    expect([recorder.local, recorder.backlog, recorder.isIdle]).toEqual([2, 2, false]);
    expect(recorder.flush()).toBe(true);
    recorder.addLocal(2, "c", UNSENT);
    expect([recorder.local, recorder.backlog]).toEqual([1, 3]);
    recorder.flush();
    expect([recorder.local, recorder.isIdle]).toEqual([0, true]);
    expect(seen().map(({ index, input, status }) => [index, input, status])).toEqual([
      [0, "a", "invalid"],
      [1, "b", "invalid"],
      [2, "c", "unsent"],
    ]);
  });
});

describe("outcomes", () => {
  it("are handed out only after they are in the journal, which gets no inputs", async () => {
    const { recorder, settled, log, seen } = rig(fine);
    expect(recorder.record(two, [ACCEPTED, INVALID])).toBe(false);
    expect([recorder.recording, recorder.isIdle, seen()]).toEqual([2, false, []]);
    await turn();
    expect([recorder.recording, recorder.isIdle, log]).toEqual([0, true, ["recorded"]]);
    expect(settled).toEqual([
      [
        { index: 0, disposition: ACCEPTED },
        { index: 1, disposition: INVALID },
      ],
    ]);
    expect(seen().map(({ input, status }) => [input, status])).toEqual([
      ["a", "accepted"],
      ["b", "invalid"],
    ]);
  });

  it("are handed out all the same when the journal fails, which is not written to again", async () => {
    const { recorder, settled, log, seen } = rig(() => Promise.reject(journalError("full", "unwritable")));
    recorder.record(two, [ACCEPTED, UNSENT]);
    await turn();
    expect(log).toEqual(["failed unwritable", "recorded"]);
    expect(recorder.record({ indices: [2], inputs: ["c"] }, [UNSENT])).toBe(true);
    expect(settled).toHaveLength(1);
    expect(seen().map(({ status }) => status)).toEqual(["accepted", "unsent", "unsent"]);
  });

  it("that say unsent say unknown when the journal is somebody else's by now, who may have sent them", async () => {
    const { recorder, seen } = rig(() => Promise.reject(journalError("gone", "lost")));
    recorder.record(two, [ACCEPTED, UNSENT]);
    await turn();
    recorder.record({ indices: [2, 3], inputs: ["c", "d"] }, [UNSENT, INVALID]);
    expect(seen().map(({ status }) => status)).toEqual(["accepted", "unknown", "unknown", "invalid"]);
  });

  it("that nobody has seen yet do so as well, once the journal is found to be somebody else's", async () => {
    let settle = fine;
    const { recorder, seen } = rig(() => settle());
    recorder.record(two, [ACCEPTED, UNSENT]);
    await turn();
    settle = () => Promise.reject(journalError("gone", "lost"));
    recorder.record({ indices: [2], inputs: ["c"] }, [ACCEPTED]);
    await turn();
    const [first, second, third] = seen();
    expect([first, second, third]).toMatchObject([
      { index: 0, input: "a", status: "accepted" },
      { index: 1, input: "b", status: "unknown", cause: { sent: "maybe" } },
      { index: 2, input: "c", status: "accepted" },
    ]);
  });

  it("stay as they are when the journal is full, which nobody else writes to", async () => {
    const { recorder, seen } = rig(fine);
    recorder.record(two, [ACCEPTED, UNSENT]);
    await turn();
    recorder.stopWriting(journalError("full", "unwritable"));
    expect(seen().map(({ status }) => status)).toEqual(["accepted", "unsent"]);
  });

  it("say unknown where an earlier request may have sent the message, unless it is accepted now", async () => {
    const { recorder, settled, seen } = rig(fine, { isDoubtful: (index) => index % 2 === 0 });
    const now = [UNSENT, UNSENT, REJECTED, REJECTED, INVALID, INVALID, ACCEPTED, ACCEPTED];
    recorder.record({ indices: [...now.keys()], inputs: now.map(({ status }) => status) }, now);
    await turn();
    const expected = now.map(({ status }, index) => (index % 2 === 0 && index < 6 ? "unknown" : status));
    const outcomes = seen();
    expect(outcomes.map(({ status }) => status)).toEqual(expected);
    expect(settled[0]!.map(({ disposition }) => disposition.status)).toEqual(expected);
    expect([outcomes[0], outcomes[2], outcomes[4]]).toMatchObject([
      {
        cause: {
          code: "network",
          sent: "maybe",
          message: expect.stringMatching(/^No\. An earlier request/) as string,
        },
      },
      {
        request_id: "r7",
        cause: {
          code: "api",
          sent: "maybe",
          serviceCode: "SMN.0087",
          requestId: "r7",
          message: expect.stringMatching(
            /^It was refused this time \(SMN\.0087, request id r7\): Too often\. An earlier request may have sent it/,
          ) as string,
        },
      },
      {
        cause: {
          code: "validation",
          sent: "maybe",
          message: expect.stringMatching(
            /message \(minLength\): expected .*An earlier request may have sent it/,
          ) as string,
        },
      },
    ]);
  });

  it("say so as well when the journal cannot be written any more", async () => {
    const { recorder, seen } = rig(() => Promise.reject(journalError("full", "unwritable")), {
      isDoubtful: () => true,
    });
    recorder.record(two, [UNSENT, REJECTED]);
    await turn();
    recorder.record({ indices: [2], inputs: ["c"] }, [UNSENT]);
    expect(seen().map(({ status }) => status)).toEqual(["unknown", "unknown", "unknown"]);
  });

  it.each<[string, () => unknown]>([
    ["a promise", () => Promise.resolve(false)],
    ["a promise that rejects", () => Promise.reject(new Error("no"))],
    ["what throws when it is looked at", () => Object.defineProperty({}, "then", { get: throwing })],
    ["a number", () => 0],
    ["a text", () => ""],
    ["null", () => null],
  ])("say unknown when the journal answers with neither yes nor no: %s", async (_name, answer) => {
    const { recorder, log, seen } = rig(fine, { isDoubtful: answer as () => boolean });
    recorder.record(two, [UNSENT, ACCEPTED]);
    await turn();
    expect(seen().map(({ status }) => status)).toEqual(["unknown", "accepted"]);
    expect(log).toEqual(["recorded"]);
  });

  it("say unknown, and stop the run, when the journal throws instead of an answer", async () => {
    const { recorder, log, seen } = rig(fine, { isDoubtful: throwing });
    recorder.record(two, [UNSENT, REJECTED]);
    expect([log, recorder.recording]).toEqual([["failed failed"], 2]);
    await turn();
    expect(log).toEqual(["failed failed", "recorded"]);
    expect(seen().map(({ status }) => status)).toEqual(["unknown", "unknown"]);
  });

  it("that the journal must not hold are handed out without it", () => {
    const { recorder, settled, seen } = rig(fine);
    recorder.handOut(4, "e", UNSENT);
    expect([seen(), settled]).toMatchObject([[{ index: 4, input: "e", status: "unsent" }], []]);
  });

  it("are counted for whoever listens", () => {
    const heard: unknown[] = [];
    const hear = (message: unknown): void => void heard.push(message);
    subscribe("smn-sms:outcome", hear);
    try {
      rig().recorder.record(two, [ACCEPTED, UNSENT]);
      expect(heard).toMatchObject([
        {
          counts: [
            { status: "accepted", messages: 1 },
            { status: "unsent", code: "network", messages: 1 },
          ],
        },
      ]);
    } finally {
      unsubscribe("smn-sms:outcome", hear);
    }
  });
});

describe("the writing of outcomes", () => {
  it("is told to whoever listens", async () => {
    const heard: unknown[] = [];
    const hear = (message: unknown): void => void heard.push(message);
    subscribe("tracing:smn-sms:journal:start", hear);
    try {
      rig(fine).recorder.record(two, [ACCEPTED, INVALID]);
      await turn();
      expect(heard).toMatchObject([{ operation: "settle", messages: 2 }]);
    } finally {
      unsubscribe("tracing:smn-sms:journal:start", hear);
    }
  });
});

describe("outcomes that nobody reads any more", () => {
  it("go to the caller's function, all of them even if it throws, and not to the journal", () => {
    const left: number[] = [];
    const onUndelivered = ({ index }: Outcome<string>): never => {
      left.push(index);
      throw new Error("oops");
    };
    const { recorder, settled } = rig(fine, { onUndelivered });
    recorder.handOut(0, "a", UNSENT);
    recorder.handOut(1, "b", UNSENT);
    recorder.close();
    recorder.abandon();
    expect(recorder.record({ indices: [2, 3], inputs: ["c", "d"] }, [UNSENT, UNSENT])).toBe(true);
    expect([left, settled]).toEqual([[0, 1, 2, 3], []]);
  });

  it("go to one that is async as well, and its rejections end nothing", async () => {
    const unhandled: unknown[] = [];
    const note = (reason: unknown): void => void unhandled.push(reason);
    process.on("unhandledRejection", note);
    try {
      const onUndelivered = (): unknown => Promise.reject(new Error("oops"));
      const { recorder } = rig(fine, { onUndelivered });
      recorder.handOut(0, "a", UNSENT);
      recorder.close();
      recorder.abandon();
      await turn();
      expect(unhandled).toEqual([]);
    } finally {
      process.off("unhandledRejection", note);
    }
  });

  it("are dropped where there is no such function", () => {
    const { recorder } = rig();
    recorder.handOut(0, "a", UNSENT);
    recorder.close();
    expect(() => recorder.abandon()).not.toThrow();
    expect(recorder.outbox.size).toBe(0);
  });

  it("end the iteration, with an exception where there is one", async () => {
    const ended = rig();
    ended.recorder.close();
    expect(await ended.recorder.outbox.next()).toEqual({ value: undefined, done: true });
    const failed = rig();
    failed.recorder.close({ error: new Error("over") });
    await expect(failed.recorder.outbox.next()).rejects.toThrow("over");
  });
});
