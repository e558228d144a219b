import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { validators } from "../../generated/validators.js";
import { checkMessage } from "../../src/messages/checkMessage.js";
import { schemaNamed } from "../openapi/support.js";

const good = { endpoint: "+8613800000001", message: "您的验证码是 482913", sign_id: "caf488c7" };

/** Rules of the preflight that a schema cannot say. */
const EXTRA = ["signature_head", "well_formed", "blank_text", "control_character", "phone"];

describe("the preflight and the document", () => {
  const odd = fc.oneof(
    fc.string({ unit: "binary", maxLength: 45 }),
    fc.constantFrom(null, true, false, 0, 13800000001, [], {}, ["x"], "", " ", "true", "false", "\ud83d"),
    fc.constantFrom("码".repeat(490), "码".repeat(491), "😀".repeat(490), "😀".repeat(491), "a".repeat(33)),
  );
  const endpoint = fc.oneof(
    fc.constantFrom(
      "+8613800000001",
      "1867669-6912",
      "+1 310 555 1234",
      "10086",
      "1008",
      "+-12345",
      "--12345",
    ),
    fc
      .array(fc.constantFrom("0", "1", "86", "-", " ", "+", "٣"), { maxLength: 25 })
      .map((parts) => parts.join("")),
    odd,
  );
  const message = fc.record(
    {
      endpoint,
      message: fc.oneof(fc.constantFrom("【XX】hello", "hello"), odd),
      sign_id: fc.oneof(fc.stringMatching(/^[0-9a-z_-]{1,66}$/), odd),
      message_include_sign_flag: fc.oneof(fc.constantFrom("true", "false"), odd),
      extend_src_id: fc.oneof(fc.stringMatching(/^[0-9]{1,10}$/), odd),
      extend_code: fc.oneof(fc.stringMatching(/^[a-z码]{1,34}$/), odd),
      priority: odd,
    },
    { requiredKeys: [] },
  );
  const sparse = fc
    .tuple(
      message,
      fc.subarray(["endpoint", "message", "sign_id", "message_include_sign_flag", "extend_code"]),
    )
    .map(([random, kept]) => ({
      ...good,
      ...Object.fromEntries(Object.entries(random).filter(([key]) => kept.includes(key))),
    }));

  const ajv = schemaNamed("SmsMessage");

  it("agree on every message", () => {
    let refused = 0;
    let taken = 0;
    fc.assert(
      fc.property(fc.oneof(message, sparse), (one) => {
        const found = checkMessage(one, { checkNumber: false }).filter(({ rule }) => !EXTRA.includes(rule));
        const fits = ajv(one);
        if (fits) taken++;
        else refused++;
        expect(validators.SmsMessage(one)).toBe(fits);
        expect(found.length === 0).toBe(fits);
      }),
      { numRuns: 3000 },
    );
    expect(Math.min(refused, taken)).toBeGreaterThan(50);
  });

  it("agree on properties that are there but undefined", () => {
    for (const name of ["endpoint", "message", "sign_id", "extend_code", "message_include_sign_flag"]) {
      const one = { ...good, [name]: undefined };
      expect(checkMessage(one, { checkNumber: false }).length === 0).toBe(ajv(one));
    }
  });
});

describe("the preflight of anything at all", () => {
  it("never throws, and never gives a text or number back", () => {
    const text = "您的验证码是482913";
    const number = "13812345678";
    const value = fc.oneof(
      fc.constantFrom<unknown>(text, number, `+86${number}`, `${text}${"!".repeat(500)}`),
      fc.anything(),
    );
    fc.assert(
      fc.property(
        fc.oneof(
          fc.anything({ withNullPrototype: true }),
          fc.dictionary(fc.oneof(fc.constantFrom(...Object.keys(good), text, number), fc.string()), value),
        ),
        (one) => {
          const printed = JSON.stringify(checkMessage(one));
          expect(printed).not.toContain("482913");
          expect(printed).not.toContain("12345678");
        },
      ),
      { numRuns: 2000 },
    );
  });
});
