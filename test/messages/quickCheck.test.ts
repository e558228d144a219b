import { afterEach, describe, expect, it } from "vitest";
import { jsonOfMessage } from "../../src/messages/bodyWriter.js";
import { checkMessage } from "../../src/messages/checkMessage.js";
import { mainlandKey } from "../../src/messages/phoneNumber.js";
import { createQuickCheck } from "../../src/messages/quickCheck.js";

const sign_id = "caf488c7ccaf4ffba0c9aa149ab2caf4";
const usual = { endpoint: "+8613800000001", message: "您的验证码是 482913", sign_id };

const check = (message: unknown): ReturnType<ReturnType<typeof createQuickCheck>> =>
  createQuickCheck()(message);

describe("the quick check", () => {
  it("takes the usual messages, and writes them as JSON.stringify does", () => {
    for (const endpoint of ["+8613800000001", "13800000001", "8613800000001", "008613800000001"]) {
      const one = { ...usual, endpoint };
      const checked = check(one)!;
      expect(checked).toMatchObject({ endpoint, message: usual.message, key: mainlandKey(endpoint) });
      expect(jsonOfMessage(checked)).toBe(JSON.stringify(one));
      const coded = { ...one, extend_code: "order-1" };
      expect(jsonOfMessage(check(coded)!)).toBe(JSON.stringify(coded));
    }
  });

  it.each([
    ["a letter", "a"],
    ["the first that can be seen", "!"],
    ["the last that can be seen", "~"],
    ["the first Chinese character", "\u4e00"],
    ["the last Chinese character", "\u9fff"],
    ["a signature", "【XX】hello"],
    ["characters to the limit", "码".repeat(490)],
  ])("takes a text that begins with %s", (_, message) => {
    expect(check({ ...usual, message })).toBeDefined();
    expect(checkMessage({ ...usual, message })).toEqual([]);
  });

  it.each([
    ["a blank", " "],
    ["a blank and more", " hello"],
    ["a delete", "\u007f"],
    ["what has no width", "\u200bhello"],
    ["what comes before Chinese characters", "\u4dff"],
    ["what comes behind Chinese characters", "\ua000"],
    ["what comes before a signature's mark", "\u300f"],
    ["nothing", ""],
    ["characters beyond the limit", "码".repeat(491)],
    ["a control character within", "a\tb"],
    ["what JSON escapes", 'a"b'],
  ])("leaves a text to the full check that begins with or has %s", (_, message) => {
    expect(check({ ...usual, message })).toBe(undefined);
  });

  it("takes signatures and codes to their limits, and none beyond", () => {
    const takes = (change: object): boolean => check({ ...usual, ...change }) !== undefined;
    for (const good of ["a", "Z_-9", "a".repeat(64)]) expect(takes({ sign_id: good }), good).toBe(true);
    for (const bad of ["", "a".repeat(65), "a b", "码", 'x"', "a\n"])
      expect(takes({ sign_id: bad }), bad).toBe(false);
    // A code has 32 bytes at most, and a character three.
    for (const good of ["a", "码".repeat(10)]) expect(takes({ extend_code: good }), good).toBe(true);
    for (const bad of ["", "码".repeat(11), "\u0000", '"'])
      expect(takes({ extend_code: bad }), bad).toBe(false);
  });

  it.each([
    ["endpoint", 13800000001],
    ["endpoint", undefined],
    ["endpoint", "+85291234567"],
    ["endpoint", "138-0000-0001"],
    ["endpoint", ["13800000001"]],
    ["message", undefined],
    ["message", ["text"]],
    ["sign_id", undefined],
    ["sign_id", ["sign"]],
    ["extend_code", null],
    ["extend_code", ["code"]],
    ["extend_src_id", "1"],
    ["message_include_sign_flag", "true"],
    ["other", undefined],
    ["", "x"],
    ["toJSON", () => ({})],
    ["toJSON", null],
  ])("leaves a message to the full check whose %s is %s", (name, value) => {
    expect(check({ ...usual, [name]: value })).toBe(undefined);
  });

  it("counts a code that is undefined as a property", () => {
    expect(check({ ...usual, extend_code: undefined })).toBe(undefined);
  });

  it("leaves to the full check what is not a plain object of these properties", () => {
    class Person {
      endpoint = usual.endpoint;
      message = usual.message;
      sign_id = sign_id;
    }
    const hidden = (name: keyof typeof usual): object =>
      Object.defineProperty({ ...usual }, name, { enumerable: false });
    const throwing = Object.defineProperty({ ...usual }, "message", {
      enumerable: true,
      get: () => {
        throw new Error("no");
      },
    });
    const others = [
      new Person(),
      Object.create(usual) as object,
      Object.assign(Object.create(null) as object, usual),
      Object.assign(hidden("sign_id"), { other: "x" }),
      hidden("endpoint"),
      hidden("message"),
      hidden("sign_id"),
      throwing,
      Object.defineProperty({ ...usual }, "toJSON", { value: () => ({}), enumerable: false }),
      // Texts that are objects: JSON writes them as texts, but other code may not take them for such.
      { ...usual, endpoint: Object(usual.endpoint) as unknown },
      { ...usual, message: Object(usual.message) as unknown },
      { ...usual, sign_id: Object(sign_id) as unknown },
      { ...usual, extend_code: Object("code") as unknown },
      Object.assign([], usual),
      Object.assign(() => usual, usual),
      null,
      undefined,
      "text",
      5,
    ];
    for (const one of others) expect(check(one)).toBe(undefined);
  });

  it("does not trust a signature because another one was good", () => {
    const several = createQuickCheck();
    const written = (one: unknown): unknown => {
      const checked = several(one);
      return checked && jsonOfMessage(checked);
    };
    expect(written(usual)).toBe(JSON.stringify(usual));
    expect(written({ ...usual, sign_id: 'x","endpoint":"1' })).toBe(undefined);
    const other = { ...usual, sign_id: "other" };
    for (const one of [usual, other, other, usual]) expect(written(one)).toBe(JSON.stringify(one));
  });

  describe("while every object has a property that nobody gave it", () => {
    const everyObject = Object.prototype as unknown as Record<string, unknown>;
    afterEach(() => {
      delete everyObject["sign_id"];
    });

    it("trusts no message", () => {
      everyObject["sign_id"] = sign_id;
      const { endpoint, message } = usual;
      expect(check({ endpoint, message, other: "x" })).toBe(undefined);
      expect(check(usual)).toBe(undefined);
    });
  });
});
