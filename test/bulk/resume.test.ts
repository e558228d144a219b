import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { numberDigest, SmnError } from "../../src/index.js";
import type { FileJournal } from "../../src/journal/fileJournal.js";
import type { JournalOptions } from "../../src/journal/journalOptions.js";
import { openJournalOn } from "../../src/journal/openJournal.js";
import { NumberCheck } from "../../src/journal/numberCheck.js";
import type { SmsMessage } from "../../src/messages/types.js";
import { memorySystem, type MemorySystem } from "../journal/memoryFiles.js";
import {
  byStatus,
  drain,
  INVALID,
  messageOf,
  messagesOf,
  numberOf,
  range,
  run,
  service,
  settled,
  type HeldService,
} from "./support.js";

const PATH = "/journal";
const maybeSent = new SmnError("Broken.", { code: "network", sent: "maybe" });
const open = (system: MemorySystem, options: Partial<JournalOptions> = {}): Promise<FileJournal> =>
  openJournalOn(system, PATH, { inputId: "input", ...options });

/** Sends some of the inputs, then stops: what was not sent is unsent. */
async function interruptedRun(
  system: MemorySystem,
  inputs: readonly SmsMessage[],
  requests: number,
  batchSize = 2,
): Promise<string[]> {
  const journal = await open(system);
  const stop = new AbortController();
  const held = service("hold");
  const ended = drain(run(held, inputs, { journal, batchSize, concurrency: 1, signal: stop.signal }));
  for (let request = 0; request < requests; request++) {
    while (held.open.length === 0) await settled();
    if (request === requests - 1) stop.abort();
    held.open[0]!.accept();
  }
  await ended;
  await journal.close();
  return held.texts;
}

async function resumed(
  system: MemorySystem,
  inputs: readonly SmsMessage[],
  options: Partial<JournalOptions> = {},
): Promise<Awaited<ReturnType<typeof drain<SmsMessage>>> & { texts: string[] }> {
  const journal = await open(system, options);
  const held = service();
  const ended = await drain(run(held, inputs, { journal, batchSize: 2 }));
  await journal.close();
  return { ...ended, texts: held.texts };
}

