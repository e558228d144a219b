import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { BodyPool } from "../../src/http/bodyPool.js";
import { BodyWriter } from "../../src/messages/bodyWriter.js";

const texts = fc.array(fc.string({ unit: "grapheme", maxLength: 60 }), { maxLength: 120 });

function bodyOf(writer: BodyWriter, values: readonly unknown[]): string {
  for (const value of values) writer.add(JSON.stringify(value));
  return Buffer.from(writer.finish()).toString();
}

describe("BodyWriter", () => {
  it("writes what JSON.stringify writes, one body after the other", () => {
    fc.assert(
      fc.property(texts, texts, (first, second) => {
        const writer = new BodyWriter();
        expect(bodyOf(writer, first)).toBe(JSON.stringify({ sms_message: first }));
        writer.reset();
        expect(bodyOf(writer, second)).toBe(JSON.stringify({ sms_message: second }));
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

  it("grows with the body, and writes a smaller one after it", () => {
    const writer = new BodyWriter();
    const large = Array.from({ length: 999 }, (_, n) => ({ n, message: "验".repeat(490) }));
    expect(bodyOf(writer, large)).toBe(JSON.stringify({ sms_message: large }));
    writer.reset();
    expect(bodyOf(writer, ["x"])).toBe('{"sms_message":["x"]}');
  });
});

describe("BodyPool", () => {
  it("hands a writer out again only after it was given back, and empty", () => {
    const pool = new BodyPool();
    const [one, other] = [pool.take(), pool.take()];
    expect(one).not.toBe(other);
    bodyOf(one, ["private"]);
    pool.give(one);
    expect(pool.take()).toBe(one);
    expect(bodyOf(one, [])).toBe('{"sms_message":[]}');
    expect(pool.take()).not.toBe(other);
  });
});
