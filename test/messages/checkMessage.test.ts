import { afterEach, describe, expect, it } from "vitest";
import { checkMessage } from "../../src/messages/checkMessage.js";

const good = { endpoint: "+8613800000001", message: "您的验证码是 482913", sign_id: "caf488c7" };
const rulesOf = (message: unknown, options = {}): string[] =>
  checkMessage(message, options).map(({ property, rule }) => `${property} ${rule}`);

describe("what a schema cannot say", () => {
  it.each([
    ["hello", ["message signature_head"]],
    [" 【XX】hello", ["message signature_head"]],
    ["hello【XX】", ["message signature_head"]],
    ["【】hello", ["message signature_head"]],
    ["【【XX】】hello", ["message signature_head"]],
    ["[XX]hello", ["message signature_head"]],
    ["【XX】hello", []],
    ["【XX】", []],
  ])("finds the signature at the head of %j", (message, expected) => {
    expect(rulesOf({ endpoint: good.endpoint, message, message_include_sign_flag: "true" })).toEqual(
      expected,
    );
  });

  it("takes no property of another name, even an undefined one", () => {
    expect(rulesOf({ ...good, priority: undefined })).toEqual(["priority unknown_property"]);
    for (const name of ["sign_id", "extend_code", "message_include_sign_flag"])
      expect(rulesOf({ ...good, [name]: undefined })).toEqual(
        name === "sign_id" ? ["sign_id sign_id_or_flag"] : [],
      );
  });

  it("asks for no signature in a text that is signed by id", () => {
    expect(rulesOf({ ...good, message: "hello" })).toEqual([]);
  });

  it.each(["a\ud83d", "\ude00b", "\ude00\ud83d"])("refuses half a surrogate pair in %j", (message) => {
    expect(rulesOf({ ...good, message })).toEqual(["message well_formed"]);
  });

  it("takes whole pairs", () => {
    expect(rulesOf({ ...good, message: "😀" })).toEqual([]);
  });

  it("refuses numbers that no phone has, unless it is told not to look", () => {
    expect(rulesOf({ ...good, endpoint: "12345" })).toEqual(["endpoint phone"]);
    expect(rulesOf({ ...good, endpoint: "12345" }, { checkNumber: false })).toEqual([]);
  });

  it("asks a check of the caller's instead of its own", () => {
    const asked: string[] = [];
    const checkNumber = (endpoint: string): boolean => asked.push(endpoint) > 0 && endpoint === "12345";
    expect(rulesOf({ ...good, endpoint: "12345" }, { checkNumber })).toEqual([]);
    expect(rulesOf(good, { checkNumber })).toEqual(["endpoint phone"]);
    expect(asked).toEqual(["12345", good.endpoint]);
  });

  it("refuses a number on which the caller's check throws", () => {
    const checkNumber = (): boolean => {
      throw new Error("NOT_A_NUMBER");
    };
    expect(rulesOf(good, { checkNumber })).toEqual(["endpoint phone"]);
  });

  it("complains about a number once", () => {
    expect(rulesOf({ ...good, endpoint: "x" })).toEqual(["endpoint minLength", "endpoint pattern"]);
  });
});

