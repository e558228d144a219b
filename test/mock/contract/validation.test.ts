import { describe, expect, it } from "vitest";
import {
  errorOf,
  expectDocumented,
  message,
  messages,
  ORIGIN,
  post,
  PATH,
  read,
  requestOf,
  sandbox,
  SECRET_TEXT,
  URL_,
} from "../support.js";

const bad = (overrides: Record<string, unknown>): unknown[] => [
  ...messages(3),
  message({ message: SECRET_TEXT, ...overrides }),
];
const without = (name: string): unknown[] => [
  ...messages(3),
  Object.fromEntries(Object.entries(message()).filter(([key]) => key !== name)),
];

describe("what the sandbox refuses as a whole", () => {
  it.each([
    [
      "a malformed number",
      bad({ endpoint: "call me 13877778888" }),
      400,
      "SMN.0160",
      "sms_message[3].endpoint must match pattern",
    ],
    [
      "a number that is too short",
      bad({ endpoint: "1234" }),
      400,
      "SMN.0160",
      "sms_message[3].endpoint must NOT have fewer than 5 characters",
    ],
    [
      "a number as a number",
      bad({ endpoint: 13877778888 }),
      400,
      "SMN.0012",
      "sms_message[3].endpoint must be string",
    ],
    ["a missing number", without("endpoint"), 400, "SMN.0012", "sms_message[3].endpoint is missing"],
    [
      "a text of 491 characters",
      bad({ message: "长".repeat(491) }),
      403,
      "SMN.0009",
      "sms_message[3].message must NOT have more than 490 characters",
    ],
    [
      "an empty text",
      bad({ message: "" }),
      403,
      "SMN.0009",
      "sms_message[3].message must NOT have fewer than 1 characters",
    ],
    ["a missing text", without("message"), 403, "SMN.0009", "sms_message[3].message is missing"],
    [
      "a malformed sign_id",
      bad({ sign_id: "!" }),
      400,
      "SMN.0080",
      "sms_message[3].sign_id must match pattern",
    ],
    ["neither sign_id nor flag", without("sign_id"), 400, "SMN.0080", "sms_message[3].sign_id is missing"],
    [
      "a malformed extend_src_id",
      bad({ extend_src_id: "12a" }),
      400,
      "SMN.0229",
      "sms_message[3].extend_src_id must match pattern",
    ],
    [
      "33 bytes of extend_code",
      bad({ extend_code: "长".repeat(11) }),
      400,
      "APIGW.0106",
      "sms_message[3].extend_code must have at most 32 bytes of UTF-8",
    ],
    [
      "another flag",
      bad({ message_include_sign_flag: "maybe" }),
      400,
      "APIGW.0106",
      'sms_message[3].message_include_sign_flag must be "false" or "true"',
    ],
    [
      "an unknown property",
      bad({ colour: "red" }),
      400,
      "APIGW.0106",
      "sms_message[3] must not have the property colour",
    ],
    [
      "a key that is a number",
      bad({ "+8613877778888": 1 }),
      400,
      "APIGW.0106",
      "sms_message[3] must not have properties that the document does not know",
    ],
    [
      "an item that is no object",
      [...messages(3), SECRET_TEXT],
      400,
      "APIGW.0106",
      "sms_message[3] must be object",
    ],
    ["no messages", [], 400, "APIGW.0106", "sms_message must NOT have fewer than 1 items"],
    ["1000 messages", messages(1000), 400, "SMN.0159", "sms_message must NOT have more than 999 items"],
  ])("refuses %s", async (_, list, status, code, words) => {
    const service = sandbox();
    const answer = await post(service, list);
    expect([answer.status, errorOf(answer).code]).toEqual([status, code]);
    expect(errorOf(answer).text).toContain(words);
    expect(JSON.stringify(answer.body)).not.toMatch(/913577|13877778888|验证码/);
    expect(service.messages).toEqual([]);
    expectDocumented(answer);
  });

  it("answers without delay when a whole file of wrong messages comes in one request", async () => {
    // To look at each of them would take longer than a test may.
    const answer = await post(sandbox(), new Array(50_000).fill({}));
    expect(errorOf(answer).code).toBe("SMN.0159");
    expectDocumented(answer);
  });

  it("answers without delay when one message has thousands of properties that nobody knows", async () => {
    const unknown = Object.fromEntries(Array.from({ length: 20_000 }, (_, i) => [`x${i}`, 1]));
    const answer = await post(sandbox(), [message(unknown)]);
    expect(errorOf(answer).text).toContain("sms_message[0] must not have properties");
    expectDocumented(answer);
  });

  it("names the first of several wrong messages", async () => {
    const list = [message({ endpoint: "x".repeat(9) }), ...messages(12), message({ message: "" })];
    expect(errorOf(await post(sandbox(), list)).text).toContain("sms_message[0].endpoint");
    expect(
      errorOf(await post(sandbox(), [message(), message({ foo: 1 }), ...messages(10), 5])).text,
    ).toContain("sms_message[1] must not have the property foo");
  });

  it("takes texts of 490 characters beyond the basic plane", async () => {
    expect((await post(sandbox(), [message({ message: "🎂".repeat(490) })])).status).toBe(200);
  });

  it.each([
    ["null", "null", "the body must be object"],
    ["a list", "[]", "the body must be object"],
    ["an empty object", "{}", "sms_message is missing"],
    [
      "an unknown property",
      JSON.stringify({ sms_message: [message()], x: 1 }),
      "the body must not have the property x",
    ],
    ["broken JSON", `{"sms_message":[{"message":"${SECRET_TEXT}"`, "the body is not JSON"],
    ["nothing", "", "the body is not JSON"],
    ["bytes that are not UTF-8", new Uint8Array([0x22, 0xff, 0x22]), "the body is not JSON"],
  ])("refuses a body that is %s", async (_, body, words) => {
    const answer = await post(sandbox(), [], { body });
    expect(answer.status).toBe(400);
    expect(errorOf(answer).text).not.toContain("913577");
    expect(errorOf(answer).text).toContain(words);
    expectDocumented(answer);
  });

  it.each([undefined, "text/plain", "application/x-www-form-urlencoded", "application/jsonx"])(
    "refuses the content type %s",
    async (type) => {
      const request = requestOf([message()], type === undefined ? {} : { headers: { "content-type": type } });
      if (type === undefined) request.headers.delete("content-type");
      const answer = await read(await sandbox().handle(request));
      expect([answer.status, errorOf(answer)]).toEqual([
        400,
        { code: "APIGW.0201", text: "Bad request: Content-Type must be application/json" },
      ]);
      expectDocumented(answer);
    },
  );

  it.each(["application/json;charset=UTF-8", "Application/JSON ; charset=utf-8"])(
    "takes the content type %s",
    async (type) => {
      expect((await post(sandbox(), [message()], { headers: { "content-type": type } })).status).toBe(200);
    },
  );

  it("refuses a body over 12 MB and takes one of 12 MB", async () => {
    const start = JSON.stringify({ sms_message: [message()] });
    const full = start + " ".repeat(12 * 1024 * 1024 - start.length);
    expect((await post(sandbox(), [], { body: full })).status).toBe(200);
    const answer = await post(sandbox(), [], { body: `${full} ` });
    expect([answer.status, errorOf(answer).code]).toEqual([413, "APIGW.0201"]);
  });

  it.each([
    "/",
    "/v2",
    "/v1/p/notifications/sms",
    `${PATH}/`,
    `${PATH}/x`,
    "/v2//notifications/sms",
    "/v2/a/b/notifications/sms",
  ])("answers 404 for the path %s", async (path) => {
    const answer = await post(sandbox(), [message()], { url: ORIGIN + path });
    expect([answer.status, errorOf(answer).code]).toEqual([404, "APIGW.0101"]);
    expectDocumented(answer);
  });

  it.each(["GET", "PUT", "DELETE", "PATCH", "OPTIONS", "HEAD"])(
    "answers 405 for %s, naming the right method",
    async (method) => {
      const response = await sandbox().handle(new Request(URL_, { method }));
      expect([response.status, response.headers.get("allow")]).toEqual([405, "POST"]);
      expect(await response.json()).toMatchObject({ error_code: "APIGW.0101" });
    },
  );

  it("refuses a project id that the document does not allow, without repeating it", async () => {
    for (const id of ["a%20b", "%E4%BD%A0", "x".repeat(65), "%ff"]) {
      const answer = await post(sandbox(), [message()], { url: `${ORIGIN}/v2/${id}/notifications/sms` });
      expect(answer.status).toBe(400);
      expect(errorOf(answer).code).toBe("APIGW.0106");
      expect(errorOf(answer).text).toMatch(/path parameter project_id must (match|have at most 64)/);
      expect(errorOf(answer).text).not.toMatch(/a b|你|x{65}/);
    }
  });

  it("refuses another project than its own", async () => {
    const answer = await post(sandbox({ projectId: "mine" }), [message()]);
    expect([answer.status, errorOf(answer).code]).toEqual([403, "APIGW.0302"]);
    expectDocumented(answer);
    expect(
      (
        await post(sandbox({ projectId: "mine" }), [message()], {
          url: `${ORIGIN}/v2/mine/notifications/sms`,
        })
      ).status,
    ).toBe(200);
  });

  it("answers 414 and 494 for addresses and headers over the gateway's limits", async () => {
    const long = await post(sandbox(), [message()], { url: `${URL_}?q=${"x".repeat(33_000)}` });
    const header = await post(sandbox(), [message()], { headers: { "x-a": "x".repeat(33_000) } });
    const many = Object.fromEntries(Array.from({ length: 5 }, (_, i) => [`x-${i}`, "x".repeat(30_000)]));
    const headers = await post(sandbox(), [message()], { headers: many });
    expect([long, header, headers].map(({ status }) => status)).toEqual([414, 494, 494]);
  });
});
