import { inspect } from "node:util";
import { describe, expect, it } from "vitest";
import { toPlain } from "../../src/base/toPlain.js";
import type { PushEvent } from "../../src/push/pushEvent.js";
import { genuine, REPLY_EVENT, signer, STATUS_EVENT, TOPIC, verifierOf } from "./support.js";

const verifier = verifierOf();
const read = (message: string | object): Promise<PushEvent> => verifier.verify(genuine(message));

describe("the events of a push", () => {
  it("are reports, with all fields", async () => {
    const event = await read(STATUS_EVENT);
    expect(event.kind === "status" && toPlain(event.event)).toEqual(STATUS_EVENT);
    expect(event).toMatchObject({ topic_urn: TOPIC, timestamp: "2026-03-01T12:00:00Z" });
    expect(JSON.parse(event.text)).toEqual(STATUS_EVENT);
  });

  it("are replies, with all fields", async () => {
    const event = await read(REPLY_EVENT);
    expect(event.kind === "reply" && toPlain(event.event)).toEqual(REPLY_EVENT);
  });

  it("are confirmations", async () => {
    const urls = { subscribe_url: "https://console.huaweicloud.com/smn/subscription/confirm?token=1" };
    const of = (type: "SubscriptionConfirmation" | "UnsubscribeConfirmation"): Promise<PushEvent> =>
      verifier.verify(signer.push({ type, topic_urn: TOPIC, message: "text", ...urls }));
    expect(await of("SubscriptionConfirmation")).toMatchObject({
      kind: "subscription_confirmation",
      ...urls,
    });
    expect(await of("UnsubscribeConfirmation")).toMatchObject({ kind: "unsubscribe_confirmation", ...urls });
  });

  it("are read when numbers come as texts, and texts as numbers", async () => {
    const event = await read({
      ...STATUS_EVENT,
      status: "1",
      fee_num: "2",
      nation_code: 86,
      mobile: 13800000001,
    });
    expect(event.kind === "status" && toPlain(event.event)).toEqual(STATUS_EVENT);
  });

  it("take no number for a text that has more digits than were read", async () => {
    const whole = JSON.stringify({ ...STATUS_EVENT, extend_code: 0 });
    const message = whole.replace('"extend_code":0', '"extend_code":20261124000000000001');
    const event = await read(message);
    expect(event).toMatchObject({ kind: "status", text: message });
    expect(event.kind === "status" && event.event.extend_code).toBe(null);
  });

  it("count what failed as failed, however the number says it", async () => {
    for (const status of [2, "2", 0, "0", null, undefined, "x", 7])
      expect(await read({ ...STATUS_EVENT, event_type: "sms_fail_event", status })).toMatchObject({
        kind: "status",
        event: { status: 2 },
      });
  });

  it("are read with nulls and gaps", async () => {
    const { event_type, message_id } = STATUS_EVENT;
    const nulls = Object.fromEntries(Object.keys(STATUS_EVENT).map((name) => [name, null]));
    for (const message of [
      { event_type, message_id },
      { ...nulls, event_type, message_id },
    ]) {
      const event = await read(message);
      expect(event).toMatchObject({ kind: "status", event: { event_type, message_id, status: 1 } });
      expect(event.kind === "status" && event.event.status_desc).toBe(null);
    }
  });

  it.each([
    ["a text", "hello"],
    ["an empty text", ""],
    ["broken JSON", '{"deliver_time: "2016-08-02"}'],
    ["a list", "[]"],
    ["JSON null", "null"],
    ["an object without event_type", "{}"],
    ["an event of another type", '{"event_type":"approval_event"}'],
    ["an event type of Object's", '{"event_type":"constructor"}'],
    ["a report without message_id", JSON.stringify({ ...STATUS_EVENT, message_id: undefined })],
    [
      "a report whose message_id was not read whole",
      '{"event_type":"sms_fail_event","message_id":12345678901234567890}',
    ],
    ["a report by __proto__", `{"__proto__":${JSON.stringify(STATUS_EVENT)}}`],
    ["a reply without its text", JSON.stringify({ ...REPLY_EVENT, reply: null })],
  ])("are left as text when they are %s", async (_, message) => {
    expect(await read(message)).toMatchObject({ kind: "other", text: message });
  });

  it("take nothing from a prototype", async () => {
    const event = await read(`{"__proto__":{"isAdmin":true},${JSON.stringify(STATUS_EVENT).slice(1)}`);
    expect(event).toMatchObject({ kind: "status" });
    expect(event).not.toHaveProperty("event.isAdmin");
    expect({}).not.toHaveProperty("isAdmin");
  });
});

describe("a printed event", () => {
  const printed = (value: unknown): string =>
    [inspect(value, { depth: 9 }), JSON.stringify(value), inspect([{ value }], { depth: 9 })].join("\n");

  it("shows ids and results, but no whole number", async () => {
    const event = await read(STATUS_EVENT);
    for (const text of [printed(event), printed(event.kind === "status" && event.event)]) {
      expect(text).toContain(STATUS_EVENT.message_id);
      expect(text).toContain("DELIVRD");
      expect(text).toContain("13800****01");
      expect(text).not.toContain("13800000001");
    }
  });

  it("shows no text of a reply, of a message or of a subject", async () => {
    const reply = await read(REPLY_EVENT);
    const texts = printed(reply) + printed(reply.kind === "reply" && reply.event);
    expect(texts).toContain("sms_reply_event");
    for (const secret of ["好的", "913577", "13800000001"]) expect(texts).not.toContain(secret);
    const push = signer.push({ topic_urn: TOPIC, message: "secret 913577", subject: "subject 913577" });
    const other = await verifier.verify(push);
    expect(other.subject).toBe("subject 913577");
    expect(printed(other)).not.toContain("913577");
  });

  it("shows no token of a confirmation", async () => {
    const subscribe_url = "https://console.huaweicloud.com/smn/subscription/confirm?token=0a419ac94f80f2c6";
    const push = signer.push({
      type: "SubscriptionConfirmation",
      topic_urn: TOPIC,
      message: "text",
      subscribe_url,
    });
    const event = await verifier.verify(push);
    expect(printed(event)).toContain("https://console.huaweicloud.com/smn/subscription/confirm?…");
    expect(printed(event)).not.toContain("0a419ac94f80f2c6");
  });
});