describe("a resumed run whose inputs are other people", () => {
  it("stops before it sends anything, and names the first inputs that differ", async () => {
    const system = memorySystem();
    const inputs = messagesOf(8);
    await interruptedRun(system, inputs, 2);
    const [a, b, c, d, ...rest] = inputs as [SmsMessage, SmsMessage, SmsMessage, SmsMessage];
    for (const [others, where] of [
      [[...inputs].reverse(), "0 to 1"],
      [[b, a, c, d, ...rest], "0 to 1"],
      [[a, b, ...rest, c, d], "2 to 3"],
      [inputs.slice(0, 3), "2 to 3"],
      [[messageOf(9, numberOf(99)), ...inputs], "0 to 1"],
    ] as const) {
      const { error, texts, outcomes } = await resumed(system, others);
      expect(error).toMatchObject({
        code: "journal",
        reason: "other_numbers",
        sent: "no",
        message: expect.stringContaining(`inputs ${where} `) as unknown,
      });
      expect(String(error)).not.toMatch(/\d{8}/);
      expect(texts).toEqual([]);
      // The earlier run may have sent them, at another position.
      for (const one of outcomes) expect(one).toMatchObject({ status: "unknown", cause: { sent: "maybe" } });
    }
    // The refusals have cost nothing: the right inputs are sent, once each.
    expect((await resumed(system, inputs)).texts).toEqual(["text 4", "text 5", "text 6", "text 7"]);
  });

  it("says of nothing that it is unsent when it is stopped before the comparison ends", async () => {
    const system = memorySystem();
    const inputs = messagesOf(8);
    const journal = await open(system);
    const first = service("hold");
    const earlier = drain(run(first, inputs, { journal, batchSize: 2, concurrency: 3 }));
    while (first.open.length < 3) await settled();
    first.open[0]!.fail(new SmnError("Refused.", { code: "network", sent: "no" }));
    while (first.open.length > 0) {
      first.open[0]!.accept();
      await settled();
    }
    await earlier;
    const controller = new AbortController();
    const held = service();
    const stopped = (async function* () {
      yield* inputs.slice(0, 2);
      await settled();
      controller.abort();
    })();
    const { outcomes, error } = await drain(run(held, stopped, { journal, signal: controller.signal }));
    expect(error).toMatchObject({ code: "aborted" });
    expect(held.texts).toEqual([]);
    expect(outcomes).toMatchObject(
      [0, 1].map((index) => ({ index, status: "unknown", cause: { sent: "maybe" } })),
    );
    await journal.close();
    // Nothing is recorded about those positions.
    expect((await resumed(system, inputs)).texts).toEqual(["text 0", "text 1"]);
  });

  it("loses no input that was found to be invalid at another's position", async () => {
    const system = memorySystem();
    const inputs = messagesOf(6);
    await interruptedRun(system, inputs, 1);
    const others = [inputs[1]!, inputs[0]!, INVALID, ...inputs.slice(2)];
    expect((await resumed(system, others)).error).toMatchObject({ reason: "other_numbers" });
    const held = await resumed(system, [inputs[0]!, INVALID, ...inputs.slice(2)]);
    expect(held.error).toMatchObject({ reason: "other_numbers" });
    expect((await resumed(system, inputs)).texts).toEqual(["text 2", "text 3", "text 4", "text 5"]);
  });

  it("may correct texts and write numbers in another way", async () => {
    const system = memorySystem();
    const inputs = messagesOf(6);
    await interruptedRun(system, inputs, 2);
    const corrected = inputs.map(({ endpoint, ...message }, index) => ({
      ...message,
      endpoint: index % 2 === 0 ? endpoint.slice(3) : `0086 ${endpoint.slice(3)}`,
      message: index === 1 ? "" : `corrected ${index}`,
    }));
    const { error, texts } = await resumed(system, corrected);
    expect(error).toBeUndefined();
    expect(texts).toEqual(["corrected 4", "corrected 5"]);
  });

  it("is compared with what an earlier run of the same journal object sent", async () => {
    const system = memorySystem();
    const journal = await open(system);
    await drain(run(service(), messagesOf(4), { journal }));
    const held = service();
    const { error } = await drain(run(held, messagesOf(6).reverse(), { journal }));
    expect(error).toMatchObject({ reason: "other_numbers" });
    expect(held.texts).toEqual([]);
  });

  it("gives the same result for a stream", async () => {
    const system = memorySystem();
    await interruptedRun(system, messagesOf(8), 3);
    const journal = await open(system);
    const stream = async function* (): AsyncGenerator<SmsMessage> {
      yield* messagesOf(8).reverse();
    };
    const held = service();
    const { error } = await drain(run(held, stream(), { journal }));
    expect(error).toMatchObject({ reason: "other_numbers" });
    expect(held.texts).toEqual([]);
  });
});

describe("a resumed run with the same inputs", () => {
  it("sends every text exactly once, wherever it was interrupted and however numbers repeat", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.nat({ max: 5 }), { minLength: 1, maxLength: 20 }),
        fc.integer({ min: 1, max: 4 }),
        fc.integer({ min: 1, max: 4 }),
        async (numbers, batchSize, requests) => {
          const system = memorySystem();
          const inputs = numbers.map((number, index) => messageOf(index, numberOf(number)));
          const journal = await open(system);
          const stop = new AbortController();
          const first = service();
          let seen = 0;
          const outcomes = run(first, inputs, { journal, batchSize, concurrency: 2, signal: stop.signal });
          await drain(
            (async function* () {
              for await (const outcome of outcomes) {
                if (++seen === requests) stop.abort();
                yield outcome;
              }
            })(),
          );
          await journal.close();
          const { error, texts } = await resumed(system, inputs);
          expect(error).toBeUndefined();
          expect([...first.texts, ...texts].sort()).toEqual(inputs.map(({ message }) => message).sort());
        },
      ),
      { numRuns: 40 },
    );
  });
});

