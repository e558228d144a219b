import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { jsonOfMessage } from "../../src/messages/bodyWriter.js";
import type { CheckedMessage } from "../../src/messages/checkedMessage.js";
import { checkMessage, type CheckOptions } from "../../src/messages/checkMessage.js";
import { compactKey } from "../../src/messages/phoneNumber.js";
import { createExaminer } from "../../src/messages/createExaminer.js";
import { mainland, respell } from "./support.js";

const sign_id = "caf488c7ccaf4ffba0c9aa149ab2caf4";
const usual = { endpoint: "+8613800000001", message: "您的验证码是 482913", sign_id };

/** Texts with everything that JSON treats in a way of its own. */
const text = fc.oneof(
  fc.constantFrom(
    '"',
    "\\",
    "\n",
    "\u0000",
    "\u2028",
    "\u{1F600}",
    "\ud800",
    "\udc00x",
    "【商城】您好",
    "a/b",
  ),
  fc.string({ unit: "grapheme", maxLength: 500 }),
  fc.string({ unit: "binary", maxLength: 500 }),
);
const number = fc.oneof(
  fc.tuple(mainland, respell).map(([one, spell]) => spell(one)),
  fc.constantFrom("+85291234567", "12345", "", "+86"),
  fc.string({ maxLength: 20 }),
);
const strange = fc.constantFrom(undefined, null, 1, true, {}, [], "x");
const messages = fc.record(
  {
    endpoint: fc.oneof({ weight: 9, arbitrary: number }, strange),
    message: fc.oneof({ weight: 9, arbitrary: text }, strange),
    sign_id: fc.oneof({ weight: 5, arbitrary: fc.constant(sign_id) }, text, strange),
    extend_code: fc.oneof(text, fc.constantFrom("code-1", "码".repeat(10), "码".repeat(11)), strange),
    extend_src_id: fc.oneof(fc.constantFrom("12", "123456789"), strange),
    message_include_sign_flag: fc.oneof(fc.constantFrom("true", "false"), strange),
    other: fc.string(),
  },
  { requiredKeys: [] },
);

const written = (message: CheckedMessage): Record<string, unknown> =>
  JSON.parse(jsonOfMessage(message)) as Record<string, unknown>;

describe("createExaminer", () => {
  it.each<[string, CheckOptions]>([
    ["by itself", {}],
    ["without a look at numbers", { checkNumber: false }],
    ["with a function that knows numbers", { checkNumber: (endpoint) => endpoint.endsWith("1") }],
  ])("finds what checkMessage finds, %s, and writes what JSON.stringify writes", (_, options) => {
    fc.assert(
      fc.property(fc.array(messages, { maxLength: 5 }), (several) => {
        const examine = createExaminer(options);
        for (const message of several) {
          const issues = checkMessage(message, options);
          const found = examine(message);
          if ("issues" in found) expect(found.issues).toEqual(issues);
          else {
            expect(issues).toEqual([]);
            expect(written(found)).toEqual(JSON.parse(JSON.stringify(message)));
            expect(found).toMatchObject({
              endpoint: message.endpoint,
              message: message.message,
              key: compactKey(message.endpoint as string),
            });
          }
        }
      }),
      { numRuns: 1_000 },
    );
  });

  it("writes good messages as JSON.stringify does, with every character", () => {
    const good = fc.record(
      {
        endpoint: fc.tuple(mainland, respell).map(([one, spell]) => spell(one)),
        message: text,
        sign_id: fc.constant(sign_id),
        extend_code: text,
      },
      { requiredKeys: ["endpoint", "message", "sign_id"] },
    );
    fc.assert(
      fc.property(good, (message) => {
        const found = createExaminer({})(message);
        fc.pre(!("issues" in found));
        expect(written(found)).toEqual(message);
      }),
      { numRuns: 1_000 },
    );
  });

  it.each<[string, CheckOptions]>([
    ["the quick check", {}],
    ["the full check", { checkNumber: () => true }],
  ])("gives a token to a message that has no code of its own: %s", (_, options) => {
    const writtenWith = (message: object): Record<string, unknown> => {
      const found = createExaminer(options)(message, "token1");
      if ("issues" in found) throw new Error("refused");
      return written(found);
    };
    expect(writtenWith(usual)).toEqual({ ...usual, extend_code: "token1" });
    expect(writtenWith({ ...usual, extend_code: undefined })).toEqual({ ...usual, extend_code: "token1" });
    expect(writtenWith({ ...usual, extend_code: "own" })).toEqual({ ...usual, extend_code: "own" });
  });

  it("refuses what cannot be read, without an exception", () => {
    const throwing = { ...usual };
    Object.defineProperty(throwing, "message", {
      enumerable: true,
      get: () => {
        throw new Error("secret text");
      },
    });
    for (const one of [throwing, null, undefined, 5, "text", []]) {
      const found = createExaminer({})(one);
      expect("issues" in found && found.issues.length).toBe(1);
      expect(JSON.stringify(found)).not.toContain("secret text");
    }
  });

  it.each<[string, CheckOptions]>([
    ["the quick check", {}],
    ["the full check", { checkNumber: () => true }],
  ])("reads every property once: %s is of what is written", (_, options) => {
    const other = { endpoint: "+8613900000009", message: "unchecked\ud800", sign_id: '"', extend_code: "\n" };
    const first = { ...usual, extend_code: "code-1" };
    for (const name of Object.keys(first) as (keyof typeof first)[]) {
      let readings = 0;
      const changing = Object.defineProperty({ ...first }, name, {
        enumerable: true,
        get: () => (readings++ === 0 ? first[name] : other[name]),
      });
      const found = createExaminer(options)(changing);
      // A message that the quick check refuses after all is read again by the full one, and judged by that reading.
      if ("issues" in found) throw new Error("refused");
      expect(written(found)).toEqual(first);
      expect(found).toMatchObject({ endpoint: first.endpoint, message: first.message });
    }
  });

  it("checks what it writes, whatever each reading of a property says", () => {
    fc.assert(
      fc.property(fc.array(messages, { minLength: 1, maxLength: 4 }), fc.boolean(), (readings, isQuick) => {
        const names = new Set(readings.flatMap((one) => Object.keys(one)));
        const changing = {};
        for (const name of names) {
          let n = 0;
          const get = (): unknown => (readings[n++ % readings.length] as Record<string, unknown>)[name];
          Object.defineProperty(changing, name, { enumerable: true, get });
        }
        const found = createExaminer(isQuick ? {} : { checkNumber: (one) => one !== "" })(changing);
        if ("issues" in found) return;
        const sent = written(found);
        expect(checkMessage(sent, isQuick ? {} : { checkNumber: false })).toEqual([]);
        expect(sent).toMatchObject({ endpoint: found.endpoint, message: found.message });
      }),
      { numRuns: 1_000 },
    );
  });
});
