import { describe, expect, it } from "vitest";
import { sandboxTopicUrn, type MockService, type MockServiceOptions } from "../../../src/mock/index.js";
import { RETRY_MS } from "../../../src/mock/push/pushQueue.js";
import { createPushReceiver } from "../../../src/push/createPushReceiver.js";
import { verifyPush } from "../../../src/push/verifyPush.js";
import { expectFits, manualClock, message, messages, ORIGIN, post, sandbox } from "../support.js";

const CALLBACK = "https://shop.example/reports";

interface Seen {
  url: string;
  headers: Headers;
  body: string;
  push: { type: string; message: string; message_id: string; topic_urn: string; timestamp: string };
  event: Record<string, unknown>;
}

interface Stage {
  service: MockService;
  seen: Seen[];
}

/** A sandbox whose clock stands still, and a receiver that answers with the statuses in turn, the last for ever. */
function stage(statuses: (number | "unreachable")[] = [200], options: MockServiceOptions = {}): Stage {
  const seen: Seen[] = [];
  const service = sandbox({
    clock: manualClock(),
    callbackUrl: CALLBACK,
    deliveryDelayMs: 1000,
    fetch: async (url, init) => {
      const body = init.body as string;
      const push = JSON.parse(body) as Seen["push"];
      const event = JSON.parse(push.message) as Record<string, unknown>;
      seen.push({ url, headers: new Headers(init.headers), body, push, event });
      const status = statuses[Math.min(seen.length, statuses.length) - 1];
      if (typeof status !== "number") throw new TypeError("fetch failed");
      return new Response(null, { status });
    },
    ...options,
  });
  return { service, seen };
}

describe("reports that are pushed", () => {
  it("come when they are due, signed, with what was sent along", async () => {
    const { service, seen } = stage();
    const { results } = await post(service, [message({ extend_code: "order-1" })]);
    await service.advance(999);
    expect(seen).toEqual([]);
    await service.advance(1);
    expect(seen).toHaveLength(1);
    const [{ url, headers, body, push, event }] = seen as [Seen];
    expect(url).toBe(CALLBACK);
    expect(push).toMatchObject({
      type: "Notification",
      topic_urn: sandboxTopicUrn,
      timestamp: "2026-03-01T12:00:01Z",
    });
    expect(Object.fromEntries(headers)).toMatchObject({
      "content-type": "application/json; charset=utf-8",
      "x-smn-message-type": "Notification",
      "x-smn-message-id": push.message_id,
      "x-smn-topic-urn": sandboxTopicUrn,
    });
    expect(event).toEqual({
      event_type: "sms_success_event",
      sign_id: message()["sign_id"],
      message_id: results[0]!.message_id,
      status: 1,
      status_desc: "DELIVRD",
      fee_num: 1,
      extend_code: "order-1",
      nation_code: "86",
      mobile: "13800000001",
      submit_time: "2026-03-01T12:00:00Z",
      deliver_time: "2026-03-01T12:00:01Z",
    });
    expectFits("PushMessage", push);
    expectFits("SmsStatusEvent", event);
    const { fetchCertificate } = service.signer;
    const read = await verifyPush(body, {
      topicUrns: [sandboxTopicUrn],
      fetchCertificate,
      clock: { ...manualClock(), now: () => service.now() },
    });
    expect(read).toMatchObject({ kind: "status", event: { extend_code: "order-1" } });
  });

  it("say when a message failed, and are silent where nothing comes", async () => {
    const { service, seen } = stage();
    const endpoints = ["+8617099980001", "17099980010", "17099980020"];
    await post(
      service,
      endpoints.map((endpoint) => message({ endpoint })),
    );
    await service.advance(1000);
    expect(seen.map(({ event }) => [event["event_type"], event["status"], event["status_desc"]])).toEqual([
      ["sms_fail_event", 2, "UNDELIV"],
    ]);
    await service.advance(10 * 86_400_000);
    expect(seen.slice(1).map(({ event }) => [event["mobile"], event["extend_code"]])).toEqual([
      ["17099980010", null],
    ]);
    seen.forEach(({ event }) => expectFits("SmsStatusEvent", event));
  });

  it("are tried again after failures, as the same notification, and not after a refusal", async () => {
    const { service, seen } = stage(["unreachable", 503, 404]);
    await post(service, [message()]);
    await service.advance(1000 + 10 * RETRY_MS);
    expect(service.pushes.map(({ attempt, status }) => [attempt, status])).toEqual([
      [1, 0],
      [2, 503],
      [3, 404],
    ]);
    expect(new Set(seen.map(({ body }) => body)).size).toBe(1);
  });

  it("are given up after six more attempts", async () => {
    const { service } = stage([500]);
    await post(service, [message()]);
    await service.advance(86_400_000);
    expect(service.pushes.map(({ attempt }) => attempt)).toEqual([1, 2, 3, 4, 5, 6, 7]);
    expect(service.pushes.map(({ at }) => at - service.pushes[0]!.at)).toEqual(
      [0, 1, 2, 3, 4, 5, 6].map((count) => count * RETRY_MS),
    );
  });

  it("do not follow redirects", async () => {
    const { service } = stage([302]);
    await post(service, [message()]);
    await service.advance(86_400_000);
    expect(service.pushes).toMatchObject([{ status: 302 }]);
  });

  it("go to the receiver of this package", async () => {
    const got: string[] = [];
    const service: MockService = sandbox({
      callbackUrl: CALLBACK,
      deliveryDelayMs: 0,
      fetch: (url, init) => receiver.fetch(new Request(url, init)),
    });
    const receiver = createPushReceiver({
      topicUrns: [sandboxTopicUrn],
      fetchCertificate: service.signer.fetchCertificate,
      onEvent: (push) => {
        got.push(push.kind);
      },
    });
    await post(service, messages(20));
    service.reply({ endpoint: "+8613800010000", reply: "退订" });
    await service.idle();
    expect(got.sort()).toEqual(["reply", ...Array<string>(20).fill("status")]);
    expect(service.pushes.map(({ status }) => status)).toEqual(Array(21).fill(200));
  });

  it("come by themselves when time passes by itself", async () => {
    let service = sandbox();
    await new Promise<void>((resolve) => {
      service = sandbox({
        callbackUrl: CALLBACK,
        deliveryDelayMs: 5,
        fetch: async () => {
          resolve();
          return new Response();
        },
      });
      void post(service, [message()]);
    });
    await service.idle();
    expect(service.pushes).toHaveLength(1);
  });

  it("have ids of their own, so that those of the answers do not depend on them", async () => {
    const ids = async (options: MockServiceOptions): Promise<unknown[]> => {
      const { service } = stage([200], options);
      const first = await post(service, messages(3));
      await service.advance(1000);
      const second = await post(service, messages(3));
      return [first.body, second.body];
    };
    expect(await ids({})).toEqual(await ids({ callbackUrl: undefined }));
  });
});

