import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { BodyWriter, bytesOfMessage, jsonOfMessage } from "../../src/messages/bodyWriter.js";
import type { CheckedMessage } from "../../src/messages/checkedMessage.js";
import { createExaminer } from "../../src/messages/createExaminer.js";

const sign_id = "caf488c7ccaf4ffba0c9aa149ab2caf4";
const text = (maxLength: number): fc.Arbitrary<string> =>
  fc.oneof(
    fc.string({ unit: "grapheme", maxLength }),
    fc.string({ unit: fc.constantFrom("a", "é", "码", "\n", '"', "😀"), maxLength }),
  );

function other(value: string): CheckedMessage {
  return { endpoint: "+8613800000001", message: value, key: "", json: JSON.stringify(value) };
}

function bodyOf(writer: BodyWriter, messages: readonly CheckedMessage[]): string {
  for (const one of messages) writer.add(one);
  return Buffer.from(writer.finish()).toString();
}

/** Messages as users have them: usual ones, with and without a code, and others. */
const messages = fc.array(
  fc.record(
    {
      endpoint: fc.constantFrom("+8613800000001", "13800000002", "138-0000-0003", "+85291234567"),
      message: fc
        .tuple(fc.constantFrom("", "您好，", "Hello "), text(90))
        .map(([head, rest]) => `x${head}${rest}`),
      sign_id: fc.constantFrom(sign_id, "other_sign-1"),
      extend_code: fc.constantFrom("order-1", "码".repeat(10), '"quoted"'),
    },
    { requiredKeys: ["endpoint", "message", "sign_id"] },
  ),
  { maxLength: 120 },
);

describe("BodyWriter", () => {
  it("writes what JSON.stringify writes, and is told how long it is", () => {
    fc.assert(
      fc.property(messages, fc.option(fc.nat({ max: 20_000 }), { nil: undefined }), (given, expected) => {
        const examine = createExaminer({});
        const good = given.flatMap((one) => {
          const checked = examine(one);
          return "issues" in checked ? [] : [{ one, checked }];
        });
        for (const { one, checked } of good) {
          expect(jsonOfMessage(checked)).toBe(JSON.stringify(one));
          expect(bytesOfMessage(checked)).toBe(Buffer.byteLength(JSON.stringify(one)));
        }
        expect(
          bodyOf(
            new BodyWriter(expected),
            good.map(({ checked }) => checked),
          ),
        ).toBe(JSON.stringify({ sms_message: good.map(({ one }) => one) }));
      }),
    );
  });

  it("knows usual messages, and those with a code or a token", () => {
    const usual = { endpoint: "+8613800000001", message: "您的验证码是 482913", sign_id };
    const checked = [createExaminer({})(usual), createExaminer({})(usual, "token1")] as CheckedMessage[];
    expect(checked.map(({ json }) => json)).toEqual([undefined, undefined]);
    expect(bodyOf(new BodyWriter(), checked)).toBe(
      JSON.stringify({ sms_message: [usual, { ...usual, extend_code: "token1" }] }),
    );
  });

  it("writes messages of any length, however long the body was expected to be", () => {
    const value = fc
      .tuple(fc.string({ unit: "grapheme", minLength: 1, maxLength: 20 }), fc.nat({ max: 2_000 }))
      .map(([part, times]) => part.repeat(times));
    fc.assert(
      fc.property(
        fc.array(value, { maxLength: 12 }),
        fc.option(fc.nat({ max: 1_000_000 }), { nil: undefined }),
        (values, expected) => {
          expect(bodyOf(new BodyWriter(expected), values.map(other))).toBe(
            JSON.stringify({ sms_message: values }),
          );
        },
      ),
    );
  });

  it("needs no second buffer for a body that is as long as expected", () => {
    const given = Array.from({ length: 200 }, (_, at) => other("短".repeat(at)));
    const length = Buffer.byteLength(bodyOf(new BodyWriter(), given));
    const writer = new BodyWriter(length);
    for (const one of given) writer.add(one);
    expect(writer.finish().buffer.byteLength).toBeLessThan(length * 1.2);
  });

  it("takes no more room than messages need that are at hand", () => {
    const { buffer, length } = BodyWriter.of([other("Hello")]).finish();
    expect(buffer.byteLength).toBeLessThan(400);
    expect(Buffer.from(buffer, 0, length).toString()).toBe('{"sms_message":["Hello"]}');
    expect(Buffer.from(BodyWriter.of([]).finish()).toString()).toBe('{"sms_message":[]}');
  });
});
