import { subscribe, unsubscribe } from "node:diagnostics_channel";
import { describe, expect, it, onTestFinished } from "vitest";
import { AnswerLog } from "../../src/base/answerLog.js";
import { createResponse, type WireResponse } from "../../src/base/wire.js";
import { BROKEN, OK, rig, THROTTLED } from "./exchangeRig.js";
import { answer } from "./support.js";

const KEYS = { ak: "AKIDEXAMPLE123456789", sk: "sk-secret-0123", securityToken: "st-secret-0123" };
const refusal = (message: string, request_id = "r"): WireResponse =>
  answer(400, { request_id, code: "SMN.0087", message });

/** The messages on a channel while the test runs. */
function listen(channel: string): unknown[] {
  const heard: unknown[] = [];
  const hear = (message: unknown): void => void heard.push(message);
  subscribe(channel, hear);
  onTestFinished(() => void unsubscribe(channel, hear));
  return heard;
}

describe("the end of a request", () => {
  it("has the answer where there was one", async () => {
    const throttled = await rig([THROTTLED]).run({ deadlineMs: 0 });
    expect(throttled.response).toBe(THROTTLED);
    const broken = await rig([BROKEN]).run();
    expect(Object.keys(broken)).toEqual(["error"]);
  });

  it("names the keys and tokens that the answer may quote", async () => {
    expect((await rig([OK]).run()).keys).toEqual(["token-1"]);
    expect((await rig([OK], { credentials: KEYS }).run()).keys).toEqual(Object.values(KEYS));
  });
});

describe("an error shows", () => {
  it("no token, key or text that the answer quotes", async () => {
    const quoting = (secret: string): WireResponse => refusal(`not allowed: ${secret} there`);
    const text = await rig([quoting("482913")]).run();
    const token = await rig([quoting("token-1")]).run();
    const key = await rig([quoting(KEYS.sk)], { credentials: KEYS }).run();
    for (const { error } of [text, token, key]) expect(error?.message).toContain("not allowed: *** there");
  });

  it("no request id that is a number of the request, in its body or its address", async () => {
    const body = new TextEncoder().encode('{"sms_message":[{"endpoint":"+8613800000001","message":"m"}]}');
    const url = "https://smn.cn-north-4.myhuaweicloud.com/v2/p1/notifications/sms/report?mobile=13800000002";
    const { run } = rig([
      refusal("m", "8613800000001-a"),
      refusal("m", "8613800000002-a"),
      refusal("m", "abc"),
    ]);
    expect((await run({}, { body })).error?.requestId).toBeUndefined();
    expect((await run({}, { url, method: "GET" })).error?.requestId).toBeUndefined();
    expect((await run({}, { body })).error?.requestId).toBe("abc");
  });
});

describe("a connection", () => {
  const on = (status: number, closed: number[]): WireResponse & { log: AnswerLog } => {
    const log = new AnswerLog();
    const closeConnection = (): void => void closed.push(status);
    const body = new TextEncoder().encode('{"request_id":"abc","result":[]}');
    return Object.assign(createResponse(status, [], body, { earlier: log, closeConnection }), { log });
  };

  it("remembers the answer that was believed, and stays open", async () => {
    const closed: number[] = [];
    const response = on(200, closed);
    await rig([response]).run();
    expect([response.log.isFresh, response.log.hasId("abc"), closed]).toEqual([false, true, []]);
  });

  it("is closed after a refusal, which is remembered as well", async () => {
    const closed: number[] = [];
    const response = on(400, closed);
    await rig([response]).run();
    expect([response.log.hasId("abc"), closed]).toEqual([true, [400]]);
  });
});

describe("whoever listens", () => {
  it("hears of every pause", async () => {
    const heard = listen("smn-sms:pause");
    await rig([THROTTLED, OK]).run();
    expect(heard).toMatchObject([{ delayMs: 500, attempt: 1, error: { code: "api", status: 429 } }]);
  });

  it("hears no token, even where a header of the answer holds it", async () => {
    const heard = listen("tracing:smn-sms:request:asyncEnd");
    const [id, token] = ["0123456789abcdef0123456789abcdef", "fedcba9876543210fedcba9876543210"];
    const answers = [token, id].map((given) => answer(200, { result: [] }, { "x-request-id": given }));
    const { run } = rig(answers, { credentials: { token } });
    await run();
    await run();
    expect(heard).toMatchObject([{ status: 200 }, { status: 200, requestId: id }]);
    expect(heard[0]).not.toHaveProperty("requestId");
  });
});