describe("NumberCheck", () => {
  it("tells any two inputs in exchange for each other", () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.integer({ min: 10_000_000, max: 99_999_999 }), { minLength: 2, maxLength: 30 }),
        fc.nat(),
        fc.nat(),
        (tails, one, other) => {
          const numbers = tails.map((tail) => `+86138${tail}`);
          const digest = numbers.reduce(
            (sum, number, index) => (sum + numberDigest("run", index, number)) >>> 0,
            0,
          );
          const ranges = [{ first: 0, last: numbers.length - 1, digest }];
          const wrongOf = (list: readonly string[]): (SmnError | undefined)[] => {
            const check = new NumberCheck("run", ranges);
            return list.map((number) => check.add(number));
          };
          expect(wrongOf(numbers).every((wrong) => wrong === undefined)).toBe(true);
          const swapped = [...numbers];
          const [i, j] = [one % numbers.length, other % numbers.length];
          [swapped[i], swapped[j]] = [swapped[j]!, swapped[i]!];
          expect(wrongOf(swapped).some((wrong) => wrong !== undefined)).toBe(i !== j);
        },
      ),
    );
  });

  it("keeps its digests for ever: journals hold them", () => {
    expect([
      numberDigest("run", 0, "+8613800000001"),
      numberDigest("run", 0, "138 0000 0001"),
      numberDigest("run", 7, "+8613800000001"),
      numberDigest("other", 0, "+8613800000001"),
      numberDigest("run", 0, "+4915112345678"),
    ]).toMatchInlineSnapshot(`
      [
        1220712543,
        1220712543,
        564852823,
        4275003100,
        102588395,
      ]
    `);
  });
});

describe("a journal of another client", () => {
  const clientOf = (project: string, baseUrl: string): ReturnType<typeof service> => {
    const held = service();
    Object.assign(held.core as unknown as Record<string, unknown>, {
      projectId: async () => project,
      baseUrl,
    });
    return held;
  };

  it("is refused before anything is sent, by project and by address", async () => {
    const system = memorySystem();
    const journal = await open(system);
    await drain(run(clientOf("one", "https://smn.example"), messagesOf(2), { journal }));
    await journal.close();
    for (const [project, address] of [
      ["two", "https://smn.example"],
      ["one", "https://other.example"],
    ] as const) {
      const again = await open(system);
      const held = clientOf(project, address);
      const { error } = await drain(run(held, messagesOf(4), { journal: again }));
      await again.close();
      expect(error).toMatchObject({ code: "journal", reason: "other_project", sent: "no" });
      expect(held.texts).toEqual([]);
    }
    const again = await open(system);
    const held = clientOf("one", "https://smn.example");
    expect((await drain(run(held, messagesOf(4), { journal: again }))).error).toBeUndefined();
    expect(held.texts).toEqual(["text 2", "text 3"]);
    expect(system.read(PATH)).not.toContain('"one"');
    expect(system.read(PATH).match(/"sender"/g)).toHaveLength(1);
  });
});

