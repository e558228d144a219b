import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { components } from "../../../generated/schema.js";
import { sandboxProjectId, sandboxSign, type MockService, type MockSign } from "../../../src/mock/index.js";
import {
  call,
  errorOf,
  manualClock,
  message,
  messages,
  NOON,
  ORIGIN,
  PATH,
  post,
  sandbox,
} from "../support.js";

type Report = components["schemas"]["SmsMsgReport"];

const DAY = 86_400_000;
const { sign_id } = sandboxSign;

function stage(options = {}): MockService {
  return sandbox({ clock: manualClock(), deliveryDelayMs: 1000, ...options });
}

async function reports(
  service: MockService,
  query: Record<string, string | number> = {},
  project?: string,
): Promise<{ count: unknown; data: Report[]; code: unknown; status: number }> {
  const period = { start_time: NOON - 1, end_time: NOON + 1, sign_id };
  const answer = await call(service, "GET sms/report", {
    query: { ...period, ...query },
    ...(project === undefined ? {} : { project }),
  });
  const { count, data } = answer.body as { count?: number; data?: Report[] };
  return { count, data: data ?? [], code: errorOf(answer).code, status: answer.status };
}

describe("the delivery reports", () => {
  it("show a message as sent, then as delivered, with what was sent along", async () => {
    const service = stage();
    const { results } = await post(service, [message({ extend_code: "order-1", message: "字".repeat(70) })]);
    const sent = {
      message_id: results[0]!.message_id,
      status: 0,
      sign_id,
      status_desc: null,
      fee_num: 2,
      extend_code: "order-1",
      nation_code: "86",
      mobile: "13800000001",
      submit_time: "2026-03-01T12:00:00Z",
      deliver_time: null,
    };
    expect((await reports(service)).data).toEqual([sent]);
    await service.advance(1000);
    expect((await reports(service)).data).toEqual([
      { ...sent, status: 1, status_desc: "DELIVRD", deliver_time: "2026-03-01T12:00:01Z" },
    ]);
  });

  it("show a message by the signature in its text where the vendor's SDKs send an empty sign_id", async () => {
    const service = stage();
    const list = [message({ message: "【XX商城】x", sign_id: "", message_include_sign_flag: true })];
    await post(service, list, { url: `${ORIGIN}${PATH.replace(/sms$/, "batch_sms")}` });
    const { data } = await reports(service);
    expect(data.map((report) => report.sign_id)).toEqual([sign_id]);
  });

  it.each([
    ["17099980001", [0, 2, 2], "UNDELIV"],
    ["17099980002", [0, 2, 2], "REJECTD"],
    ["17099980003", [0, 2, 2], "EXPIRED"],
    ["17099980010", [0, 0, 1], "DELIVRD"],
    ["17099980011", [0, 0, 2], "UNDELIV"],
    ["17099980020", [0, 0, 0], null],
  ])("of %s go through %j to %s", async (endpoint, statuses, status_desc) => {
    const service = stage();
    await post(service, [message({ endpoint })]);
    const seen: Report[] = [];
    for (const ms of [0, 1000, 3_600_000]) {
      await service.advance(ms);
      seen.push(...(await reports(service)).data);
    }
    expect(seen.map(({ status }) => status)).toEqual(statuses);
    expect(seen.at(-1)!.status_desc).toBe(status_desc);
  });

  it("are of one project, one signature and one window", async () => {
    const signs: MockSign[] = ["a", "b"].map((id) => ({ ...sandboxSign, sign_id: id, sign_name: id }));
    const service = stage({ signs });
    const own = message({ sign_id: undefined, message: "【b】hi", message_include_sign_flag: "true" });
    await post(service, [message({ sign_id: "a" }), message({ sign_id: "b", endpoint: "13900000001" })]);
    await service.advance(10_000);
    await post(service, [own]);
    const count = async (query: Record<string, string | number>, project?: string): Promise<unknown> =>
      (await reports(service, { end_time: NOON + DAY, ...query }, project)).count;
    expect(await count({ sign_id: "a" })).toBe(1);
    expect(await count({ sign_id: "b" })).toBe(2);
    expect(await count({ sign_id: "b", end_time: NOON + 9999 })).toBe(1);
    expect(await count({ sign_id: "b", start_time: NOON + 10_000 })).toBe(1);
    expect(await count({ sign_id: "b", start_time: NOON + 10_001 })).toBe(0);
    expect(await count({ sign_id: "a" }, "another")).toBe(0);
  });

  it("can be narrowed down by message, number and status", async () => {
    const service = stage();
    const list = [message(), message({ endpoint: "+85251234567" }), message({ endpoint: "17099980001" })];
    const { results } = await post(service, list);
    await service.advance(1000);
    const mobiles = async (query: Record<string, string | number>): Promise<string[]> =>
      (await reports(service, query)).data.map(({ mobile }) => mobile);
    const id = results.find(({ endpoint }) => endpoint === "+85251234567")!.message_id!;
    expect(await mobiles({ message_id: id })).toEqual(["51234567"]);
    expect(await mobiles({ message_id: "unknown" })).toEqual([]);
    expect(await mobiles({ mobile: "13800000001" })).toEqual(["13800000001"]);
    expect(await mobiles({ mobile: "+8613800000001" })).toEqual([]); // spelt as reports show it
    expect(await mobiles({ status: 2 })).toEqual(["17099980001"]);
    expect(await mobiles({ status: 1 })).toHaveLength(2);
    expect(await mobiles({ status: 0 })).toEqual([]);
  });

  it("come in pages that together are all of them, each once", async () => {
    const service = stage();
    await post(service, messages(250));
    const all = service.messages.map(({ message_id }) => message_id);
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 100 }), async (limit) => {
        const seen: string[] = [];
        for (let page = Array<Report>(limit); page.length === limit;) {
          const answer = await reports(service, { offset: seen.length, limit });
          expect(answer.count).toBe(250);
          page = answer.data;
          seen.push(...page.map(({ message_id }) => message_id));
        }
        expect(seen).toEqual(all);
      }),
      { numRuns: 15 },
    );
    expect((await reports(service)).data).toHaveLength(100);
    expect((await reports(service, { offset: 1000 })).data).toEqual([]);
  });

  it.each<[Record<string, string | number>, string]>([
    [{ start_time: "" }, "SMN.0103"],
    [{ start_time: -1 }, "SMN.0103"],
    [{ end_time: "now" }, "SMN.0104"],
    [{ end_time: NOON - 1 }, "SMN.0114"],
    [{ end_time: NOON - 2 }, "SMN.0114"],
    [{ start_time: Date.parse("2025-12-01T11:59:59Z") }, "SMN.0113"],
    [{ start_time: Math.trunc(NOON / 1000), end_time: Math.trunc(NOON / 1000) + 60 }, "SMN.0113"],
    [{ end_time: Date.parse("2026-06-02T12:00:00Z") }, "SMN.0113"],
    [{ limit: 101 }, "SMN.0015"],
    [{ limit: 0 }, "SMN.0015"],
    [{ offset: -1 }, "SMN.0015"],
    [{ offset: "x" }, "SMN.0015"],
    [{ status: 3 }, "SMN.0077"],
    [{ sign_id: "?" }, "SMN.0080"],
    [{ message_id: "?" }, "SMN.0102"],
    [{ mobile: "abc" }, "APIGW.0106"],
  ])("are refused for %j with %s", async (query, code) => {
    const { status, code: actual } = await reports(stage(), query);
    expect([status, actual]).toEqual([400, code]);
  });

  it("take a window that begins three months ago", async () => {
    const query = { start_time: Date.parse("2025-12-01T12:00:00Z"), end_time: NOON };
    expect((await reports(stage(), query)).status).toBe(200);
  });

  it("are refused for a signature that the account does not have", async () => {
    expect(await reports(stage(), { sign_id: "other" })).toMatchObject({ status: 404, code: "SMN.0084" });
    expect(await reports(stage({ anySign: true }), { sign_id: "other" })).toMatchObject({ count: 0 });
  });

  it("miss a parameter that is required", async () => {
    const answer = await call(stage(), "GET sms/report", { query: { start_time: NOON, end_time: NOON + 1 } });
    expect(errorOf(answer)).toMatchObject({
      code: "SMN.0080",
      text: expect.stringContaining("sign_id is missing") as string,
    });
  });

  it("are gone after a reset", async () => {
    const service = stage();
    await post(service, [message()]);
    service.reset();
    expect((await reports(service)).count).toBe(0);
  });
});

