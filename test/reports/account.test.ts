import { describe, expect, test } from "vitest";
import type { SmsCallback, SmsCallbackEventType, SmsSign } from "../../src/reports/types.js";
import { errorOf, messageTo, refused, rig, SIGN } from "../client/support.js";
import { sandboxRig, shown } from "./support.js";

const topic = (name: string): string => `urn:smn:cn-north-4:p1:${name}`;

async function collect<T>(items: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const item of items) all.push(item);
  return all;
}

describe("signatures", () => {
  test("are listed with their state", async () => {
    const { sms } = sandboxRig({
      signs: [
        { sign_id: SIGN, sign_name: "XX商城", status: "approved", sign_type: "notification" },
        {
          sign_id: "other",
          sign_name: "YY",
          status: "refused",
          sign_type: "promotion",
          reply: "not legible",
        },
      ],
    });
    const signs: SmsSign[] = await collect(sms.signs());
    expect(signs).toMatchObject([
      { sign_id: SIGN, sign_name: "XX商城", status: 3, sign_type: 0 },
      { sign_id: "other", status: 4, sign_type: 1, reply: "not legible" },
    ]);
  });

  test("are asked for again when the service fails", async () => {
    const { sms, service, clock } = sandboxRig();
    service.faults.add({ kind: "status", status: 500, times: 2 });
    expect(await collect(sms.signs())).toHaveLength(1);
    expect(clock.pauses).toHaveLength(2);
  });

  test("in an unknown shape are an error", async () => {
    const { sms } = rig(Response.json({ request_id: "r1", sms_sign_count: 1, sms_signs: [{ sign_id: 5 }] }));
    expect(await errorOf(collect(sms.signs()))).toMatchObject({ code: "protocol", requestId: "r1" });
  });
});

describe("the text of a message", () => {
  test("is handed out for a day", async () => {
    const { sms, clock } = sandboxRig();
    const outcome = await sms.send(messageTo("13800000001", "您的验证码是 482913"));
    const id = (outcome as { message_id: string }).message_id;
    expect(await sms.message(id)).toBe("您的验证码是 482913");
    clock.advance(86_400_001);
    expect(await errorOf(sms.message(id))).toMatchObject({ code: "api", serviceCode: "SMN.0102" });
  });

  test.each(["", ".", "..", "\ud800"])("is not asked for with %j, which is no id", async (id) => {
    const { sms, calls } = sandboxRig();
    expect(await errorOf(sms.message(id))).toMatchObject({ code: "validation", sent: "no" });
    expect(calls).toEqual([]);
  });

  test("cannot lead to another path", async () => {
    const { sms, calls } = rig(Response.json({ request_id: "r1", message: "text" }));
    await sms.message("../report?x=1#y");
    expect(new URL(calls[0]!.url).pathname).toBe("/v2/p1/notifications/sms/message/..%2Freport%3Fx%3D1%23y");
  });

  test("does not show in an error about its answer", async () => {
    const { sms } = rig(Response.json({ request_id: "r1", message: { text: "机密 482913" } }));
    const error = await errorOf(sms.message("id"));
    expect(error).toMatchObject({ code: "protocol" });
    expect(shown(error)).not.toContain("482913");
  });
});

describe("callbacks", () => {
  test("are set and listed", async () => {
    const { sms } = sandboxRig();
    expect(await sms.callbacks.list()).toEqual([]);
    const callbacks: SmsCallback[] = [
      { event_type: "sms_success_event", topic_urn: topic("a") },
      { event_type: "sms_fail_event", topic_urn: topic("b") },
    ];
    await sms.callbacks.update(callbacks);
    expect(await sms.callbacks.list()).toEqual(callbacks);
    expect(await sms.callbacks.list("sms_fail_event")).toEqual([callbacks[1]]);
  });

  test("are refused by the service with its code", async () => {
    const { sms } = sandboxRig();
    const foreign = [{ event_type: "sms_fail_event" as const, topic_urn: "urn:smn:cn-north-4:p2:a" }];
    expect(await errorOf(sms.callbacks.update(foreign))).toMatchObject({ code: "api", sent: "no" });
  });

  test.each<[string, unknown]>([
    ["nothing", []],
    ["no list", { event_type: "sms_fail_event", topic_urn: topic("a") }],
    ["an event that does not exist", [{ event_type: "sms_event", topic_urn: topic("a") }]],
    ["no topic", [{ event_type: "sms_fail_event", topic_urn: "" }]],
    ["half a character", [{ event_type: "sms_fail_event", topic_urn: topic("\ud800") }]],
    [
      "an event twice",
      [
        { event_type: "sms_fail_event", topic_urn: topic("a") },
        { event_type: "sms_fail_event", topic_urn: topic("b") },
      ],
    ],
  ])("are not set to %s", async (_, callbacks) => {
    const { sms, calls } = sandboxRig();
    const error = await errorOf(sms.callbacks.update(callbacks as SmsCallback[]));
    expect(error).toMatchObject({ code: "validation", sent: "no" });
    expect(calls).toEqual([]);
  });

  test("of an event that does not exist are not asked for", async () => {
    const { sms, calls } = sandboxRig();
    const asked = sms.callbacks.list("sms_event" as SmsCallbackEventType);
    expect(await errorOf(asked)).toMatchObject({ code: "validation" });
    expect(calls).toEqual([]);
  });

  test("are set again by themselves only where it is proven that they were not", async () => {
    const once = [{ event_type: "sms_fail_event" as const, topic_urn: topic("a") }];
    const throttled = sandboxRig();
    throttled.service.faults.add({ kind: "throttle", times: 2 });
    await throttled.sms.callbacks.update(once);
    expect(throttled.calls).toHaveLength(3);

    const broken = sandboxRig();
    broken.service.faults.add({ kind: "status", status: 502, times: 1 });
    expect(await errorOf(broken.sms.callbacks.update(once))).toMatchObject({ code: "api", sent: "maybe" });
    expect(broken.calls).toHaveLength(1);
  });

  test("take an empty answer to a change for a success", async () => {
    const { sms, calls } = rig(new Response("", { status: 200 }));
    await sms.callbacks.update([{ event_type: "approval_event", topic_urn: topic("a") }]);
    expect(JSON.parse(calls[0]!.body)).toEqual({
      callback: [{ event_type: "approval_event", topic_urn: topic("a") }],
    });
  });

  test("in an unknown shape are an error", async () => {
    const { sms } = rig(Response.json({ request_id: "r1", callback: [{ event_type: "sms_fail_event" }] }));
    expect(await errorOf(sms.callbacks.list())).toMatchObject({ code: "protocol" });
    const refusing = rig(refused(403, { code: "SMN.0228", message: "no", request_id: "r2" }));
    expect(await errorOf(refusing.sms.callbacks.list())).toMatchObject({ serviceCode: "SMN.0228" });
  });
});
