import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { AnswerBuffer, AnswerBufferPool } from "../../src/http/answerBuffer.js";

const FIRST_SIZE = 128 * 1024;
const LARGEST_KEPT = 1024 * 1024;
const LARGEST_NUMBER = 32;

const chunk = fc.oneof(
  { weight: 4, arbitrary: fc.uint8Array({ maxLength: 40 }) },
  { weight: 4, arbitrary: fc.string({ unit: "grapheme", maxLength: 20 }).map((text) => Buffer.from(text)) },
  // So large that a few of them make it grow, more than once.
  {
    weight: 1,
    arbitrary: fc
      .tuple(fc.nat(255), fc.nat(3 * FIRST_SIZE))
      .map(([byte, length]) => new Uint8Array(length).fill(byte)),
  },
);
const chunks = fc.array(chunk, { maxLength: 12 });
const encoding = fc.constantFrom("utf8" as const, "latin1" as const);

/** A pool that tells which buffers it handed out, in order. */
function watchedPool(): { pool: AnswerBufferPool; taken: Buffer[] } {
  const pool = new AnswerBufferPool();
  const taken: Buffer[] = [];
  const take = pool.take.bind(pool);
  pool.take = () => {
    const bytes = take();
    taken.push(bytes);
    return bytes;
  };
  return { pool, taken };
}

function fill(pool: AnswerBufferPool, text: string): AnswerBuffer {
  const buffer = new AnswerBuffer(pool);
  buffer.add(Buffer.from(text));
  return buffer;
}