describe("the text of a message", () => {
  it("is kept for 24 hours, for its project", async () => {
    const service = stage();
    const { results } = await post(service, [message({ message: "hi" })]);
    const path = `GET sms/message/${results[0]!.message_id!}`;
    expect((await call(service, path)).body).toMatchObject({ message: "hi" });
    expect(errorOf(await call(service, path, { project: "another" })).code).toBe("SMN.0102");
    await service.advance(DAY);
    expect((await call(service, path)).body).toMatchObject({ message: "hi" });
    await service.advance(1);
    const gone = await call(service, path);
    expect([gone.status, errorOf(gone).code]).toEqual([400, "SMN.0102"]);
  });

  it("is nowhere for a message that never was", async () => {
    expect(errorOf(await call(stage(), "GET sms/message/unknown")).code).toBe("SMN.0102");
    expect(errorOf(await call(stage(), "GET sms/message/%2e%2e%3f")).code).toBe("SMN.0102");
  });
});

describe("the signatures of the account", () => {
  const signs: MockSign[] = [
    { sign_id: "ok", sign_name: "好店", status: "approved", sign_type: "notification" },
    { sign_id: "new", sign_name: "新店", status: "pending", sign_type: "notification" },
    { sign_id: "bad", sign_name: "坏店", status: "refused", sign_type: "promotion", reply: "no licence" },
    { sign_id: "old", sign_name: "老店", status: "deleted", sign_type: "notification" },
  ];

  it("are listed with type and state", async () => {
    const { body } = await call(stage({ signs }), "GET sms_sign");
    expect(body["sms_sign_count"]).toBe(4);
    expect(body["sms_signs"]).toMatchObject([
      { sign_id: "ok", sign_name: "好店", sign_type: 0, status: 3, reply: "" },
      { sign_id: "new", status: 0 },
      { sign_id: "bad", sign_type: 1, status: 4, reply: "no licence" },
      { sign_id: "old", status: 5 },
    ]);
  });

  it("can be deleted, once, and do not work then until the sandbox is reset", async () => {
    const service = stage({ signs });
    const send = async (): Promise<unknown> =>
      (await post(service, [message({ sign_id: "ok" })])).results[0]!.code;
    expect(await send()).toBeUndefined();
    expect((await call(service, "DELETE sms_sign/ok")).status).toBe(200);
    expect(await send()).toBe("SMN.0194");
    expect(errorOf(await call(service, "DELETE sms_sign/ok")).code).toBe("SMN.0194");
    const unknown = await call(service, "DELETE sms_sign/unknown");
    expect([unknown.status, errorOf(unknown).code]).toEqual([404, "SMN.0084"]);
    service.reset();
    expect(await send()).toBeUndefined();
    expect(signs[0]!.status).toBe("approved");
  });
});

