import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { BodyWriter } from "../../src/messages/bodyWriter.js";

const texts = fc.array(fc.string({ unit: "grapheme", maxLength: 60 }), { maxLength: 120 });

function bodyOf(writer: BodyWriter, values: readonly unknown[]): string {
  for (const value of values) writer.add(JSON.stringify(value));
  return Buffer.from(writer.finish()).toString();
}

describe("BodyWriter", () => {
  it("writes what JSON.stringify writes", () => {
    fc.assert(
      fc.property(texts, (values) => {
        expect(bodyOf(new BodyWriter(), values)).toBe(JSON.stringify({ sms_message: values }));
      }),
    );
  });

  it("writes messages of any length, also where they are longer than what is turned into bytes at once", () => {
    const message = fc
      .tuple(fc.string({ unit: "grapheme", minLength: 1, maxLength: 20 }), fc.nat({ max: 2_000 }))
      .map(([text, times]) => text.repeat(times));
    fc.assert(
      fc.property(fc.array(message, { maxLength: 12 }), (values) => {
        expect(bodyOf(new BodyWriter(), values)).toBe(JSON.stringify({ sms_message: values }));
      }),
    );
  });

  it("writes the same, however long the body was expected to be", () => {
    const message = fc.nat({ max: 40_000 }).map((length) => "短".repeat(length));
    fc.assert(
      fc.property(fc.array(message, { maxLength: 8 }), fc.nat({ max: 1_000_000 }), (values, expected) => {
        expect(bodyOf(new BodyWriter(expected), values)).toBe(JSON.stringify({ sms_message: values }));
      }),
      { numRuns: 30 },
    );
  });
});