describe("what is not pushed", () => {
  it("is anything without an address", async () => {
    const { service, seen } = stage([200], { callbackUrl: undefined });
    await post(service, [message()]);
    await service.advance(10_000);
    expect([seen, service.pushes]).toEqual([[], []]);
  });

  it("is an event without a topic", async () => {
    const topic_urn = "urn:smn:cn-north-4:p1:failures";
    const { service, seen } = stage([200], { callbacks: [{ event_type: "sms_fail_event", topic_urn }] });
    await post(service, [message(), message({ endpoint: "17099980001" })]);
    await service.advance(1000);
    expect(seen.map(({ push, event }) => [push.topic_urn, event["event_type"]])).toEqual([
      [topic_urn, "sms_fail_event"],
    ]);
  });

  it("is what was dropped, or waited when the sandbox was reset", async () => {
    for (const forget of ["dropPushes", "reset"] as const) {
      const { service, seen } = stage();
      await post(service, [message()]);
      service[forget]();
      await service.advance(10_000);
      expect(seen).toEqual([]);
    }
  });
});

describe("replies", () => {
  it("are pushed with the signature of the message that they answer", async () => {
    const { service, seen } = stage([200], {
      signs: [
        { sign_id: "a", sign_name: "A", status: "approved", sign_type: "notification" },
        { sign_id: "b", sign_name: "B", status: "approved", sign_type: "notification" },
      ],
    });
    await post(service, [message({ sign_id: "b" })]);
    service.reply({ endpoint: "138 0000 0001", reply: "T" });
    service.reply({ endpoint: "+85251234567", reply: "?" });
    await service.idle();
    expect(seen.map(({ event }) => event)).toEqual([
      {
        event_type: "sms_reply_event",
        sign_id: "b",
        nation_code: "86",
        mobile: "13800000001",
        reply: "T",
        deliver_time: "2026-03-01T12:00:00Z",
      },
      expect.objectContaining({ sign_id: "a", nation_code: "852", mobile: "51234567" }),
    ]);
    seen.forEach(({ event }) => expectFits("SmsReplyEvent", event));
  });

  it.each([
    {},
    { endpoint: "13800000001" },
    { endpoint: "x", reply: "T" },
    { endpoint: "13800000001", reply: "" },
  ])("refuse %j", (reply) => {
    expect(() => sandbox().reply(reply as never)).toThrow(expect.objectContaining({ code: "validation" }));
  });
});

describe("the certificate", () => {
  it("is at the path of the address in the pushes", async () => {
    const service = sandbox();
    const { signingCertUrl, certificatePem } = service.signer;
    const url = ORIGIN + new URL(signingCertUrl).pathname;
    const response = await service.handle(new Request(url));
    expect([response.status, await response.text()]).toEqual([200, certificatePem]);
    expect((await service.handle(new Request(url, { method: "POST" }))).status).toBe(405);
    expect((await service.handle(new Request(`${ORIGIN}/smn/SMN_other.pem`))).status).toBe(404);
  });
});