describe("all issues", () => {
  it("come at once", () => {
    const message = { endpoint: 5, message: "", extend_src_id: "x", extend_code: "码".repeat(11), urgent: 1 };
    expect(rulesOf(message)).toEqual([
      "endpoint type",
      "message minLength",
      "extend_src_id pattern",
      "extend_code maxBytes",
      "urgent unknown_property",
      "sign_id sign_id_or_flag",
    ]);
  });

  it("say what was expected and what came", () => {
    expect(checkMessage({ ...good, message: "码".repeat(491) })).toEqual([
      {
        property: "message",
        rule: "maxLength",
        expected: "at most 490 characters",
        received: "491 characters",
      },
    ]);
    expect(checkMessage(undefined)).toEqual([
      { property: "", rule: "type", expected: "an object", received: "nothing" },
    ]);
  });

  const names = "endpoint, message, sign_id, message_include_sign_flag, extend_src_id, extend_code";

  it.each<[object, string, string, string, string]>([
    [{ endpoint: 5 }, "endpoint", "type", "a string", "a number"],
    [{ endpoint: null }, "endpoint", "type", "a string", "null"],
    [{ endpoint: ["x"] }, "endpoint", "type", "a string", "an array"],
    [{ endpoint: {} }, "endpoint", "type", "a string", "an object"],
    [{ endpoint: true }, "endpoint", "type", "a string", "a boolean"],
    [{ endpoint: undefined }, "endpoint", "required", "a value", "nothing"],
    [
      { endpoint: "12345" },
      "endpoint",
      "phone",
      "a mainland China mobile number, or + and country code",
      "5 digits",
    ],
    [
      { endpoint: "+12 345" },
      "endpoint",
      "phone",
      "a mainland China mobile number, or + and country code",
      "7 characters, 5 of them digits",
    ],
    [{ message: "" }, "message", "minLength", "at least 1 characters", "0 characters"],
    [{ message: "😀".repeat(491) }, "message", "maxLength", "at most 490 characters", "491 characters"],
    [{ extend_code: "码".repeat(11) }, "extend_code", "maxBytes", "at most 32 bytes of UTF-8", "33 bytes"],
    [
      { extend_src_id: "12a" },
      "extend_src_id",
      "pattern",
      "to match ^[0-9]+$",
      "3 characters, 2 of them digits",
    ],
    [
      { message_include_sign_flag: "yes" },
      "message_include_sign_flag",
      "enum",
      'the string "false" or "true"',
      "another string",
    ],
    [{ message: "a\ud83d" }, "message", "well_formed", "well-formed Unicode", "half of a surrogate pair"],
    [{ message: "\u3000" }, "message", "blank_text", "a text that can be seen", "nothing but blanks"],
    [
      { message: "a\u001b\u0001" },
      "message",
      "control_character",
      "no control characters but line breaks",
      "a control character (U+001B)",
    ],
    [
      { message_include_sign_flag: "true" },
      "message",
      "signature_head",
      "the signature in 【】 at the head",
      "a text without it",
    ],
    [
      { sign_id: undefined },
      "sign_id",
      "sign_id_or_flag",
      'a sign_id, or message_include_sign_flag "true"',
      "neither",
    ],
    [{ priority: 1 }, "priority", "unknown_property", `one of ${names}`, "a property of another name"],
  ])("say it of %j", (change, property, rule, expected, received) => {
    expect(checkMessage({ ...good, ...change })).toEqual([{ property, rule, expected, received }]);
  });

  it("are about everything that is wrong, whatever else is", () => {
    expect(rulesOf({ ...good, endpoint: "12345", message: "" })).toEqual([
      "message minLength",
      "endpoint phone",
    ]);
    const five = { ...good, extend_code: "a", extend_src_id: "1" };
    expect(rulesOf({ ...five, priority: 1 })).toEqual(["priority unknown_property"]);
    expect(rulesOf({ ...five, message_include_sign_flag: "false" })).toEqual([]);
  });

  it("say why a message cannot be read", () => {
    const whole = (message: unknown): unknown => checkMessage(message);
    const issue = (expected: string, received: string): unknown => [
      { property: "", rule: "type", expected, received },
    ];
    for (const [message, received] of [
      [null, "null"],
      [undefined, "nothing"],
      [[good], "an array"],
      [5, "a number"],
      ["text", "a string"],
    ] as const)
      expect(whole(message)).toEqual(issue("an object", received));
    const toJSON = (): unknown => ({});
    const withToJSON = issue("a plain object", "an object with toJSON");
    expect(whole({ ...good, toJSON })).toEqual(withToJSON);
    expect(whole(Object.assign(Object.create({ toJSON }) as object, good))).toEqual(withToJSON);
    expect(whole(new Proxy({}, { ownKeys: () => JSON.parse("") as [] }))).toEqual(
      issue("an object", "an object that cannot be read"),
    );
  });

  it("take what is at a limit", () => {
    for (const change of [
      { message: "码".repeat(490) },
      { message: "😀".repeat(490) },
      { extend_code: "码".repeat(10) + "ab" },
      { extend_code: "a".repeat(32) },
      { sign_id: "a".repeat(64) },
      { extend_src_id: "12345678" },
      { message_include_sign_flag: "false" },
      { endpoint: "+12345678", message: "a" },
      { message: "【XX】hello", message_include_sign_flag: "true" },
      { message: "【XX】hello", message_include_sign_flag: "true", sign_id: undefined },
    ])
      expect(checkMessage({ ...good, ...change }), JSON.stringify(change)).toEqual([]);
    expect(rulesOf({ ...good, sign_id: undefined, message_include_sign_flag: "false" })).toEqual([
      "sign_id sign_id_or_flag",
    ]);
    // Its flag is wrong already: nobody knows what was meant.
    expect(rulesOf({ ...good, sign_id: undefined, message_include_sign_flag: "yes" })).toEqual([
      "message_include_sign_flag enum",
    ]);
    expect(rulesOf({ ...good, message: undefined, message_include_sign_flag: "true" })).toEqual([
      "message required",
    ]);
    expect(rulesOf({ ...good, message: 5, message_include_sign_flag: "true" })).toEqual(["message type"]);
    expect(rulesOf({ ...good, message: "" })).toEqual(["message minLength"]);
  });

  it("count a surrogate pair once, and each half of one", () => {
    for (const [text, count] of [
      ["a".repeat(490) + "\ud83d", 491],
      ["\ude00".repeat(491), 491],
      ["\ud83d".repeat(491), 491],
      ["\ud83da".repeat(250), 500],
      ["\u{1f600}".repeat(490) + "\ud83d", 491],
      ["\u{10000}".repeat(490) + "\ud83d", 491],
      ["\udc00".repeat(491), 491],
      ["a\ude00".repeat(246), 492],
      ["\u{10ffff}\ue000".repeat(250) + "\ude00", 501],
    ] as const)
      expect(checkMessage({ ...good, message: text }).map(({ received }) => received)).toEqual([
        `${count} characters`,
        "half of a surrogate pair",
      ]);
  });

  it("do not repeat the name of a property that is no name", () => {
    const shown = (name: string): string | undefined =>
      checkMessage({ ...good, [name]: 1 }).map(({ property }) => property)[0];
    for (const name of [
      "13800000001",
      "您的验证码是 482913",
      "",
      "a".repeat(41),
      "a-b",
      "a b",
      "1a",
      "x\n",
      "ü",
    ])
      expect(shown(name), name).toBe("(unprintable)");
    for (const name of ["a", "_", "Z9", "a".repeat(40), "some_name"]) expect(shown(name), name).toBe(name);
  });
});

