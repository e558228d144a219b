import { describe, expect, it } from "vitest";
import { validators } from "../../generated/validators.js";
import { at, operations, schemaAt, schemaNamed } from "./support.js";

type Fields = Record<string, unknown>;

/** A value as the document has it in an example. */
function example(name: string): Fields {
  return structuredClone(at("components", "examples", name)["value"]) as Fields;
}

const without = (value: Fields, name: string): Fields =>
  Object.fromEntries(Object.entries(value).filter(([key]) => key !== name));

/** Both validators, the compiled one and an independent one, are of this opinion. */
function verdict(name: keyof typeof validators, value: unknown): boolean {
  const [own, independent] = [validators[name](value), schemaNamed(name)(value)];
  expect(own, name).toBe(independent);
  return own;
}

const parameters = operations().flatMap(({ path, operation }) =>
  ((operation["parameters"] ?? []) as Fields[]).map((one) => [path, one] as const),
);
const REPORT = "/v2/{project_id}/notifications/sms/report";

function parameterSchema(wanted: string): (value: unknown) => boolean {
  const place = parameters.filter(([path]) => path === REPORT).findIndex(([, { name }]) => name === wanted);
  return schemaAt("paths", REPORT, "get", "parameters", String(place), "schema") as (
    value: unknown,
  ) => boolean;
}

describe("a parameter of the query", () => {
  it.each<[string, unknown, boolean]>([
    ["limit", 1, true],
    ["limit", 100, true],
    ["limit", 0, false],
    ["limit", 101, false],
    ["limit", 1.5, false],
    ["limit", "100", false],
    ["offset", 0, true],
    ["offset", -1, false],
    ["offset", 2 ** 31, false],
    ["mobile", "13800000001", true],
    ["mobile", "+86 138-0000-0001", true],
    ["mobile", "1380", false],
    ["mobile", "1".repeat(41), false],
    ["mobile", "138*******1", false],
    ["start_time", 1_767_225_600_000, true],
    ["end_time", -1, false],
    ["status", 3, false],
    ["sign_id", "a/b", false],
  ])("%s may be %j: %s", (name, value, expected) => {
    expect(parameterSchema(name)(value)).toBe(expected);
  });

  it("that is required is the window and the signature", () => {
    const required = parameters.filter(([, one]) => one["required"] === true).map(([, { name }]) => name);
    expect(required).toEqual(["start_time", "end_time", "sign_id"]);
  });
});

describe("a value of a request", () => {
  it.each<[keyof typeof validators, unknown, boolean]>([
    ["EpochMilliseconds", 1_767_225_600_000, true],
    ["EpochMilliseconds", -1, false],
    ["EpochMilliseconds", 1_767_225_600_000_000, false],
    ["EpochMilliseconds", 1.5, false],
    ["EpochMilliseconds", "1767225600000", false],
    ["ReportStatusFilter", 0, true],
    ["ReportStatusFilter", 3, false],
    ["ReportStatusFilter", "1", false],
    ["MessageId", "0f77847fe8cf47b18fba5def14d5b21e", true],
    ["MessageId", "", false],
    ["MessageId", "a/b", false],
    ["MessageId", "..", false],
    ["MessageId", "a".repeat(129), false],
    ["CallbackEvent", "approval_event", true],
    ["CallbackEvent", "sms_event", false],
  ])("of %s may be %j: %s", (name, value, expected) => {
    expect(verdict(name, value)).toBe(expected);
  });
});

