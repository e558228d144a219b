import { describe, expect, it } from "vitest";
import { validators } from "../../generated/validators.js";
import { checkMessage } from "../../src/messages/checkMessage.js";
import { schemaNamed } from "./support.js";

const signed = {
  endpoint: "+8613800000001",
  message: "您的验证码是 482913",
  sign_id: "caf488c7ccaf4ffba0c9aa149ab2caf4",
};
const selfSigned = {
  endpoint: "13800000001",
  message: "【XX商城】已发货",
  message_include_sign_flag: "true",
};
const without = (name: string): Record<string, unknown> =>
  Object.fromEntries(Object.entries(signed).filter(([key]) => key !== name));

const valid: [string, Record<string, unknown>][] = [
  ["signed by id", signed],
  ["signed in the text", selfSigned],
  ["flag false beside a sign_id", { ...signed, message_include_sign_flag: "false" }],
  ["sign_id beside the flag", { ...selfSigned, sign_id: "a" }],
  ["490 characters that are pairs", { ...signed, message: "😀".repeat(490) }],
  ["extend_code of 32 bytes", { ...signed, extend_code: "码".repeat(10) + "ab" }],
  ["extend_src_id of 8 digits", { ...signed, extend_src_id: "01234567" }],
  ["a hyphen in the number", { ...signed, endpoint: "1867669-6912" }],
  ["blanks in the number", { ...signed, endpoint: "+86 138 0000 0001" }],
  ["a foreign number", { ...signed, endpoint: "+85291234567" }],
];

const invalid: [string, unknown, string][] = [
  ["no endpoint", without("endpoint"), "endpoint required"],
  ["no message", without("message"), "message required"],
  ["neither sign_id nor flag", without("sign_id"), "sign_id sign_id_or_flag"],
  [
    "flag false without sign_id",
    { ...without("sign_id"), message_include_sign_flag: "false" },
    "sign_id sign_id_or_flag",
  ],
  ["flag as boolean", { ...selfSigned, message_include_sign_flag: true }, "message_include_sign_flag type"],
  ["another flag", { ...signed, message_include_sign_flag: "yes" }, "message_include_sign_flag enum"],
  [
    "flag in capitals",
    { ...selfSigned, message_include_sign_flag: "TRUE" },
    "message_include_sign_flag enum",
  ],
  ["endpoint as number", { ...signed, endpoint: 13800000001 }, "endpoint type"],
  ["endpoint of letters", { ...signed, endpoint: "call me now" }, "endpoint pattern"],
  ["endpoint with two hyphens in a row", { ...signed, endpoint: "138--00000001" }, "endpoint pattern"],
  ["endpoint with a plus inside", { ...signed, endpoint: "86+13800000001" }, "endpoint pattern"],
  ["endpoint of full-width digits", { ...signed, endpoint: "１３８００００００００１" }, "endpoint pattern"],
  ["endpoint with a line break", { ...signed, endpoint: "13800000001\n" }, "endpoint pattern"],
  ["endpoint of 4 digits", { ...signed, endpoint: "1008" }, "endpoint minLength"],
  ["endpoint of 21 digits", { ...signed, endpoint: "123456789012345678901" }, "endpoint pattern"],
  ["endpoint of 41 characters", { ...signed, endpoint: "1 ".repeat(20) + "1" }, "endpoint maxLength"],
  ["empty message", { ...signed, message: "" }, "message minLength"],
  ["message as number", { ...signed, message: 482913 }, "message type"],
  ["message null", { ...signed, message: null }, "message type"],
  ["message of 491", { ...signed, message: "码".repeat(491) }, "message maxLength"],
  ["empty sign_id", { ...signed, sign_id: "" }, "sign_id minLength"],
  ["sign_id null", { ...signed, sign_id: null }, "sign_id type"],
  ["sign_id of 65", { ...signed, sign_id: "a".repeat(65) }, "sign_id maxLength"],
  ["sign_id with a slash", { ...signed, sign_id: "a/b" }, "sign_id pattern"],
  ["empty extend_src_id", { ...signed, extend_src_id: "" }, "extend_src_id minLength"],
  ["extend_src_id of 9", { ...signed, extend_src_id: "123456789" }, "extend_src_id maxLength"],
  ["extend_src_id of letters", { ...signed, extend_src_id: "12a" }, "extend_src_id pattern"],
  ["extend_src_id as number", { ...signed, extend_src_id: 12 }, "extend_src_id type"],
  ["empty extend_code", { ...signed, extend_code: "" }, "extend_code minLength"],
  ["extend_code of 33 characters", { ...signed, extend_code: "a".repeat(33) }, "extend_code maxLength"],
  [
    "extend_code of 33 bytes in 11 characters",
    { ...signed, extend_code: "码".repeat(11) },
    "extend_code maxBytes",
  ],
  ["unknown property", { ...signed, signId: "a" }, "signId unknown_property"],
  ["unknown property beside the flag", { ...selfSigned, priority: 1 }, "priority unknown_property"],
  ["an array", [signed], " type"],
  ["null", null, " type"],
  ["a string", "hello", " type"],
];

