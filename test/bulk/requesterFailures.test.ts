import { describe, expect, it } from "vitest";
import { SmnError } from "../../src/base/errors.js";
import type { Notice } from "../../src/bulk/sendAllOptions.js";
import type { Journal } from "../../src/journal/journal.js";
import { byStatus, drain, messagesOf, numberOf, run, service, settled } from "./support.js";

const broken = new SmnError("No.", { code: "network", sent: "no" });

function journalWith(given: Partial<Journal>): Journal {
  return {
    runId: "run",
    decide: () => "send",
    intend: async () => undefined,
    settle: async () => undefined,
    close: async () => undefined,
    ...given,
  };
}

describe("a journal that wants to know of pauses", () => {
  it("is told of each, and may go without", async () => {
    const told: unknown[] = [];
    for (const paused of [(...given: unknown[]) => void told.push(given), undefined]) {
      const held = service("hold");
      const ended = drain(run(held, messagesOf(1), { journal: journalWith(paused ? { paused } : {}) }));
      while (held.open.length === 0) await settled();
      held.requests[0]!.hooks.onPause?.(500, broken);
      held.open[0]!.accept();
      expect(await ended).toMatchObject({ outcomes: [{ status: "accepted" }] });
      expect((await ended).error).toBeUndefined();
    }
    expect(told).toEqual([[500, broken]]);
  });

  it("and fails then ends the run", async () => {
    const held = service("hold");
    const paused = (): never => {
      throw new Error("no space");
    };
    const ended = drain(run(held, messagesOf(1), { journal: journalWith({ paused }) }));
    while (held.open.length === 0) await settled();
    held.requests[0]!.hooks.onPause?.(500, broken);
    held.open[0]!.accept();
    expect((await ended).error).toMatchObject({ code: "journal" });
  });
});

describe("a journal that gives its runs turns", () => {
  it("is asked before the intent of every attempt is recorded", async () => {
    const log: string[] = [];
    const journal = journalWith({
      turn: async (signal, attempt) =>
        void log.push(`turn ${attempt} ${signal instanceof AbortSignal && !signal.aborted}`),
      intend: async () => void log.push("intend"),
    });
    await drain(run(service(), messagesOf(1), { journal }));
    expect(log).toEqual(["turn 1 true", "intend"]);
  });

  it("and fails keeps the request back", async () => {
    const held = service();
    const journal = journalWith({ turn: () => Promise.reject(new Error("no database")) });
    const { error } = await drain(run(held, messagesOf(1), { journal }));
    expect(error).toMatchObject({ code: "journal" });
    expect(held.texts).toEqual([]);
  });
});

describe("a failed request", () => {
  const ended = async (failure: unknown, onUnknown: "continue" | "stop" = "continue") => {
    const held = service("hold");
    const result = drain(run(held, messagesOf(2), { batchSize: 1, concurrency: 1, onUnknown }));
    while (held.open.length === 0) await settled();
    held.open[0]!.fail(failure);
    for (let turn = 0; turn < 5 && held.open.length === 0; turn++) await settled();
    held.open[0]?.accept();
    return result;
  };

  it("that was told to wait, and may have been sent, does not stop the run", async () => {
    const failure = new SmnError("Wait.", { code: "api", sent: "maybe", status: 503, retryAfterMs: 5_000 });
    const { outcomes, error } = await ended(failure);
    expect(byStatus(outcomes)).toEqual({ unknown: [0], accepted: [1] });
    expect(error).toBeUndefined();
  });

  it("that was told to wait, and was not sent, does", async () => {
    const failure = new SmnError("Wait.", { code: "api", sent: "no", status: 429, retryAfterMs: 5_000 });
    const { outcomes, error } = await ended(failure);
    expect(byStatus(outcomes)["unsent"]).toContain(0);
    expect(error).toBeInstanceOf(SmnError);
  });

  it("stops a run that stops at the first unknown message, unless its messages were refused", async () => {
    const refusal = new SmnError("No.", { code: "api", sent: "no", status: 400, serviceCode: "SMN.0087" });
    const refused = await ended(refusal, "stop");
    expect(byStatus(refused.outcomes)).toEqual({ rejected: [0], accepted: [1] });
    expect(refused.error).toBeUndefined();
    const lost = new SmnError("Broken.", { code: "network", sent: "maybe" });
    expect((await ended(lost, "stop")).error).toBeDefined();
  });

  it("of which nothing is known may have been sent", async () => {
    const { outcomes, error } = await ended(new TypeError("oops"));
    expect(outcomes[0]).toMatchObject({
      status: "unknown",
      cause: {
        code: "protocol",
        sent: "maybe",
        message: "The request failed in an unexpected way. Messages may have been sent.",
      },
    });
    expect(error).toBeUndefined();
  });
});