describe("a report", () => {
  const [report] = example("ReportsResponse")["data"] as [Fields];
  const change = (fields: Fields): Fields => ({ ...report, ...fields });

  it.each([
    ["as in the example", report],
    ["without status_desc", without(report, "status_desc")],
    ["without deliver_time", without(report, "deliver_time")],
    ["without extend_code", without(report, "extend_code")],
    ["not reported yet", change({ status: 0, status_desc: null, deliver_time: null })],
    ["with the code of a carrier", change({ status: 2, status_desc: "MK:0001" })],
    ["with something new", change({ carrier: "x" })],
    ["with a status of tomorrow", change({ status: 3 })],
  ])("is taken: %s", (_name, value) => {
    expect(verdict("SmsMsgReport", value)).toBe(true);
  });

  it.each<[string, unknown]>([
    ...["message_id", "status", "sign_id", "fee_num", "nation_code", "mobile", "submit_time"].map(
      (name): [string, unknown] => [`without ${name}`, without(report, name)],
    ),
    ["with a status as text", change({ status: "1" })],
    ["with half a fee", change({ fee_num: 0.5 })],
    ["with a number for a description", change({ status_desc: 1 })],
    ["with a number for a code", change({ extend_code: 42 })],
    ["with a mobile as number", change({ mobile: 13_800_000_001 })],
    ["with a mobile that is null", change({ mobile: null })],
    ["with a time as number", change({ deliver_time: 1 })],
    ["null", null],
  ])("is refused: %s", (_name, value) => {
    expect(verdict("SmsMsgReport", value)).toBe(false);
  });

  it("comes in pages with their length", () => {
    const page: Fields = { request_id: "r", count: 101, data: [report] };
    expect(verdict("SmsMsgReportPage", page)).toBe(true);
    expect(verdict("SmsMsgReportPage", { ...page, data: [] })).toBe(true);
    for (const name of ["request_id", "count", "data"])
      expect(verdict("SmsMsgReportPage", without(page, name)), name).toBe(false);
  });
});

describe("a text", () => {
  it.each<[unknown, boolean]>([
    [{ request_id: "r", message: "" }, true],
    [{ request_id: "r" }, false],
    [{ message: "x" }, false],
    [{ request_id: "r", message: 1 }, false],
    [{ request_id: "r", message: null }, false],
  ])("may come as %j: %s", (value, expected) => {
    expect(verdict("SmsMessageText", value)).toBe(expected);
  });
});

describe("a signature", () => {
  const [sign] = example("SignsResponse")["sms_signs"] as [Fields];

  it.each<[string, Fields, boolean]>([
    ["as in the example", sign, true],
    ["without a reply", without(sign, "reply"), true],
    ["without a time", without(sign, "create_time"), true],
    ["deleted", { ...sign, status: 5 }, true],
    ["of a status of tomorrow", { ...sign, status: 6 }, true],
    ["of a type of tomorrow", { ...sign, sign_type: 2 }, true],
    ["of a type as text", { ...sign, sign_type: "0" }, false],
    ["with a number for a reply", { ...sign, reply: 1 }, false],
    ...["sign_id", "sign_name", "sign_type", "status"].map((name): [string, Fields, boolean] => [
      `without ${name}`,
      without(sign, name),
      false,
    ]),
  ])("may be %s", (_name, value, expected) => {
    expect(verdict("SmsSign", value)).toBe(expected);
  });

  it("comes in a list with its length", () => {
    const answer = example("SignsResponse");
    for (const name of ["request_id", "sms_sign_count", "sms_signs"])
      expect(verdict("SmsSignList", without(answer, name)), name).toBe(false);
  });

  it("that was deleted leaves a request_id", () => {
    expect([{ request_id: "r" }, {}].map((value) => verdict("RequestReceipt", value))).toEqual([true, false]);
  });
});

describe("callbacks", () => {
  const one = { event_type: "sms_fail_event", topic_urn: "urn:smn:r:p:t" };

  it.each<[string, unknown, boolean]>([
    ["one", { callback: [one] }, true],
    ["four", { callback: Array.from({ length: 4 }, () => one) }, true],
    ["five", { callback: Array.from({ length: 5 }, () => one) }, false],
    ["none", { callback: [] }, false],
    ["no list", {}, false],
    ["another property", { callback: [one], request_id: "r" }, false],
    ["another event", { callback: [{ ...one, event_type: "x" }] }, false],
    ["no event", { callback: [without(one, "event_type")] }, false],
    ["no topic", { callback: [without(one, "topic_urn")] }, false],
    ["an empty topic", { callback: [{ ...one, topic_urn: "" }] }, false],
    ["a topic of 513 characters", { callback: [{ ...one, topic_urn: "u".repeat(513) }] }, false],
    ["a property in an event", { callback: [{ ...one, topic: "u" }] }, false],
  ])("that are set may be %s", (_name, value, expected) => {
    expect(verdict("CallbackSettings", value)).toBe(expected);
  });

  it("that are set leave a request_id", () => {
    expect([{ request_id: "r" }, {}].map((value) => verdict("RequestReceipt", value))).toEqual([true, false]);
  });

  it("that are listed may be none", () => {
    expect(verdict("SmsCallbackList", { request_id: "r", callback: [] })).toBe(true);
    expect(verdict("SmsCallbackList", { request_id: "r" })).toBe(false);
    expect(verdict("SmsCallbackList", { callback: [one] })).toBe(false);
    const read = { ...one, event_type: "sms_read_event" };
    expect(verdict("SmsCallbackList", { request_id: "r", callback: [read] })).toBe(true);
  });
});

