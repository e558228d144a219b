import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Correlated } from "../../src/messages/correlate.js";
import { correlate, usualId } from "./support.js";

const TOKEN = "tok-0a1b2c3d4e5f-end";
const numberOf = (at: number): string => `+86138000000${String(at).padStart(2, "0")}`;
const messageAt = (at: number): { endpoint: string; message: string } => ({
  endpoint: numberOf(at),
  message: `code ${usualId(`text ${at}`)} ${at}`,
});

/** The results that an answer may have for a message, honest ones and others. */
const KINDS: Record<string, (at: number) => unknown> = {
  usual: (at) => ({ endpoint: numberOf(at), message_id: usualId(`id ${at}`) }),
  respelt: (at) => ({ endpoint: numberOf(at).slice(3), message_id: usualId(`id ${at}`) }),
  unusual: (at) => ({ endpoint: numberOf(at), message_id: `id-${at}` }),
  "with the text as its id": (at) => ({ endpoint: numberOf(at), message_id: usualId(`text ${at}`) }),
  "with the number in its id": (at) => ({
    endpoint: numberOf(at),
    message_id: numberOf(at).slice(3).padEnd(32, "a"),
  }),
  "with a part of the token in its id": (at) => ({
    endpoint: numberOf(at),
    message_id: "0a1b2c3d".padEnd(32, "f"),
  }),
  refused: (at) => ({ endpoint: numberOf(at), code: "SMN.0057", message: "limit" }),
  shapeless: (at) => ({ endpoint: numberOf(at) }),
  "for a stranger": () => ({ endpoint: "+8613900000000", message_id: usualId("stranger") }),
  none: () => null,
};
const kind = fc.constantFrom(...Object.keys(KINDS));

/** Everything that somebody sees of a correlation. */
const seen = ({ dispositions, unusual, unmatched, isOurs }: Correlated): unknown => ({
  dispositions: dispositions.map((one) => ("cause" in one ? [one.status, one.cause.message] : one)),
  unusual: unusual.length,
  unmatched,
  isOurs,
});

describe("the results of messages to different numbers", () => {
  it("are the same as those that are searched for, whatever comes in whatever order", () => {
    const results = fc.array(fc.tuple(kind, fc.nat(6)), { maxLength: 7 });
    fc.assert(
      fc.property(results, fc.boolean(), (list, isInOrder) => {
        const messages = [0, 1, 2, 3, 4].map(messageAt);
        const given = list.map(([name, at], place) => KINDS[name]!(isInOrder ? place : at));
        const quick = correlate(messages, given, "r", { areDistinct: true, keys: [TOKEN] });
        const slow = correlate(messages, given, "r", { areDistinct: false, keys: [TOKEN] });
        expect(seen(quick)).toEqual(seen(slow));
      }),
      { numRuns: 300 },
    );
  });

  it.each([true, false])("show nothing that must not be shown (known to be different: %s)", (areDistinct) => {
    const idOf = (name: string): string => {
      const [one] = correlate([messageAt(0)], [KINDS[name]!(0)], "r", {
        areDistinct,
        keys: [TOKEN],
      }).dispositions;
      return one?.status === "accepted" ? one.message_id : "not accepted";
    };
    expect(idOf("usual")).toBe(usualId("id 0"));
    expect(idOf("unusual")).toBe("id-0");
    expect(idOf("with the text as its id")).not.toContain(usualId("text 0"));
    expect(idOf("with the number in its id")).not.toContain("13800000000");
    expect(idOf("with a part of the token in its id")).not.toContain("0a1b2c3d");
  });

  it.each([true, false])(
    "show no end of a number, however that is written (known to be different: %s)",
    (areDistinct) => {
      for (const endpoint of [
        "+8613800000001",
        "13800000001",
        "+86-138-0000-0001",
        "138 0000 000 1",
        "+86     13800000001",
      ])
        for (const id of ["3800000001".padStart(20, "a").padEnd(32, "b"), "id of 13912345678"]) {
          const result = { endpoint, message_id: id };
          const [one] = correlate([{ endpoint, message: "hello" }], [result], "r", {
            areDistinct,
          }).dispositions;
          expect(one?.status).toBe("accepted");
          expect(one).not.toMatchObject({ message_id: expect.stringMatching(/800000001|912345/) as unknown });
        }
    },
  );

  it("are two for one message, also where the second one is at its place", () => {
    const { dispositions, unmatched } = correlate(
      [0, 1].map(messageAt),
      [KINDS["usual"]!(1), KINDS["usual"]!(1)],
      "r",
      { areDistinct: true },
    );
    expect(dispositions.map(({ status }) => status)).toEqual(["unknown", "unknown"]);
    expect(unmatched).toHaveLength(1);
  });

  it("belong to another request where they name a number, and to none where they name something else", () => {
    const named = (endpoint: string): boolean =>
      correlate([messageAt(0)], [{ endpoint, message_id: usualId("x") }], "r").isOurs;
    for (const endpoint of ["+8613900000000", "13900000000", "139-0000 0000", "12345"])
      expect(named(endpoint), endpoint).toBe(false);
    for (const endpoint of ["1234", "x13900000000", "13900000000x", "", "****"])
      expect(named(endpoint), endpoint).toBe(true);
  });
});

describe("a result that belongs to no message, or to one that has a result", () => {
  it("is described without the number, and makes the message unknown for a reason", () => {
    const results = [
      KINDS["usual"]!(0),
      KINDS["usual"]!(0),
      { message_id: usualId("x") },
      { endpoint: "1234", message_id: usualId("x") },
    ];
    const { dispositions, unmatched, isOurs } = correlate([0, 1].map(messageAt), results, "r");
    expect(isOurs).toBe(true);
    expect(unmatched).toEqual([
      expect.stringMatching(/^a second result for \+86.*\*.*00$/),
      "a result without endpoint",
      expect.stringMatching(/^a result for ./),
    ]);
    expect(dispositions.map((one) => ("cause" in one ? one.cause.message : one.status))).toEqual([
      expect.stringContaining("the service gave two results for this message."),
      expect.stringContaining("the answer has no result for this message."),
    ]);
    const stranger = correlate([messageAt(0)], [KINDS["for a stranger"]!(0)], "r").dispositions;
    expect(stranger).toMatchObject([
      {
        status: "unknown",
        cause: {
          message: expect.stringContaining(
            "there are results for other numbers: it may belong to another request.",
          ) as unknown,
        },
      },
    ]);
  });
});

describe("results for a number that stands twice", () => {
  const messages = [messageAt(0), messageAt(0), messageAt(1)];

  it("make both messages unknown, and the others are believed", () => {
    const results = ["id 0", "id 1"].map((id) => ({ endpoint: numberOf(0), message_id: usualId(id) }));
    const { dispositions, isOurs } = correlate(messages, [...results, KINDS["usual"]!(1)], "r");
    expect(dispositions.map(({ status }) => status)).toEqual(["unknown", "unknown", "accepted"]);
    expect(isOurs).toBe(true);
  });

  it("and those whose number is no text are for no other number", () => {
    const result = { endpoint: 13900000000, message_id: usualId("x") };
    expect(correlate(messages, [result, KINDS["usual"]!(1)], "r").isOurs).toBe(true);
  });
});
