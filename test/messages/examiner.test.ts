import fc from "fast-check";
import { afterEach, describe, expect, it } from "vitest";
import { checkMessage, type CheckOptions } from "../../src/messages/checkMessage.js";
import { compactKey } from "../../src/messages/phoneNumber.js";
import { Examiner } from "../../src/messages/examiner.js";
import { createQuickFindings, quickCheck } from "../../src/messages/quickCheck.js";
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

describe("Examiner", () => {
  it.each<[string, CheckOptions]>([
    ["by itself", {}],
    ["without a look at numbers", { checkNumber: false }],
    ["with a function that knows numbers", { checkNumber: (endpoint) => endpoint.endsWith("1") }],
  ])("finds what checkMessage finds, %s, and writes what JSON.stringify writes", (_, options) => {
    fc.assert(
      fc.property(fc.array(messages, { maxLength: 5 }), (several) => {
        const examiner = new Examiner(options);
        for (const message of several) {
          const issues = checkMessage(message, options);
          const isGood = examiner.examine(message);
          expect(isGood).toBe(issues.length === 0);
          if (isGood) {
            expect(JSON.parse(`${examiner.open}}`)).toEqual(JSON.parse(JSON.stringify(message)));
            expect(examiner.key).toBe(compactKey(message.endpoint));
          } else expect(examiner.issues).toEqual(issues);
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
        const examiner = new Examiner({});
        fc.pre(examiner.examine(message));
        expect(JSON.parse(`${examiner.open}}`)).toEqual(message);
      }),
      { numRuns: 1_000 },
    );
  });

  it("refuses what cannot be read, without an exception", () => {
    const throwing = { ...usual };
    Object.defineProperty(throwing, "message", {
      enumerable: true,
      get: () => {
        throw new Error("secret text");
      },
    });
    const examiner = new Examiner({});
    for (const one of [throwing, null, undefined, 5, "text", []]) {
      expect(examiner.examine(one)).toBe(false);
      expect(JSON.stringify(examiner.issues)).not.toContain("secret text");
    }
  });
});

describe("quickCheck", () => {
  it("takes the usual messages", () => {
    const findings = createQuickFindings();
    for (const endpoint of ["+8613800000001", "13800000001", "8613800000001", "008613800000001"])
      expect(quickCheck({ ...usual, endpoint }, findings)).toBe(true);
    expect(quickCheck({ ...usual, extend_code: "order-1" }, findings)).toBe(true);
    expect(JSON.parse(`${findings.open}}`)).toEqual({ ...usual, extend_code: "order-1" });
  });

  it("leaves to the full check what is not a plain object", () => {
    class Person {
      endpoint = usual.endpoint;
      message = usual.message;
      sign_id = sign_id;
    }
    const findings = createQuickFindings();
    expect(quickCheck(new Person() as unknown as Record<string, unknown>, findings)).toBe(false);
    expect(quickCheck(Object.create(usual) as Record<string, unknown>, findings)).toBe(false);
    expect(quickCheck({ ...usual, toJSON: () => ({}) }, findings)).toBe(false);
  });

  it("does not trust a signature because another one was good", () => {
    const findings = createQuickFindings();
    expect(quickCheck(usual, findings)).toBe(true);
    expect(quickCheck({ ...usual, sign_id: 'x","endpoint":"1' }, findings)).toBe(false);
    expect(quickCheck(usual, findings)).toBe(true);
    expect(JSON.parse(`${findings.open}}`)).toEqual(usual);
  });

  describe("while every object has a property that nobody gave it", () => {
    const everyObject = Object.prototype as unknown as Record<string, unknown>;
    afterEach(() => {
      delete everyObject["sign_id"];
    });

    it("trusts no message", () => {
      everyObject["sign_id"] = sign_id;
      const { endpoint, message } = usual;
      expect(quickCheck({ endpoint, message, other: "x" }, createQuickFindings())).toBe(false);
    });
  });
});
