import { Console } from "node:console";
import { Writable } from "node:stream";
import { inspect } from "node:util";
import { describe, expect, test } from "vitest";
import { checkCredentials, expiryOf } from "../../src/auth/checkCredentials.js";
import { failureOf, printed } from "./support.js";

const OPTIONS = { source: "credentials", code: "validation" } as const;

test("known fields are kept, others are dropped, the copy is frozen", () => {
  const given = { ak: "a", sk: "s", securityToken: "t", projectId: "p_1", note: "x" };
  const checked = checkCredentials(given, OPTIONS);
  expect(checked).toEqual({ ak: "a", sk: "s", securityToken: "t", projectId: "p_1" });
  expect(Object.isFrozen(checked)).toBe(true);
});

test.each([
  { ak: "AKSECRET", sk: "SKSECRET", securityToken: "STSECRET", projectId: "p_1", expiresAt: 5 },
  { token: "TOKENSECRET", projectId: "p_1" },
])("they are logged without keys and tokens, but a copy has them", (given) => {
  const checked = checkCredentials(given, OPTIONS);
  const chunks: string[] = [];
  const write = (chunk: Buffer, _encoding: string, done: () => void): void => {
    chunks.push(chunk.toString());
    done();
  };
  const output = new Console(new Writable({ write }));
  output.log(checked);
  output.log([{ checked }]);
  for (const text of [inspect(checked), JSON.stringify({ checked }), chunks.join("")]) {
    expect(text).toContain("p_1");
    expect(text).not.toContain("SECRET");
  }
  expect({ ...checked }).toEqual(given);
  expect(checkCredentials({ ...checked }, OPTIONS)).toEqual(given);
});

test.each([
  ["nothing", undefined, "expected an object"],
  ["a text", "secret", "expected an object"],
  ["a list", ["secret"], "expected an object"],
  ["an empty object", {}, "found neither"],
  ["half a key", { ak: "secret" }, "sk is missing"],
  ["the other half", { sk: "secret" }, "ak is missing"],
  ["an empty token", { token: "" }, "token must not be empty"],
  ["a token that is no text", { token: 5 }, "token must be a string, got number"],
  ["a token of null", { token: null }, "token must be a string"],
  ["a token with a line break", { token: "secret\r\nX: y" }, "token must not hold blanks"],
  ["an sk with a blank", { ak: "a", sk: "secret " }, "sk must not hold blanks"],
  [
    "an empty security token",
    { ak: "a", sk: "secret", securityToken: "" },
    "securityToken must not be empty",
  ],
  ["a token beside a key", { token: "secret", ak: "a", sk: "s" }, "token and ak must not"],
  [
    "a token with a security token",
    { token: "secret", securityToken: "s" },
    "token and securityToken must not",
  ],
  ["a project id with a slash", { token: "secret", projectId: "a/../b" }, "projectId must consist"],
])("%s is refused by the name of the field, without its value", async (_, value, message) => {
  const error = await failureOf(() => checkCredentials(value, OPTIONS));
  expect(error).toMatchObject({ code: "validation", sent: "no" });
  expect(error.message).toContain(message);
  expect(printed(error.message)).not.toContain("secret");
});

describe("expiresAt", () => {
  test.each([
    ["a Date", new Date("2020-01-04T09:05:22.701Z")],
    ["milliseconds", 1578128722701],
    ["IAM's six digits", "2020-01-04T09:05:22.701000Z"],
    ["an offset", "2020-01-04T17:05:22.701+08:00"],
  ])("may be %s", (_, expiresAt) => {
    expect(expiryOf(checkCredentials({ token: "t", expiresAt }, OPTIONS))).toBe(1578128722701);
  });

  test.each([
    ["an invalid Date", new Date(Number.NaN)],
    ["NaN", Number.NaN],
    ["no time", "tomorrow"],
    ["a time without zone", "2020-01-04T09:05:22"],
    ["a month that does not exist", "2020-13-04T09:05:22Z"],
    ["null", null],
    ["an object", {}],
  ])("must not be %s", async (_, expiresAt) => {
    const error = await failureOf(() => checkCredentials({ token: "t", expiresAt }, OPTIONS));
    expect(error.message).toContain("expiresAt");
  });
});
