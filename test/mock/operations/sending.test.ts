import { describe, expect, it } from "vitest";
import { sandboxSign, type MockSign } from "../../../src/mock/index.js";
import {
  expectDocumented,
  manualClock,
  message,
  messages,
  operationAt,
  ORIGIN,
  PATH,
  post,
  read,
  sandbox,
  URL_,
  NOON,
} from "../support.js";

const signs: MockSign[] = [
  { sign_id: "ok", sign_name: "好店", status: "approved", sign_type: "notification" },
  { sign_id: "waiting", sign_name: "等待", status: "pending", sign_type: "notification" },
  { sign_id: "refused", sign_name: "拒绝", status: "refused", sign_type: "notification" },
  { sign_id: "gone", sign_name: "删除", status: "deleted", sign_type: "notification" },
  { sign_id: "promo", sign_name: "促销", status: "approved", sign_type: "promotion" },
];

/** Typed, because matchers are `any`. */
const anyId: unknown = expect.stringMatching(/^[0-9a-f]{32}$/);

const codesOf = async (list: unknown[], options = {}): Promise<(string | undefined)[]> =>
  (await post(sandbox(options), list)).results.map(({ code }) => code);

describe("what the sandbox does with messages", () => {
  it("accepts a message without any options and keeps what it accepted", async () => {
    const service = sandbox({ clock: manualClock() });
    const answer = await post(service, [
      message({
        message: "hi",
        extend_code: "order-1",
        extend_src_id: "12",
        message_include_sign_flag: "false",
      }),
    ]);
    expect(answer.status).toBe(200);
    const [result] = answer.results;
    expect(result).toEqual({
      endpoint: "+8613800000001",
      message_id: anyId,
    });
    expect(service.messages).toEqual([
      {
        request_id: answer.body["request_id"],
        message_id: result!.message_id,
        project_id: "f96188c7ccaf4ffba0c9aa149ab2bd57",
        endpoint: "+8613800000001",
        message: "hi",
        sign_id: "caf488c7ccaf4ffba0c9aa149ab2caf4",
        message_include_sign_flag: "false",
        extend_code: "order-1",
        extend_src_id: "12",
        at: NOON,
      },
    ]);
    expectDocumented(answer);
  });

  it("answers every request with an id of its own, in body and header", async () => {
    const service = sandbox();
    const first = await post(service, [message()]);
    const second = await post(service, [message()]);
    expect(first.body["request_id"]).toMatch(/^[0-9a-f]{32}$/);
    expect(second.body["request_id"]).not.toBe(first.body["request_id"]);
    expect(second.headers.get("x-request-id")).toBe(second.body["request_id"]);
  });

  it("serves the path of the vendor's SDKs alike", async () => {
    const answer = await post(sandbox(), [message()], { url: URL_.replace(/sms$/, "batch_sms") });
    expect(answer.results).toHaveLength(1);
    expectDocumented(answer, operationAt("POST", PATH.replace(/sms$/, "batch_sms")));
  });

  it("lets the first of two equal numbers go out and refuses the later ones", async () => {
    const service = sandbox();
    const list = ["a", "b", "c"].map((text) => message({ message: text }));
    const { results } = await post(service, list);
    expect(results.map(({ code }) => code)).toEqual(["SMN.0190", "SMN.0190", undefined]);
    expect(results[0]!.message).toBe("This endpoint already exists.");
    expect(service.messages.map(({ message: text }) => text)).toEqual(["a"]);
  });

  it("counts two spellings of a number as two numbers", async () => {
    const list = ["18888888888", "+8618888888888"].map((endpoint) => message({ endpoint }));
    expect(await codesOf(list)).toEqual([undefined, undefined]);
  });

  it("hands numbers back without hyphens and blanks", async () => {
    const list = ["1867669-6912", "+86 138 0000 0001"].map((endpoint) => message({ endpoint }));
    const { results } = await post(sandbox(), list);
    expect(results.map(({ endpoint }) => endpoint).sort()).toEqual(["+8613800000001", "18676696912"]);
  });

  it("puts rejections first and accepted messages into an order unlike the request's", async () => {
    for (const count of [2, 3, 50]) {
      const list = [...messages(count), message({ endpoint: "+8613900000001", sign_id: "nobody" })];
      const { results } = await post(sandbox(), list);
      expect(results[0]).toMatchObject({ endpoint: "+8613900000001", code: "SMN.0084" });
      const accepted = results.slice(1).map(({ endpoint }) => endpoint);
      const asked = messages(count).map(({ endpoint }) => endpoint);
      expect(accepted).not.toEqual(asked);
      expect([...accepted].sort()).toEqual(asked);
    }
  });

  it("gives the same answers for the same seed, and others for another", async () => {
    const run = async (seed: number): Promise<unknown> => (await post(sandbox({ seed }), messages(9))).body;
    expect(await run(1)).toEqual(await run(1));
    expect(await run(1)).not.toEqual(await run(2));
    expect(await run(-1)).not.toEqual(await run(2 ** 40 - 1));
  });

  it("takes 999 messages in a request", async () => {
    const answer = await post(sandbox(), messages(999));
    expect(new Set(answer.results.map(({ message_id }) => message_id)).size).toBe(999);
    expectDocumented(answer);
  });

  it.each([
    ["ok", undefined],
    ["nobody", "SMN.0084"],
    ["waiting", "SMN.0087"],
    ["refused", "SMN.0087"],
    ["gone", "SMN.0194"],
    ["promo", "SMN.0151"],
  ])("answers a sign_id that is %s with %s", async (sign_id, code) => {
    expect(await codesOf([message({ sign_id })], { signs })).toEqual([code]);
  });

  it.each([
    ["【好店】hello", undefined],
    ["hello", "SMN.0217"],
    ["hello【好店】", "SMN.0217"],
    ["【】hello", "SMN.0217"],
    ["【别人】hello", "SMN.0216"],
    ["【等待】hello", "SMN.0216"],
    ["【删除】hello", "SMN.0216"],
    ["【促销】hello", "SMN.0151"],
  ])("answers the signature in the text %s with %s", async (text, code) => {
    const list = [{ endpoint: "13800000001", message: text, message_include_sign_flag: "true" }];
    expect(await codesOf(list, { signs })).toEqual([code]);
  });

  it("goes by the text where the flag is true, whatever the sign_id beside it", async () => {
    const list = [message({ sign_id: "nobody", message: "【XX商城】hi", message_include_sign_flag: "true" })];
    expect(await codesOf(list)).toEqual([undefined]);
  });

  it("accepts unknown signatures when anySign is set, but none that is known to be bad", async () => {
    const ids = ["nobody", "waiting", "gone"];
    const list = ids.map((sign_id, i) => message({ sign_id, endpoint: `1380000000${i}` }));
    const named = { endpoint: "13800000008", message: "【别人】x", message_include_sign_flag: "true" };
    const bare = { endpoint: "13800000009", message: "x", message_include_sign_flag: "true" };
    const codes = await codesOf([...list, named, bare], { signs, anySign: true });
    expect(codes).toEqual(["SMN.0087", "SMN.0194", "SMN.0217", undefined, undefined]);
  });

  it("takes the flag as a boolean unless told not to", async () => {
    const list = [
      message({ message_include_sign_flag: false }),
      { endpoint: "13800000002", message: "【XX商城】x", message_include_sign_flag: true },
    ];
    const service = sandbox();
    expect((await post(service, list)).results.every(({ message_id }) => message_id !== undefined)).toBe(
      true,
    );
    expect(service.messages.map(({ message_include_sign_flag: flag }) => flag)).toEqual(["false", "true"]);
    expect((await post(sandbox({ acceptBooleanFlag: false }), list)).status).toBe(400);
  });

  it("takes the flag as a boolean at the path of the vendor's SDKs in any case, and keeps it as a string", async () => {
    const list = [
      message({ message_include_sign_flag: false }),
      { endpoint: "13800000002", message: "【XX商城】x", sign_id: "", message_include_sign_flag: true },
    ];
    const service = sandbox({ acceptBooleanFlag: false });
    const answer = await post(service, list, { url: `${ORIGIN}${PATH.replace(/sms$/, "batch_sms")}` });
    expect(answer.results.map(({ code }) => code)).toEqual([undefined, undefined]);
    expect(service.messages.map(({ message_include_sign_flag: flag }) => flag)).toEqual(["false", "true"]);
  });

  it("rejects the 61st message to a number within an hour, in whatever spelling", async () => {
    const clock = manualClock();
    const service = sandbox({ clock });
    for (let i = 0; i < 60; i++)
      await post(service, [message({ endpoint: i % 2 ? "13800000001" : "+8613800000001" })]);
    const { results } = await post(service, [message(), message({ endpoint: "+8613800000002" })]);
    expect(results.map(({ code }) => code)).toEqual(["SMN.0057", undefined]);
    clock.advance(3_600_000 - 1);
    expect((await post(service, [message()])).results[0]!.code).toBe("SMN.0057");
    clock.advance(1);
    expect((await post(service, [message()])).results[0]!.code).toBeUndefined();
  });

  it("takes another quota", async () => {
    const service = sandbox({ quota: 1 });
    await post(service, [message()]);
    expect((await post(service, [message()])).results[0]!.code).toBe("SMN.0057");
  });

  it("rejects a magic number with the code that it names, and no other number", async () => {
    const list = ["+8617099990227", "17099990057", "+8617099990001", "+8613800000227"].map((endpoint) =>
      message({ endpoint }),
    );
    const { results } = await post(sandbox(), list);
    expect(
      results.filter(({ code }) => code !== undefined).map(({ endpoint, code }) => [endpoint, code]),
    ).toEqual([
      ["+8617099990227", "SMN.0227"],
      ["17099990057", "SMN.0057"],
    ]);
  });

  it("keeps a log of requests without headers and bodies", async () => {
    const service = sandbox({ clock: manualClock() });
    await post(service, [message()]);
    await service.handle(new Request("https://smn.cn-north-4.myhuaweicloud.com/v2/x?q=1"));
    expect(service.requests).toEqual([
      {
        request_id: anyId,
        method: "POST",
        path: "/v2/f96188c7ccaf4ffba0c9aa149ab2bd57/notifications/sms",
        operationId: "SmsBatchPublishWithDiffMessage",
        auth: "token",
        status: 200,
        accepted: 1,
        rejected: 0,
        at: NOON,
      },
      expect.objectContaining({
        method: "GET",
        path: "/v2/x",
        auth: "none",
        status: 404,
        code: "APIGW.0101",
      }),
    ]);
    expect(JSON.stringify(service.requests)).not.toMatch(/sandbox-token|hello|13800000001/);
  });

  it("forgets everything on reset, and hands out no id twice", async () => {
    const service = sandbox({ quota: 1, tokens: ["t"], faults: [{ kind: "created" }] });
    const headers = { "x-auth-token": "t" };
    const first = await post(service, [message()], { headers });
    service.expireTokens();
    service.addToken("other");
    service.faults.add({ kind: "tokenExpired" });
    service.reset();
    expect([service.messages, service.requests]).toEqual([[], []]);
    expect(service.faults.pending).toEqual([{ kind: "created", times: 1 }]);
    const again = await post(service, [message()], { headers });
    expect(again.status).toBe(201);
    expect(again.results[0]!.message_id).not.toBe(first.results[0]!.message_id);
    expect((await post(service, [message()], { headers: { "x-auth-token": "other" } })).status).toBe(401);
  });

  it("refuses a seed or quota that is no fitting number", () => {
    expect(() => sandbox({ quota: -1 })).toThrow(
      "Expected `quota` to be 0 or a positive integer, got -1 (number).",
    );
    expect(() => sandbox({ seed: 0.5 })).toThrow("Expected `seed` to be an integer, got 0.5 (number).");
  });

  it("knows the signature that the document's examples use", async () => {
    expect(sandboxSign.sign_id).toBe("caf488c7ccaf4ffba0c9aa149ab2caf4");
    const answer = await read(
      await sandbox().handle(
        new Request(URL_, { method: "POST", headers: { "content-type": "application/json" } }),
      ),
    );
    expect(answer.status).toBe(401);
  });
});
