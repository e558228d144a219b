import { describe, expect, it } from "vitest";
import { createSmsClient } from "../../src/index.js";
import { acceptAll, messageTo, refused, rig } from "./support.js";
import { usualId } from "../messages/support.js";

const message = messageTo("+8613800000001");
const result = (one: object): Response => refused(200, { request_id: "r1", result: [one] });

describe("send", () => {
  it.each<[string, Parameters<typeof rig>[0], object]>([
    ["accepted", acceptAll, { status: "accepted", message_id: usualId("+8613800000001"), request_id: "r1" }],
    [
      "accepted in another spelling",
      result({ endpoint: "13800000001", message_id: "m" }),
      { status: "accepted", endpoint: "13800000001" },
    ],
    [
      "accepted with 201",
      refused(201, { request_id: "r1", result: [{ endpoint: "13800000001", message_id: "m" }] }),
      { status: "accepted" },
    ],
    [
      "rejected",
      result({ endpoint: message.endpoint, code: "SMN.0057", message: "limit" }),
      { status: "rejected", code: "SMN.0057", reason: "limit", request_id: "r1" },
    ],
    [
      "refused with the whole request",
      refused(400, { request_id: "r1", code: "SMN.0087", message: "m" }),
      { status: "rejected", code: "SMN.0087", request_id: "r1" },
    ],
    [
      "refused by the gateway",
      refused(403, { error_code: "APIGW.0302", error_msg: "m" }),
      { status: "rejected", code: "APIGW.0302" },
    ],
    [
      "refused with a page",
      refused(404, "<html>"),
      { status: "unsent", cause: { code: "protocol", status: 404 } },
    ],
    [
      "not authenticated",
      refused(401, { error_code: "APIGW.0301", error_msg: "m" }),
      { status: "unsent", cause: { code: "auth" } },
    ],
    ["throttled past the deadline", refused(429, ""), { status: "unsent", cause: { status: 429 } }],
    [
      "not even tried by the gateway",
      refused(503, { error_code: "APIGW.0613", error_msg: "m" }),
      { status: "unsent", cause: { status: 503 } },
    ],
    [
      "redirected",
      refused(307, "", { location: "https://evil.example" }),
      { status: "unsent", cause: { code: "protocol" } },
    ],
    [
      "refused a connection",
      Object.assign(new TypeError("fetch failed"), {
        cause: Object.assign(new Error("x"), { code: "ECONNREFUSED", syscall: "connect" }),
      }),
      { status: "unsent", cause: { code: "network" } },
    ],
    [
      "cut off",
      new TypeError("terminated"),
      { status: "unknown", cause: { code: "network", sent: "maybe" } },
    ],
    ["met by a fault", refused(500, ""), { status: "unknown", cause: { status: 500 } }],
    [
      "met by an ambiguous 400",
      refused(400, { request_id: "r1", code: "SMN.0019", message: "m" }),
      { status: "unknown", request_id: "r1" },
    ],
    ["met by a page with 502", refused(502, "<html>"), { status: "unknown" }],
    ["met by a page with 200", refused(200, "<html>"), { status: "unknown", cause: { code: "protocol" } }],
    [
      "answered for another number",
      result({ endpoint: "13800000009", message_id: "m" }),
      { status: "unknown", request_id: "r1" },
    ],
    [
      "answered twice",
      refused(200, {
        request_id: "r1",
        result: [
          { endpoint: "13800000001", message_id: "a" },
          { endpoint: "13800000001", message_id: "b" },
        ],
      }),
      { status: "unknown" },
    ],
    [
      "answered without result",
      refused(200, { request_id: "r1", result: [] }),
      { status: "unknown", request_id: "r1" },
    ],
    ["answered in an unknown shape", result({ endpoint: "13800000001", id: "m" }), { status: "unknown" }],
  ])("tells of a message that was %s", async (_name, replies, expected) => {
    const { sms } = rig(replies);
    const outcome = await sms.send(message);
    expect(outcome).toMatchObject({ index: 0, ...expected });
    expect(outcome.input).toBe(message);
  });

  it("tells of a message that is invalid, and sends nothing", async () => {
    const { sms, calls } = rig(acceptAll);
    expect(await sms.send({ ...message, message: "" })).toMatchObject({
      status: "invalid",
      issues: [{ property: "message", rule: "minLength" }],
    });
    expect(await sms.send(undefined as never)).toMatchObject({ status: "invalid" });
    expect(calls.length).toBe(0);
  });

  it("tells of a message that was aborted before it was sent", async () => {
    const { sms, calls } = rig(acceptAll);
    expect(await sms.send(message, { signal: AbortSignal.abort() })).toMatchObject({
      status: "unsent",
      cause: { code: "aborted" },
    });
    expect(calls.length).toBe(0);
  });

  it("tells of a message that was aborted on its way", async () => {
    const controller = new AbortController();
    const { sms } = rig(() => {
      controller.abort();
      return new Promise<Response>(() => undefined);
    });
    expect(await sms.send(message, { signal: controller.signal })).toMatchObject({
      status: "unknown",
      cause: { code: "aborted", sent: "maybe" },
    });
  });

  it("tells of a message without project as unsent", async () => {
    const { sms, calls } = rig(acceptAll, { projectId: undefined as never });
    expect(await sms.send(message)).toMatchObject({ status: "unsent", cause: { code: "validation" } });
    expect(calls.length).toBe(0);
  });

  it("works by itself, taken off the client", async () => {
    const { send } = rig(acceptAll).sms;
    expect((await send(message)).status).toBe("accepted");
  });

  it("keeps concurrent messages apart", async () => {
    const { sms } = rig(acceptAll);
    const endpoints = Array.from({ length: 50 }, (_, i) => `+86138000001${String(i).padStart(2, "0")}`);
    const outcomes = await Promise.all(endpoints.map((endpoint) => sms.send(messageTo(endpoint))));
    expect(outcomes.map((one) => one.status === "accepted" && one.message_id)).toEqual(
      endpoints.map((one) => usualId(one)),
    );
  });
});

describe("a mistake in the caller's own provider of credentials", () => {
  const mistake = new ReferenceError("kez is not defined");
  const sms = createSmsClient({
    baseUrl: "https://sms.example",
    projectId: "p1",
    credentials: () => Promise.reject(mistake),
    fetch: () => Promise.reject(new Error("nothing is to be sent")),
  });

  it("is thrown as it is, since nothing was sent", async () => {
    await expect(sms.send(message)).rejects.toBe(mistake);
    await expect(sms.sendBatch([message])).rejects.toBe(mistake);
  });

  it("ends a run, after every input has its outcome", async () => {
    const statuses: string[] = [];
    const run = async (): Promise<void> => {
      for await (const { status } of sms.sendAll([message, messageTo("+8613800000002")]))
        statuses.push(status);
    };
    await expect(run()).rejects.toBe(mistake);
    expect(statuses).toEqual(["unsent", "unsent"]);
  });
});