describe("hostile input", () => {
  const throwing = Object.defineProperty({ ...good }, "message", {
    enumerable: true,
    get: () => {
      throw new Error(good.message);
    },
  });
  const revoked = Proxy.revocable({}, {});
  revoked.revoke();

  it.each<[string, unknown]>([
    ["a getter that throws", throwing],
    ["a revoked proxy", revoked.proxy],
    [
      "a proxy that throws",
      new Proxy(
        {},
        {
          get: () => {
            throw new Error("no");
          },
        },
      ),
    ],
    ["a symbol", Symbol("x")],
    ["a function", () => good],
    ["a bigint", 5n],
    ["NaN", Number.NaN],
    ["a list", [good]],
    ["a date", new Date(0)],
    ["an object with toJSON", { ...good, toJSON: () => ({}) }],
    [
      "an object that inherits toJSON, and so is sent as something else",
      Object.assign(Object.create({ toJSON: () => ({}) }) as object, good),
    ],
    ["properties that are inherited and so never sent", Object.create(good) as unknown],
    [
      "properties that JSON leaves out",
      Object.defineProperties({}, Object.getOwnPropertyDescriptors(Object.freeze({ ...good }))) && hidden(),
    ],
  ])("is refused: %s", (_name, message) => {
    expect(checkMessage(message).length).toBeGreaterThan(0);
  });

  function hidden(): unknown {
    const message = {};
    for (const [name, value] of Object.entries(good))
      Object.defineProperty(message, name, { value, enumerable: false });
    return message;
  }

  it("takes an object without prototype", () => {
    expect(checkMessage(Object.assign(Object.create(null) as object, good))).toEqual([]);
  });

  it("is not fooled by properties named like those of objects", () => {
    expect(rulesOf({ ...good, constructor: 1, hasOwnProperty: 2 })).toEqual([
      "constructor unknown_property",
      "hasOwnProperty unknown_property",
    ]);
    expect(
      rulesOf(JSON.parse(`{"endpoint":"13800000001","message":"x","sign_id":"a","__proto__":{"x":1}}`)),
    ).toEqual(["__proto__ unknown_property"]);
  });
});

describe("while every object has a toJSON that nobody gave it", () => {
  const everyObject = Object.prototype as unknown as Record<string, unknown>;
  afterEach(() => {
    delete everyObject["toJSON"];
  });

  it("no message is taken, not even one without prototype: it would be sent as something else", () => {
    const bare = Object.assign(Object.create(null) as object, good);
    Object.defineProperty(everyObject, "toJSON", { value: () => ({}), configurable: true });
    const found = [checkMessage(good), checkMessage(bare)].map((issues) =>
      issues.map(({ received }) => received),
    );
    expect(found).toEqual([["an object with toJSON"], ["an object with toJSON"]]);
  });
});

describe("a text", () => {
  it.each([" ", "\t\n", "\u00a0", "\u3000", "\u200b", "\ufeff", "\u2060\u200d", "\u2800", "\ufe0f"])(
    "of blanks only is refused: %j",
    (text) => {
      expect(rulesOf({ ...good, message: text })).toContain("message blank_text");
    },
  );

  it.each(["\0", "\u0007", "\u001b[31m", "\t", "\u000b", "\u007f", "\u0085", "\u009b"])(
    "with a control character is refused: %j",
    (character) => {
      for (const text of [`${character}验证码`, `验证码${character}`, `code ${character} 1`])
        expect(rulesOf({ ...good, message: text })).toEqual(["message control_character"]);
    },
  );

  it.each(["a\nb", "a\r\nb", " spaced ", "\u00a0您好", "👍", "👨‍👩‍👧", "."])(
    "may hold line breaks and blanks: %j",
    (text) => {
      expect(rulesOf({ ...good, message: text })).toEqual([]);
    },
  );
});