describe("the topics of events", () => {
  const urn = (name: string, project = sandboxProjectId): string => `urn:smn:cn-north-4:${project}:${name}`;
  const events = async (service: MockService, query = {}): Promise<unknown> =>
    (await call(service, "GET sms/callback", { query })).body["callback"];

  it("are none at first, and those that they are set to", async () => {
    const service = stage();
    expect(await events(service)).toEqual([]);
    const callback = [
      { event_type: "sms_success_event", topic_urn: urn("a") },
      { event_type: "sms_fail_event", topic_urn: urn("b") },
    ];
    expect((await call(service, "PUT sms/callback", { body: { callback } })).status).toBe(200);
    expect(await events(service)).toEqual(callback);
    expect(await events(service, { event_type: "sms_fail_event" })).toEqual(callback.slice(1));
    expect(await events(service, { event_type: "approval_event" })).toEqual([]);
    const change = [{ event_type: "sms_fail_event", topic_urn: urn("c") }];
    await call(service, "PUT sms/callback", { body: { callback: change } });
    expect(await events(service)).toEqual([callback[0], change[0]]);
  });

  it("decide where reports are pushed to", async () => {
    const topics: string[] = [];
    const service = stage({
      callbackUrl: "https://shop.example/",
      fetch: async (_: string, init: RequestInit) => {
        topics.push((JSON.parse(init.body as string) as { topic_urn: string }).topic_urn);
        return new Response();
      },
    });
    const callback = [{ event_type: "sms_success_event", topic_urn: urn("mine") }];
    await call(service, "PUT sms/callback", { body: { callback } });
    await post(service, [message()]);
    await service.advance(1000);
    expect(topics).toEqual([urn("mine")]);
  });

  it.each([
    ["sms_fail_event", "nonsense", "SMN.0140"],
    ["sms_fail_event", urn("a", "another"), "SMN.0141"],
    ["sms_success_event", "urn:smn::p:", "SMN.0142"],
    ["sms_success_event", urn("a", "another"), "SMN.0143"],
    ["sms_reply_event", "", "SMN.0144"],
    ["sms_reply_event", 7, "SMN.0144"],
    ["sms_reply_event", undefined, "SMN.0144"],
    ["sms_reply_event", urn("a", "another"), "SMN.0145"],
    ["approval_event", "nonsense", "APIGW.0106"],
    ["party_event", urn("a"), "SMN.0100"],
    [undefined, urn("a"), "SMN.0100"],
  ])("refuse %s to %s with %s, and change nothing", async (event_type, topic_urn, code) => {
    const service = stage();
    const callback = [
      { event_type: "sms_reply_event", topic_urn: urn("a") },
      { event_type, topic_urn },
    ];
    const answer = await call(service, "PUT sms/callback", { body: { callback } });
    expect([answer.status, errorOf(answer).code]).toEqual([400, code]);
    expect(await events(service)).toEqual([]);
  });

  it("are asked for by known events only", async () => {
    const answer = await call(stage(), "GET sms/callback", { query: { event_type: "party_event" } });
    expect(errorOf(answer).code).toBe("SMN.0100");
  });
});