describe("an input that an earlier run may have sent", () => {
  it("stays unknown when a run that may send it again did not", async () => {
    const system = memorySystem();
    const journal = await open(system);
    await journal.intend([0, 1]);
    await journal.close();
    const again = await open(system, { retry: ["unknown"] });
    const refuse = service("hold");
    const ended = drain(run(refuse, messagesOf(2), { journal: again }));
    while (refuse.open.length === 0) await settled();
    refuse.open[0]!.fail(new SmnError("No.", { code: "auth", sent: "no" }));
    const { outcomes } = await ended;
    await again.close();
    expect(byStatus(outcomes)).toEqual({ unknown: [0, 1] });
    for (const outcome of outcomes) expect(outcome).toMatchObject({ cause: { sent: "maybe" } });
    const third = await open(system);
    expect([0, 1].map((index) => third.decide(index))).toEqual(["skip", "skip"]);
    // A look at the reports may find out that it was not sent.
    await third.settle([
      {
        index: 0,
        disposition: { status: "unsent", cause: new SmnError("No.", { code: "aborted", sent: "no" }) },
      },
    ]);
    expect([third.decide(0), third.isDoubtful(0), third.isDoubtful(1)]).toEqual(["send", false, true]);
    await third.close();
  });

  it.each<[string, (held: HeldService) => void, readonly SmsMessage[]]>([
    [
      "by its result",
      ({ open: [request] }) =>
        request!.answer([{ endpoint: numberOf(0), code: "SMN.0087", message: "Too often" }]),
      messagesOf(1),
    ],
    [
      "with its request",
      ({ open: [request] }) =>
        request!.fail(
          new SmnError("Bad.", { code: "api", sent: "no", status: 400, serviceCode: "SMN.0010" }),
        ),
      messagesOf(1),
    ],
    ["by the preflight", () => undefined, [{ ...messageOf(0), message: "" }]],
  ])("stays unknown when it is sent again by name and refused %s", async (_name, refuse, messages) => {
    const system = memorySystem();
    const journal = await open(system);
    await journal.intend([0]);
    await journal.settle([{ index: 0, disposition: { status: "unknown", cause: maybeSent } }]);
    await journal.close();
    const again = await open(system, { retry: ["unknown"] });
    const held = service("hold");
    const ended = drain(run(held, messages, { journal: again }));
    if (messages[0]!.message !== "") while (held.open.length === 0) await settled();
    refuse(held);
    expect((await ended).outcomes).toMatchObject([{ status: "unknown", cause: { sent: "maybe" } }]);
    await again.close();
    const refused = await open(system, { retry: ["rejected", "invalid", "unsent"] });
    const unknowns: number[] = [];
    for await (const { index } of refused.unknowns()) unknowns.push(index);
    expect([refused.decide(0), refused.counts.unknown, unknowns]).toEqual(["skip", 1, [0]]);
    await refused.close();
    const byName = await open(system, { retry: ["unknown"] });
    expect(byName.decide(0)).toBe("send");
    await byName.close();
  });

  it.each(["rejected", "invalid"] as const)(
    "is unknown also in a journal that says %s of a later sending",
    async (status) => {
      const system = memorySystem();
      const journal = await open(system);
      await journal.intend([0]);
      await journal.settle([{ index: 0, disposition: { status: "unknown", cause: maybeSent } }]);
      await journal.intend([0]);
      await journal.settle([
        {
          index: 0,
          disposition:
            status === "invalid" ? { status, issues: [] } : { status, code: "SMN.0087", reason: "No." },
        },
      ]);
      await journal.close();
      const again = await open(system, { retry: [status] });
      const unknowns: number[] = [];
      for await (const { index } of again.unknowns()) unknowns.push(index);
      expect([again.decide(0), again.counts.unknown, again.counts[status], unknowns]).toEqual([
        "skip",
        1,
        0,
        [0],
      ]);
      await again.close();
    },
  );
});

describe("sendAll", () => {
  const journal = { runId: "run", decide: () => "send", intend: () => 1, settle: () => 1, close: () => 1 };
  it.each<[string, unknown]>([
    ["null", null],
    ["a path", "people.journal"],
    ["a promise of a journal", Promise.resolve(journal)],
    ["no run id", { ...journal, runId: undefined }],
    ["an empty run id", { ...journal, runId: "" }],
    ...["decide", "intend", "settle", "close"].map((name): [string, unknown] => [
      `no ${name}`,
      { ...journal, [name]: undefined },
    ]),
  ])("refuses what is no journal before it begins: %s", (_name, wrong) => {
    const held = service();
    expect(() => run(held, messagesOf(1), { journal: wrong as never })).toThrow(
      expect.objectContaining({ code: "validation", sent: "no" }) as Error,
    );
  });

  it("leaves the journal free after a signal that is none was refused", async () => {
    const { core } = service();
    const options = { journal: { ...journal, runId: "free" } as never };
    const wrong = { ...options, signal: new AbortController() as never };
    expect(() => run({ core }, messagesOf(1), wrong)).toThrow(/signal/);
    expect((await drain(run({ core }, messagesOf(1), options))).error).toBeUndefined();
  });

  it("tells a journal of its own what an intent is about", async () => {
    const details: unknown[] = [];
    const { core } = service();
    const kept = {
      ...journal,
      intend: (_indices: readonly number[], some: unknown) => void details.push(some),
    };
    await drain(run({ core }, messagesOf(2), { journal: kept as never, correlate: "extend_code" }));
    expect(details).toEqual([
      {
        correlate: "extend_code",
        timeoutMs: 30_000,
        digests: range(2).map((index) => numberDigest("run", index, numberOf(index))),
      },
    ]);
  });
});
