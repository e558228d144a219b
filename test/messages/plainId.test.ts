import { describe, expect, it } from "vitest";
import { plainId } from "../../src/messages/plainId.js";

const NUMBER = "+86 138-0000-0001";
const id = (digits: string, pad = "0"): string => digits.padStart(32, pad);

describe("an id of the usual form", () => {
  it.each(["8613800000001", "13800000001", "3800000001"])(
    "is not shown when it holds %s of its number",
    (part) => {
      expect(plainId(id(part, "a"), [], [NUMBER])).toBeUndefined();
      expect(plainId(part.padEnd(32, "f"), [], [NUMBER])).toBeUndefined();
    },
  );

  it("is shown when it only has zeros, or some digits, in common with it", () => {
    for (const one of [id("1"), id("00000001", "b"), id("800000001", "c")])
      expect(plainId(one, [], [NUMBER])).toBe(one);
  });

  it("is not shown when it holds a part of a key or text that could be one of an id", () => {
    const token = `${"Zq/+".repeat(500)}0a1b2c3d${"Zq/+".repeat(500)}`;
    expect(plainId(id("0a1b2c3d", "e"), [token])).toBeUndefined();
    expect(plainId(id("0a1b2c3", "e"), [token])).toBe(id("0a1b2c3", "e"));
    expect(plainId(id("48291377"), ["code 48291377"])).toBeUndefined();
    expect(plainId(id("4829"), ["code 4829"])).toBe(id("4829"));
  });
});

describe("any other id", () => {
  it("is not shown when it holds seven digits of the number, or four characters of a text", () => {
    for (const one of ["n-8000000", "id-4829", "tok:en", "13800000001", "has blanks", "", 5, undefined])
      expect(plainId(one, ["code 4829", "token"], ["+8613800000001"]) ?? "").toBe(
        one === "tok:en" ? one : "",
      );
    expect(plainId("request-12", ["code 4829"], [NUMBER])).toBe("request-12");
  });
});
