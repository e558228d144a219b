import { describe, expect, it } from "vitest";
import { SmnError } from "../../src/base/errors.js";
import type { SmsMessage } from "../../src/messages/types.js";
import { BASE, SIGN, acceptAll, errorOf, messageTo, numbers, refused, rig } from "./support.js";
import { usualId } from "../messages/support.js";

describe("sendBatch", () => {
  it("sends exactly one request, as documented, and returns its answer as documented", async () => {
    const { sms, calls } = rig(acceptAll);
    const messages = numbers(2).map((number) => messageTo(number));
    expect(await sms.sendBatch(messages)).toEqual({
      request_id: "r1",
      result: [
        { endpoint: "+8613800000001", message_id: usualId("+8613800000001") },
        { endpoint: "+8613800000000", message_id: usualId("+8613800000000") },
      ],
    });
    expect(calls).toMatchObject([
      {
        url: `${BASE}/v2/p1/notifications/sms`,
        method: "POST",
        headers: { "content-type": "application/json", "x-auth-token": "the-token" },
        body: JSON.stringify({ sms_message: messages }),
      },
    ]);
  });

  it("takes 999 messages and refuses 1000 or none, sending nothing", async () => {
    const { sms, calls } = rig(acceptAll);
    expect((await sms.sendBatch(numbers(999).map((number) => messageTo(number)))).result.length).toBe(999);
    expect(calls.length).toBe(1);
    for (const count of [0, 1000]) {
      const error = await errorOf<SmnError>(sms.sendBatch(numbers(count).map((number) => messageTo(number))));
      expect(error).toMatchObject({ code: "validation", sent: "no" });
      expect(error.message).toContain(`1 to 999 messages, got ${count}`);
    }
    expect(calls.length).toBe(1);
  });

  it.each([
    ["nothing", undefined],
    ["an object", { length: 1 }],
    ["a string", "hello"],
    ["null", null],
  ])("refuses %s in place of a list", async (_name, value) => {
    const { sms, calls } = rig(acceptAll);
    expect(await errorOf(sms.sendBatch(value as never))).toMatchObject({ code: "validation", sent: "no" });
    expect(calls.length).toBe(0);
  });

  it("lists every issue of every message and sends nothing", async () => {
    const { sms, calls } = rig(acceptAll);
    const bad = [
      messageTo("+8613800000001"),
      { ...messageTo("13812345678x"), message: "" },
      null,
      { endpoint: "+8613800000002", message: "您的验证码是 482913" },
      { ...messageTo("+8613800000003"), extend_code: "码".repeat(11), urgent: true },
    ] as unknown as SmsMessage[];
    const error = await errorOf<SmnError>(sms.sendBatch(bad));
    expect(error.issues?.map(({ index, property, rule }) => [index, property, rule])).toEqual([
      [1, "endpoint", "pattern"],
      [1, "message", "minLength"],
      [2, "", "type"],
      [3, "sign_id", "sign_id_or_flag"],
      [4, "extend_code", "maxBytes"],
      [4, "urgent", "unknown_property"],
    ]);
    for (const { expected, received } of error.issues ?? []) expect([expected, received]).not.toContain("");
    expect(error.message).toContain(
      "[4] extend_code: expected at most 32 bytes of UTF-8, got 33 bytes, and 1 more",
    );
    expect(JSON.stringify(error)).not.toMatch(/482913|12345678/);
    expect(calls.length).toBe(0);
  });

  it("finds the holes in a list, which JSON would send as null", async () => {
    const { sms, calls } = rig(acceptAll);
    const holes = new Array<SmsMessage>(3);
    holes[1] = messageTo("+8613800000001");
    const error = await errorOf<SmnError>(sms.sendBatch(holes));
    expect(error.issues?.map(({ index, rule }) => [index, rule])).toEqual([
      [0, "type"],
      [2, "type"],
    ]);
    expect(calls.length).toBe(0);
  });

  it("checks numbers as it is told", async () => {
    const strict = rig(acceptAll);
    expect(await errorOf(strict.sms.sendBatch([messageTo("12345")]))).toMatchObject({
      issues: [{ rule: "phone" }],
    });
    const loose = rig(acceptAll, { checkNumber: false });
    expect((await loose.sms.sendBatch([messageTo("12345")])).request_id).toBe("r1");
  });

  it("sends what the messages were when it was called", async () => {
    const { sms, calls } = rig(acceptAll, {
      projectId: undefined as never,
      credentials: async () => ({ token: "t", projectId: "p2" }),
    });
    const message = messageTo("+8613800000001", "first");
    const sent = sms.sendBatch([message]);
    message.message = "second";
    await sent;
    expect(JSON.parse(calls[0]!.body)).toEqual({
      sms_message: [{ endpoint: "+8613800000001", message: "first", sign_id: SIGN }],
    });
  });

  it.each<[string, unknown, string]>([
    ["no list", { request_id: "r1" }, "no list of results"],
    ["a list that is none", { request_id: "r1", result: {} }, "no list of results"],
    ["an error in a 200", { request_id: "r1", code: "SMN.0087", message: "m" }, "no list of results"],
    ["no request id", { result: [] }, "no request_id"],
    ["an empty request id", { request_id: "", result: [] }, "no request_id"],
    [
      "a result of no shape",
      { request_id: "r1", result: [{ endpoint: "x", message_id: "a" }, { endpoint: "x" }] },
      "result number 1",
    ],
    ["a null result", { request_id: "r1", result: [null] }, "result number 0"],
    ["broken JSON", '{"request_id":"r1","result":[{"endpoint"', "not JSON"],
    ["a page", "<html><title>hi</title>", "not JSON"],
    ["nothing", "", "not JSON"],
  ])("calls messages probably sent when a 200 has %s", async (_name, body, expected) => {
    const { sms, calls } = rig(refused(200, body));
    const error = await errorOf<SmnError>(sms.sendBatch([messageTo("+8613800000001")]));
    expect(error).toBeInstanceOf(SmnError);
    expect(error).toMatchObject({ code: "protocol", sent: "maybe" });
    expect(error.message).toContain(expected);
    expect(calls.length).toBe(1);
  });

  it("takes any 2xx, and the request id from the header where the body has none", async () => {
    const { sms } = rig(refused(201, { result: [] }, { "x-request-id": "from-header" }));
    expect(await sms.sendBatch([messageTo("+8613800000001")])).toEqual({
      request_id: "from-header",
      result: [],
    });
  });

  it("keeps the results under a request id that is none, but does not show what it holds", async () => {
    const { sms } = rig(
      refused(200, { request_id: "您的验证码是 482913，5 分钟内有效。 for 13812345678", result: [] }),
    );
    const { request_id } = await sms.sendBatch([messageTo("+8613800000001")]);
    expect(request_id).toBe("*** for 13812****78");
  });

  it("keeps what the service adds to its results", async () => {
    const result = [{ endpoint: "x", code: "SMN.0227", message: "m", sensitive_word: "w", later: 1 }];
    const { sms } = rig(refused(200, { request_id: "r1", result }));
    expect((await sms.sendBatch([messageTo("+8613800000001")])).result).toEqual(result);
  });

  it("throws what the service refuses, with everything that was said", async () => {
    const { sms } = rig(refused(400, { request_id: "r9", code: "SMN.0087", message: "not approved" }));
    expect(await errorOf(sms.sendBatch([messageTo("+8613800000001")]))).toMatchObject({
      name: "SmnError",
      code: "api",
      sent: "no",
      status: 400,
      serviceCode: "SMN.0087",
      requestId: "r9",
    });
  });

  it("waits for a throttle and sends again", async () => {
    const { sms, calls, pauses } = rig([refused(429, "", { "retry-after": "2" }), acceptAll]);
    await sms.sendBatch([messageTo("+8613800000001")]);
    expect([calls.length, pauses]).toEqual([2, [2_500]]);
    expect(calls[0]!.body).toBe(calls[1]!.body);
  });

  it("posts to batch_sms when it is told", async () => {
    const { sms, calls } = rig(acceptAll, { path: "batch_sms", baseUrl: "https://sms.example/base/" });
    await sms.sendBatch([messageTo("+8613800000001")]);
    expect(calls[0]!.url).toBe("https://sms.example/base/v2/p1/notifications/batch_sms");
  });

  it("does not send when it was aborted before", async () => {
    const { sms, calls } = rig(acceptAll);
    const error = await errorOf(
      sms.sendBatch([messageTo("+8613800000001")], { signal: AbortSignal.abort() }),
    );
    expect(error).toMatchObject({ code: "aborted", sent: "no" });
    expect(calls.length).toBe(0);
  });
});