describe("whoever wants to know", () => {
  it("is told of pauses, and of results that belong to no message, and of nothing else", async () => {
    const notices: Notice[] = [];
    const held = service("hold");
    const ended = drain(
      run(held, messagesOf(2), { batchSize: 1, onNotice: (notice) => notices.push(notice) }),
    );
    while (held.open.length < 2) await settled();
    held.requests[0]!.hooks.onPause?.(500, broken);
    expect(notices).toEqual([{ kind: "pause", delayMs: 500, error: broken }]);
    const [first, second] = [...held.open];
    const stray = { endpoint: numberOf(77), message_id: "0123456789abcdef0123456789abcdef" };
    first!.answer([{ endpoint: numberOf(0), message_id: "a".repeat(32) }, stray]);
    second!.accept();
    await ended;
    expect(notices.slice(1)).toMatchObject([{ kind: "unmatched", request_id: "request-0", results: [{}] }]);
  });
});

describe("an exception of the caller's function", () => {
  it("ends the run, and changes no outcome", async () => {
    const held = service("hold");
    const onNotice = (): never => {
      throw new Error("oops");
    };
    const ended = drain(run(held, messagesOf(1), { onNotice }));
    while (held.open.length === 0) await settled();
    held.requests[0]!.hooks.onPause?.(500, broken);
    held.open[0]!.accept();
    expect(await ended).toMatchObject({ outcomes: [{ status: "accepted" }], error: { message: "oops" } });
  });

  it("that is async does the same", async () => {
    const held = service("hold");
    const onNotice = (): unknown => Promise.reject(new Error("oops"));
    const ended = drain(run(held, messagesOf(1), { onNotice }));
    while (held.open.length === 0) await settled();
    held.requests[0]!.hooks.onPause?.(500, broken);
    await settled();
    held.open[0]!.accept();
    expect(await ended).toMatchObject({ outcomes: [{ status: "accepted" }], error: { message: "oops" } });
  });
});

describe("the result of a message", () => {
  /** The outcomes of two messages, the first of which has this result. */
  const ended = async (result: readonly object[], onUnknown: "continue" | "stop") => {
    const held = service("hold");
    const all = drain(run(held, messagesOf(2), { batchSize: 1, concurrency: 1, onUnknown }));
    while (held.open.length === 0) await settled();
    held.open[0]!.answer(result);
    for (let turn = 0; turn < 5 && held.open.length === 0; turn++) await settled();
    held.open[0]?.accept();
    const { outcomes, error } = await all;
    return [...outcomes.map(({ status }) => status), error === undefined ? "ended" : "stopped"];
  };
  const refused = (code: string): object[] => [{ endpoint: numberOf(0), code, message: "refused" }];

  it("stops the run where it says that the account is refused", async () => {
    expect(await ended(refused("SMN.0261"), "continue")).toEqual(["rejected", "stopped"]);
    expect(await ended(refused("SMN.0087"), "continue")).toEqual(["rejected", "accepted", "ended"]);
  });

  it("stops a run that stops at the first unknown message, where it is missing", async () => {
    expect(await ended([], "stop")).toEqual(["unknown", "stopped"]);
    expect(await ended([], "continue")).toEqual(["unknown", "accepted", "ended"]);
    expect(await ended(refused("SMN.0087"), "stop")).toEqual(["rejected", "accepted", "ended"]);
  });
});
