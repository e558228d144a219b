import { crc32 } from "node:zlib";
import { describe, expect, it } from "vitest";
import { checkSeal, seal } from "../../src/journal/seal.js";

const BEFORE = 0x9abcdef0;
const textOf = (line: string, before = BEFORE): string => Buffer.from(seal(line, before).bytes).toString();
const check = (line: string, before = BEFORE): number | string => checkSeal(Buffer.from(line), before);

describe("the check sum of a line", () => {
  it("is the CRC-32 of the line before it, of all lines so far", () => {
    const { bytes, crc } = seal('{"a":"中"}', BEFORE);
    expect(crc).toBe(crc32('{"a":"中"', BEFORE));
    expect(Buffer.from(bytes).toString()).toBe(`{"a":"中","crc":"${crc.toString(16).padStart(8, "0")}"}\n`);
    expect(check(Buffer.from(bytes).toString().trimEnd())).toBe(crc);
  });

  it("has eight digits, whatever it is", () => {
    for (let value = 0; value < 100; value++) {
      const text = textOf(`{"a":${value}}`, value);
      expect(text).toMatch(/,"crc":"[0-9a-f]{8}"\}\n$/);
      expect(typeof check(text.slice(0, -1), value)).toBe("number");
    }
  });

  it("is wrong where the line, or one before it, was altered", () => {
    const line = textOf('{"a":1}').slice(0, -1);
    expect(typeof check(line)).toBe("number");
    expect(check(line, BEFORE + 1)).toBe("wrong");
    expect(check(line.replace("1", "2"))).toBe("wrong");
    expect(check(line.replace(/[0-9a-f]{8}/, "00000000"))).toBe("wrong");
  });

  it("is absent where nothing looks like one at the very end, or nothing is before it", () => {
    const line = textOf('{"a":1}').slice(0, -1);
    const end = line.slice(-18);
    for (const other of [
      '{"a":1}',
      "",
      end,
      `${line}}`,
      `${line} `,
      `${line.slice(0, -2)}0"}`,
      line.replace("crc", "CRC"),
      line.replace(/[0-9a-f]{8}/, "ABCDEF01"),
      // As long as one, and with one behind or before it.
      `{${end.slice(1)}`,
    ])
      expect(check(other), other).toBe("absent");
    expect(check(`{${end}`)).toBe("wrong");
  });
});