const ajv = schemaNamed("SmsMessage");

describe("a message", () => {
  it.each(valid)("is taken: %s", (_name, message) => {
    expect([ajv(message), validators.SmsMessage(message), checkMessage(message)]).toEqual([true, true, []]);
  });

  it.each(invalid)("is refused: %s", (_name, message, expected) => {
    expect([ajv(message), validators.SmsMessage(message)]).toEqual([false, false]);
    const found = checkMessage(message).map(({ property, rule }) => `${property} ${rule}`);
    expect(found).toContain(expected);
  });

  it("has a variant here for every rule that a schema can say", () => {
    const rules = new Set(invalid.map(([, , expected]) => expected.split(" ")[1]));
    expect([...rules].sort()).toEqual(
      [
        "enum",
        "maxBytes",
        "maxLength",
        "minLength",
        "pattern",
        "required",
        "sign_id_or_flag",
        "type",
        "unknown_property",
      ].sort(),
    );
  });
});

describe("a request", () => {
  const request = schemaNamed("SmsBatch");
  const many = (count: number): unknown => ({ sms_message: Array.from({ length: count }, () => signed) });

  it.each([
    ["1 message", many(1), true],
    ["999 messages", many(999), true],
    ["1000 messages", many(1000), false],
    ["no message", many(0), false],
    ["another property", { ...(many(1) as object), urgent: true }, false],
    ["no list", {}, false],
    ["a list in another place", [signed], false],
    ["an object as list", { sms_message: signed }, false],
    ["one bad message among good ones", { sms_message: [signed, { ...signed, message: "" }] }, false],
  ])("with %s", (_name, body, expected) => {
    expect(request(body)).toBe(expected);
    expect(validators.SmsBatch(body)).toBe(expected);
  });
});

describe("an answer", () => {
  const accepted = { endpoint: "13800000001", message_id: "m1" };
  const rejected = { endpoint: "13800000001", code: "SMN.0190", message: "exists" };

  it.each([
    ["accepted", accepted, true],
    ["rejected", rejected, true],
    ["rejected with the word", { ...rejected, sensitive_word: "x" }, true],
    ["both at once", { ...accepted, ...rejected }, false],
    ["neither", { endpoint: "13800000001" }, false],
    ["an accepted one with something new", { ...accepted, price: 1 }, true],
    ["no endpoint", { message_id: "m1" }, false],
    ["a code without a reason", { endpoint: "1", code: "SMN.0190" }, false],
  ])("with a result that is %s", (_name, result, expected) => {
    expect(schemaNamed("SmsCommitResult")(result)).toBe(expected);
    expect(validators.SmsCommitResult(result)).toBe(expected);
  });

  it.each([
    ["service", { code: "SMN.0087", message: "x" }, true],
    ["gateway", { error_code: "APIGW.0308", error_msg: "x" }, true],
    ["IAM", { error: { code: 401, message: "x" } }, true],
    ["IAM with a code of letters", { error: { code: "IAM.0001", message: "x" } }, true],
    ["none of them", { message: "x" }, false],
    ["two at once", { code: "a", message: "x", error_code: "b", error_msg: "y" }, false],
  ])("with an error body of the shape of %s", (_name, body, expected) => {
    expect(schemaNamed("ErrorBody")(body)).toBe(expected);
    expect(validators.ErrorBody(body)).toBe(expected);
  });
});
