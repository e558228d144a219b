import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ByteReader, Literal } from "../../src/messages/byteReader.js";

/** Bytes that matter to JSON, and any others. */
const byte = fc.oneof(
  { weight: 6, arbitrary: fc.integer({ min: 0x20, max: 0x7e }) },
  {
    weight: 1,
    arbitrary: fc.constantFrom(0x00, 0x1f, 0x20, 0x21, 0x22, 0x23, 0x5b, 0x5c, 0x5d, 0x7e, 0x7f, 0x80, 0xff),
  },
  { weight: 1, arbitrary: fc.nat(255) },
);
const bytes = fc.array(byte, { maxLength: 24 });
const ascii = fc.string({ unit: "binary-ascii", maxLength: 14 });
const offset = fc.nat(7);

interface Laid {
  reader: ByteReader;
  /** What is to be read, from its place on. */
  rest: number[];
  place: number;
}

/**
 * A reader before `rest`, at any alignment of the memory and of the place. What follows the end looks like what could be
 * read further.
 */
function lay(rest: number[], follows: number[], base: number, place: number): Laid {
  const head = new Array<number>(base + place).fill(0x22);
  const memory = Uint8Array.from([...head, ...rest, ...follows]);
  const reader = new ByteReader();
  reader.begin(new DataView(memory.buffer, base), place + rest.length);
  expect(reader.place).toBe(0);
  reader.place = place;
  return { reader, rest, place };
}

const bytesOf = (text: string): number[] => [...Buffer.from(text, "latin1")];
const beginsWith = (list: number[], head: number[]): boolean =>
  head.length <= list.length && head.every((one, at) => one === list[at]);

/** Lays bytes that begin with the text, or nearly so, or end within it. */
const near = (text: string): fc.Arbitrary<{ rest: number[]; follows: number[] }> => {
  const whole = bytesOf(text);
  return fc.oneof(
    bytes.map((tail) => ({ rest: [...whole, ...tail], follows: [] })),
    fc.nat(whole.length).map((cut) => ({ rest: whole.slice(0, cut), follows: whole.slice(cut) })),
    fc.tuple(fc.nat(), byte, bytes).map(([at, other, tail]) => ({
      rest: [...(whole.length === 0 ? [] : whole.with(at % whole.length, other)), ...tail],
      follows: [],
    })),
    fc.tuple(bytes, bytes).map(([rest, follows]) => ({ rest, follows })),
  );
};

function holds(isThere: boolean, expected: boolean, { reader, place, rest }: Laid, length: number): void {
  expect(isThere).toBe(expected);
  expect(reader.place).toBe(expected ? place + length : place);
  expect(reader.isAtEnd).toBe((expected ? length : 0) === rest.length);
}

describe("ByteReader", () => {
  it("passes a literal where it stands, and nothing else", () => {
    fc.assert(
      fc.property(
        ascii.chain((text) => fc.tuple(fc.constant(text), near(text))),
        offset,
        offset,
        ([text, { rest, follows }], base, place) => {
          const laid = lay(rest, follows, base, place);
          holds(laid.reader.skip(new Literal(text)), beginsWith(rest, bytesOf(text)), laid, text.length);
        },
      ),
      { numRuns: 2_000 },
    );
  });

  it("passes a text that JSON writes as it is where it stands, and no other text at all", () => {
    const text = fc.oneof(
      fc.stringMatching(/^[ +0-9A-Za-z~-]{0,14}$/),
      fc.stringMatching(/^[0-9]{0,4}["\\]{1,2}[0-9]{0,4}$/),
      fc.stringMatching(/^[0-9]{0,4}[\u007f-\u00ff\u0132٠-٩😀]{1,2}[0-9]{0,4}$/),
    );
    fc.assert(
      fc.property(
        text.chain((one) => fc.tuple(fc.constant(one), near(one))),
        offset,
        offset,
        ([text, { rest, follows }], base, place) => {
          const laid = lay(rest, follows, base, place);
          const expected = /^[\x20\x21\x23-\x5b\x5d-\x7e]*$/.test(text) && beginsWith(rest, bytesOf(text));
          holds(laid.reader.skipText(text), expected, laid, text.length);
        },
      ),
      { numRuns: 2_000 },
    );
  });

  it("passes what is written as it is, up to the quote, and stays where something else comes first", () => {
    fc.assert(
      fc.property(bytes, bytes, offset, offset, (rest, tail, base, place) => {
        const follows = [...tail, 0x22];
        const laid = lay(rest, follows, base, place);
        const end = rest.findIndex((one) => one < 0x20 || one === 0x22 || one === 0x5c || one > 0x7e);
        holds(laid.reader.skipPlain(), rest[end] === 0x22, laid, end);
      }),
      { numRuns: 5_000 },
    );
  });

  it("finds every byte that ends a plain text, among any neighbours", () => {
    for (let place = 0; place < 8; place++)
      for (let wrong = 0; wrong < 256; wrong++)
        for (const other of [0x20, 0x21, 0x23, 0x5b, 0x5d, 0x7e]) {
          const rest = new Array<number>(9).fill(other).with(place, wrong);
          const laid = lay([...rest, 0x22], [], 0, 0);
          const isPlain = wrong >= 0x20 && wrong <= 0x7e && wrong !== 0x22 && wrong !== 0x5c;
          holds(laid.reader.skipPlain(), isPlain || wrong === 0x22, laid, isPlain ? rest.length : place);
        }
  });

  it("begins afresh with other bytes", () => {
    const { reader } = lay(bytesOf('abc"def'), [], 0, 0);
    expect(reader.skipPlain()).toBe(true);
    reader.begin(new DataView(Uint8Array.from(bytesOf("xyz")).buffer), 2);
    expect([reader.place, reader.isAtEnd]).toEqual([0, false]);
    expect([reader.skipText("xyz"), reader.skip(new Literal("xyz")), reader.skipText("xy")]).toEqual([
      false,
      false,
      true,
    ]);
    expect(reader.isAtEnd).toBe(true);
  });
});