describe("AnswerBuffer", () => {
  it("gives the bytes of all chunks as one text, one answer after the other", () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(chunks, encoding), { minLength: 1, maxLength: 3 }), (answers) => {
        const pool = new AnswerBufferPool();
        for (const [chunks, encoding] of answers) {
          const buffer = new AnswerBuffer(pool);
          for (const chunk of chunks) buffer.add(chunk);
          const whole = Buffer.concat(chunks);
          expect(buffer.length).toBe(whole.length);
          expect(buffer.first).toBe(whole[0]);
          // Compared here: a difference of this size cannot be shown.
          expect(buffer.take(encoding) === whole.toString(encoding)).toBe(true);
        }
      }),
    );
  });

  it("puts a character together that the border of two chunks goes through", () => {
    const whole = Buffer.from('{"a":"码é😀"}');
    for (let border = 0; border <= whole.length; border++) {
      const buffer = new AnswerBuffer(new AnswerBufferPool());
      buffer.add(whole.subarray(0, border));
      buffer.add(whole.subarray(border));
      expect(buffer.take("utf8")).toBe('{"a":"码é😀"}');
    }
  });

  it("holds what a chunk said even when its bytes are written over", () => {
    const buffer = new AnswerBuffer(new AnswerBufferPool());
    const chunk = Buffer.from("abc");
    buffer.add(chunk);
    chunk.fill("x");
    expect(buffer.take("latin1")).toBe("abc");
  });

  it.each([FIRST_SIZE - 1, FIRST_SIZE, FIRST_SIZE + 1, 5 * FIRST_SIZE, 2 * LARGEST_KEPT])(
    "holds %i bytes, in one chunk or in many",
    (length) => {
      const whole = Buffer.alloc(length, "0123456789");
      for (const step of [length, 10_007]) {
        const buffer = new AnswerBuffer(new AnswerBufferPool());
        for (let at = 0; at < length; at += step) buffer.add(whole.subarray(at, at + step));
        expect(buffer.take("latin1") === whole.toString("latin1")).toBe(true);
      }
    },
  );

  it("is empty after its text was taken", () => {
    const buffer = fill(new AnswerBufferPool(), "abc");
    expect(buffer.take("utf8")).toBe("abc");
    expect([buffer.take("utf8"), buffer.take("latin1"), buffer.length, buffer.first]).toEqual([
      "",
      "",
      0,
      undefined,
    ]);
  });

  it("gives its memory back once, however often its text is taken", () => {
    const pool = new AnswerBufferPool();
    const buffer = fill(pool, "abc");
    for (let n = 0; n < 3; n++) buffer.take("utf8");
    const [one, other] = [fill(pool, "one"), fill(pool, "other")];
    expect([one.take("utf8"), other.take("utf8")]).toEqual(["one", "other"]);
  });

  it("is empty before anything came", () => {
    const { pool, taken } = watchedPool();
    const buffer = new AnswerBuffer(pool);
    expect([buffer.take("utf8"), buffer.length, buffer.first, taken.length]).toEqual(["", 0, undefined, 0]);
    buffer.add(new Uint8Array(0));
    expect([buffer.first, buffer.take("utf8")]).toEqual([undefined, ""]);
  });

  it("leaves its memory to the next answer once its text was taken, and not before", () => {
    const { pool, taken } = watchedPool();
    const one = fill(pool, "one");
    const other = fill(pool, "other");
    expect(taken[1]).not.toBe(taken[0]);
    expect(one.take("utf8")).toBe("one");
    const third = fill(pool, "3");
    expect(taken[2]).toBe(taken[0]);
    expect([other.take("utf8"), third.take("utf8")]).toEqual(["other", "3"]);
  });

  it("keeps a text that was taken when the next answer is written over its bytes", () => {
    const { pool, taken } = watchedPool();
    const texts = (["latin1", "utf8"] as const).map((encoding) => {
      const buffer = new AnswerBuffer(pool);
      buffer.add(Buffer.alloc(FIRST_SIZE, "a"));
      return buffer.take(encoding);
    });
    fill(pool, "b".repeat(FIRST_SIZE));
    expect(new Set(taken).size).toBe(1);
    expect(texts.every((text) => text === "a".repeat(FIRST_SIZE))).toBe(true);
  });

  it("never shares its memory with another answer, however they come and go", () => {
    const step = fc.record({ kind: fc.constantFrom("begin", "add", "add", "take"), which: fc.nat(), chunk });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
        const pool = new AnswerBufferPool();
        const open: { buffer: AnswerBuffer; parts: Uint8Array[] }[] = [];
        for (const { kind, which, chunk } of steps) {
          const at = open.length === 0 ? 0 : which % open.length;
          if (kind === "begin") open.push({ buffer: new AnswerBuffer(pool), parts: [] });
          else if (kind === "add") {
            open[at]?.buffer.add(chunk);
            open[at]?.parts.push(chunk);
          } else
            for (const { buffer, parts } of open.splice(at, 1))
              expect(buffer.take("latin1") === Buffer.concat(parts).toString("latin1")).toBe(true);
        }
        for (const { buffer, parts } of open)
          expect(buffer.take("latin1") === Buffer.concat(parts).toString("latin1")).toBe(true);
      }),
    );
  });

  it("leaves the smaller memory to others when it grows", () => {
    const { pool, taken } = watchedPool();
    const large = fill(pool, "x".repeat(FIRST_SIZE));
    large.add(Buffer.from("y"));
    const small = fill(pool, "small");
    expect(taken[1]).toBe(taken[0]);
    expect(large.take("utf8")).toBe(`${"x".repeat(FIRST_SIZE)}y`);
    expect(small.take("utf8")).toBe("small");
  });
});

describe("AnswerBufferPool", () => {
  it("keeps a buffer of a mebibyte, and none that is larger", () => {
    const pool = new AnswerBufferPool();
    const [kept, dropped] = [Buffer.alloc(LARGEST_KEPT), Buffer.alloc(LARGEST_KEPT + 1)];
    pool.give(kept);
    pool.give(dropped);
    expect(pool.take()).toBe(kept);
    expect(pool.take().length).toBe(FIRST_SIZE);
  });

  it("keeps no more than 32 buffers", () => {
    const pool = new AnswerBufferPool();
    const given = Array.from({ length: LARGEST_NUMBER + 8 }, () => Buffer.alloc(1));
    for (const bytes of given) pool.give(bytes);
    const taken = new Set(given.map(() => pool.take()));
    expect(given.filter((bytes) => taken.has(bytes)).length).toBe(LARGEST_NUMBER);
  });

  it("hands every buffer out to one only", () => {
    const pool = new AnswerBufferPool();
    pool.give(Buffer.alloc(1));
    expect(new Set(Array.from({ length: 5 }, () => pool.take())).size).toBe(5);
  });
});
