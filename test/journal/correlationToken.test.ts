import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { messageRules } from "../../generated/messageRules.js";
import { createTokens, hasOwnCode, startOfToken, tokenStart } from "../../src/journal/correlationToken.js";
import { checkMessage, correlationToken } from "../../src/index.js";
import { drain, messageOf, messagesOf, range, run, service, settled } from "../bulk/support.js";

const index = fc.oneof(fc.nat({ max: 2_000 }), fc.maxSafeNat());
const runId = fc.oneof(fc.string(), fc.stringMatching(/^[0-9a-f]{16}$/));

describe("a correlation token", () => {
  it("is one that the service takes: 32 bytes at most, letters and digits", () => {
    fc.assert(
      fc.property(runId, index, (id, place) => {
        const token = correlationToken(id, place);
        expect(token).toMatch(/^[0-9a-z]+$/);
        expect(Buffer.byteLength(token)).toBeLessThanOrEqual(messageRules["extend_code"]!.maxBytes!);
        expect(checkMessage({ ...messageOf(0), extend_code: token })).toEqual([]);
      }),
    );
  });

  it("is the same for the same run and index, and for no others", () => {
    fc.assert(
      fc.property(runId, index, runId, index, (id, place, otherId, otherPlace) => {
        const isSame = id === otherId && place === otherPlace;
        expect(correlationToken(id, place) === correlationToken(otherId, otherPlace)).toBe(isSame);
        expect(createTokens(id)(place)).toBe(correlationToken(id, place));
      }),
    );
    const tokenOf = createTokens("run");
    // Cut off, the token of one is not that of another.
    expect(new Set([0, 1, 37, 2 ** 32].map((place) => tokenOf(place).length)).size).toBe(1);
    expect(new Set(range(100_000).map(tokenOf)).size).toBe(100_000);
  });

  it("stays as it is from version to version, so that a run can be resumed with a later one", () => {
    expect(correlationToken("0123456789abcdef", 0)).toBe("s9f9f5111f7b27a781f00000000");
    expect(correlationToken("0123456789abcdef", 1_000)).toBe("s9f9f5111f7b27a781f000000rs");
    const tokenOf = createTokens("0123456789abcdef");
    fc.assert(
      fc.property(index, (place) => {
        expect(tokenOf(place)).toBe(`s9f9f5111f7b27a781f${place.toString(36).padStart(8, "0")}`);
      }),
    );
  });
});

describe("an extend_code of a message's own", () => {
  it("is one that is sent", () => {
    expect(hasOwnCode({ extend_code: "order-42" })).toBe(true);
    expect(hasOwnCode({ extend_code: "" })).toBe(true);
    for (const message of [
      {},
      { extend_code: undefined },
      Object.create({ extend_code: "inherited" }) as object,
    ])
      expect(hasOwnCode(message)).toBe(false);
  });
});

describe("a run with correlate", () => {
  it("gives a token to every message without an extend_code", async () => {
    const held = service();
    const inputs = [messageOf(0), { ...messageOf(1), extend_code: "order-42" }, messageOf(2)];
    const before = structuredClone(inputs);
    const journal = {
      runId: "run",
      decide: () => "send" as const,
      intend: async () => undefined,
      settle: async () => undefined,
      close: async () => undefined,
    };
    await drain(run(held, inputs, { correlate: "extend_code", journal }));
    expect(held.requests.flatMap(({ messages }) => messages)).toEqual([
      { ...messageOf(0), extend_code: correlationToken("run", 0) },
      inputs[1],
      { ...messageOf(2), extend_code: correlationToken("run", 2) },
    ]);
    expect(inputs).toEqual(before);
  });

  it("says so in the journal, before every attempt of a request", async () => {
    const held = service("hold");
    const intents: unknown[] = [];
    const journal = {
      runId: "run",
      decide: () => "send" as const,
      intend: async (...what: unknown[]) => void intents.push(what),
      settle: async () => undefined,
      close: async () => undefined,
    };
    const ended = drain(run(held, messagesOf(2), { correlate: "extend_code", journal }));
    while (held.open.length === 0) await settled();
    await held.open[0]!.hooks.beforeAttempt?.(2);
    held.open[0]!.accept();
    await ended;
    const details = expect.objectContaining({ correlate: "extend_code" }) as unknown;
    expect(intents).toEqual([
      [[0, 1], details],
      [[0, 1], details],
    ]);
  });

  it("leaves the caller's objects alone, and what they inherit", async () => {
    const held = service();
    const inherited = Object.assign(Object.create({ extend_code: "inherited" }) as object, messageOf(0));
    const inputs = [Object.freeze(inherited) as ReturnType<typeof messageOf>, { ...messageOf(1) }];
    Object.defineProperty(inputs[1]!, "extend_code", { value: undefined, enumerable: true });
    const { outcomes } = await drain(run(held, inputs, { correlate: "extend_code" }));
    expect(outcomes.map(({ status, input }) => [status, input === inputs[0] || input === inputs[1]])).toEqual(
      [
        ["accepted", true],
        ["accepted", true],
      ],
    );
    const codes = held.requests.flatMap(({ messages }) => messages).map(({ extend_code }) => extend_code);
    expect(codes[0]).toMatch(/^s[0-9a-f]{18}0{8}$/);
    expect(codes[1]).toBe(codes[0]!.replace(/0$/, "1"));
  });

  it("has tokens of its own without a journal", async () => {
    const held = service();
    for (let times = 0; times < 2; times++)
      await drain(run(held, messagesOf(2), { correlate: "extend_code" }));
    const codes = held.requests.flatMap(({ messages }) => messages).map(({ extend_code }) => extend_code);
    expect(new Set(codes).size).toBe(4);
  });

  it("sends nothing of ours without it", async () => {
    const held = service();
    await drain(run(held, messagesOf(2)));
    expect(held.requests[0]!.messages).toEqual(messagesOf(2));
  });

  it("is refused for any other way", () => {
    const options = { correlate: "message_id" as "extend_code" };
    expect(() => run(service(), messagesOf(1), options)).toThrow('correlate must be "extend_code"');
  });
});

describe("the beginning of a token", () => {
  it("is that of the run, whichever", () => {
    for (const runId of ["run", "other"])
      for (const index of [0, 35, 36, 2 ** 40])
        expect(startOfToken(correlationToken(runId, index))).toBe(tokenStart(runId));
  });

  it("is none of another code", () => {
    const token = correlationToken("run", 7);
    for (const code of [
      "",
      "order-1",
      token.slice(1),
      token.slice(0, -1),
      `${token}0`,
      `x${token}`,
      `t${token.slice(1)}`,
    ])
      expect(startOfToken(code)).toBeUndefined();
    for (const code of [
      token.toUpperCase(),
      `${token.slice(0, 5)}g${token.slice(6)}`,
      `${token.slice(0, -1)}-`,
    ])
      expect(startOfToken(code)).toBeUndefined();
  });
});