describe("a push", () => {
  const types = ["SubscriptionConfirmation", "Notification", "UnsubscribeConfirmation"] as const;
  const push = {
    SubscriptionConfirmation: example("SubscriptionConfirmationPush"),
    Notification: example("DeliveredPush"),
    UnsubscribeConfirmation: example("UnsubscribeConfirmationPush"),
  };

  it.each(types)("of type %s has all that the signature needs", (type) => {
    const names = ["type", "topic_urn", "message_id", "message", "timestamp", "signature"];
    for (const name of [...names, "signature_version", "signing_cert_url"]) {
      expect(verdict("PushMessage", without(push[type], name)), name).toBe(false);
      expect(verdict("PushMessage", { ...push[type], [name]: null }), name).toBe(false);
    }
  });

  it.each<[string, Fields, boolean]>([
    ["without subject", without(push.Notification, "subject"), true],
    ["with an empty subject", { ...push.Notification, subject: "" }, true],
    ["without unsubscribe_url", without(push.Notification, "unsubscribe_url"), true],
    ["with something new", { ...push.Notification, region: "x" }, true],
    ["with any text", { ...push.Notification, message: "hello" }, true],
    ["of a type of tomorrow", { ...push.Notification, type: "Alarm" }, true],
    ["with an object for a message", { ...push.Notification, message: {} }, false],
  ])("may come %s", (_name, value, expected) => {
    expect(verdict("PushMessage", value)).toBe(expected);
  });
});

describe("an event", () => {
  const status = JSON.parse(example("DeliveredPush")["message"] as string) as Fields;
  const reply = JSON.parse(example("ReplyPush")["message"] as string) as Fields;
  const nulls = (value: Fields, names: string[]): Fields => ({
    ...value,
    ...Object.fromEntries(names.map((name) => [name, null])),
  });
  const loose = ["status_desc", "sign_id", "fee_num", "extend_code", "nation_code", "mobile"];
  const times = ["submit_time", "deliver_time"];

  it.each<[string, Fields, boolean]>([
    ["as in the example", status, true],
    ["of nulls", nulls(status, [...loose, ...times]), true],
    ["of little", { event_type: "sms_fail_event", message_id: "m", status: 2 }, true],
    ["with something new", { ...status, carrier: "x" }, true],
    ["of tomorrow", { ...status, event_type: "sms_read_event", status: 3 }, true],
    ["with a status as text", { ...status, status: "1" }, false],
    ...["event_type", "message_id", "status"].map((name): [string, Fields, boolean] => [
      `without ${name}`,
      without(status, name),
      false,
    ]),
  ])("of a delivery may be %s", (_name, value, expected) => {
    expect(verdict("SmsStatusEvent", value)).toBe(expected);
  });

  it.each<[string, Fields, boolean]>([
    ["as in the example", reply, true],
    ["of nulls", nulls(reply, ["sign_id", "nation_code", "deliver_time"]), true],
    ["empty", { ...reply, reply: "" }, true],
    ["of a number", { ...reply, reply: 1 }, false],
    ...["event_type", "mobile", "reply"].map((name): [string, Fields, boolean] => [
      `without ${name}`,
      without(reply, name),
      false,
    ]),
  ])("of a reply may be %s", (_name, value, expected) => {
    expect(verdict("SmsReplyEvent", value)).toBe(expected);
  });
});
