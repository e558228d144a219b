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

  it("is not shown when it holds a number of seven digits, which is none when shorter", () => {
    expect(plainId(id("1234567", "a"), [], ["1234567"])).toBeUndefined();
    expect(plainId(id("123456", "a"), [], ["123456"])).toBe(id("123456", "a"));
    expect(plainId(id("a"), [], [""])).toBe(id("a"));
  });

  it("is not shown when it holds any eight characters in a row of a longer part", () => {
    const token = "0a1b2c3d4e5f6789";
    for (let from = 0; from + 8 <= token.length; from++)
      expect(plainId(id(token.slice(from, from + 8), "e"), [token])).toBeUndefined();
  });

  it("is not shown when it holds a part of a key or text that could be one of an id", () => {
    const token = `${"Zq/+".repeat(500)}0a1b2c3d${"Zq/+".repeat(500)}`;
    expect(plainId(id("0a1b2c3d", "e"), [token])).toBeUndefined();
    expect(plainId(id("0a1b2c3", "e"), [token])).toBe(id("0a1b2c3", "e"));
    expect(plainId(id("48291377"), ["code 48291377"])).toBeUndefined();
    expect(plainId(id("4829"), ["code 4829"])).toBe(id("4829"));
  });
});

describe("an id in the form of a UUID", () => {
  const uuid = "0a1b2c3d-4e5f-6789-abcd-ef0123456789";

  it("may share what is mere chance with a text", () => {
    for (const one of [uuid, uuid.toUpperCase()]) expect(plainId(one, ["code 6789"])).toBe(one);
    expect(plainId(uuid, [`token ${uuid.slice(0, 12)}`])).toBeUndefined();
  });

  it("has that form from its beginning to its end", () => {
    for (const one of [`x${uuid}`, `${uuid}x`, uuid.slice(1), uuid.slice(0, -1), uuid.replace("-6789", "")])
      expect(plainId(one, ["code 6789", "4e5f"]), one).toBeUndefined();
    for (const one of [uuid.replace("a", "g"), uuid.replace("5f", "5_"), uuid.replace(/.$/, "g")])
      expect(plainId(one, ["code 6789"]), one).toBeUndefined();
  });
});

describe("any other id", () => {
  it("is shown where nothing is known that must not be", () => {
    expect([plainId("here-12"), plainId(id("ab"))]).toEqual(["here-12", id("ab")]);
  });

  it("of 32 characters that are no hexadecimal digits shows no four characters of a text", () => {
    expect(plainId("4829".padEnd(32, "z"), ["code 4829"])).toBeUndefined();
    expect(plainId("4829".padEnd(32, "f"), ["code 4829"])).toBe("4829".padEnd(32, "f"));
  });

  it("is not shown when it holds seven digits of the number, or four characters of a text", () => {
    for (const one of ["n-8000000", "id-4829", "13800000001", "has blanks", "", 5, undefined])
      expect(plainId(one, ["code 4829"], ["+8613800000001"])).toBeUndefined();
    expect(plainId("request-12", ["code 4829"], [NUMBER])).toBe("request-12");
  });

  it("is not shown when it holds them in another case, or in pieces", () => {
    for (const one of ["TOKEN-1", "tok:en", "t.o.k.e.n", "n-380-0000", "NDgyOTEz-x", "343832393133"])
      expect(plainId(one, ["token", "code 482913"], ["+8613800000001"]), one).toBeUndefined();
  });
});
