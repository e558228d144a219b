import { describe, expect, it } from "vitest";
import type { MockService } from "../../../src/mock/index.js";
import { expectFits, manualClock, message, NOON, post, sandbox } from "../support.js";

async function control(
  service: MockService,
  what: string,
  body?: string,
): Promise<{ status: number; body: unknown }> {
  const [method, name] = what.split(" ") as [string, string];
  const init: RequestInit = body === undefined ? { method } : { method, body };
  const response = await service.handle(new Request(`http://127.0.0.1/__sandbox/${name}`, init));
  const text = await response.text();
  return { status: response.status, body: text === "" ? undefined : (JSON.parse(text) as unknown) };
}

describe("control endpoints", () => {
  it("tells that it is up, without credentials", async () => {
    const service = sandbox({ faults: [{ kind: "created" }] });
    expect(await control(service, "GET health")).toMatchObject({
      status: 200,
      body: { status: "ok", messages: 0, requests: 0, faults: 1 },
    });
  });

  it("shows what was accepted, and resets", async () => {
    const service = sandbox();
    await post(service, [message({ message: "hi" })]);
    expect(await control(service, "GET messages")).toMatchObject({
      body: { count: 1, messages: [{ message: "hi" }] },
    });
    expect(await control(service, "DELETE messages")).toEqual({ status: 204, body: undefined });
    expect([service.messages, service.requests]).toEqual([[], []]);
  });

  it("adds one fault or several, and takes them away", async () => {
    const service = sandbox();
    await control(service, "POST faults", '{"kind":"throttle","retryAfter":3}');
    const added = await control(
      service,
      "POST faults",
      '[{"kind":"created"},{"kind":"reset","when":"after","times":2}]',
    );
    expect(added).toMatchObject({
      status: 200,
      body: { faults: [{ kind: "throttle" }, { kind: "created" }, { times: 2 }] },
    });
    expect((await post(service, [message()])).status).toBe(429);
    expect(await control(service, "GET faults")).toMatchObject({
      body: { faults: [{ kind: "created" }, { kind: "reset" }] },
    });
    expect(await control(service, "DELETE faults")).toEqual({ status: 204, body: undefined });
    expect((await post(service, [message()])).status).toBe(200);
  });

  it("shows the requests, without control endpoints", async () => {
    const service = sandbox();
    await post(service, [message()]);
    await control(service, "GET health");
    expect(await control(service, "GET requests")).toMatchObject({
      body: { count: 1, requests: [{ operationId: "SmsBatchPublishWithDiffMessage", status: 200 }] },
    });
  });

  it("moves the time on, if it is let", async () => {
    const clock = manualClock();
    const service = sandbox({ clock, clockControl: true });
    expect(await control(service, "POST clock", '{"advanceMs":60000}')).toMatchObject({
      status: 200,
      body: { now: NOON + 60_000 },
    });
    expect(await control(service, "GET clock")).toMatchObject({ body: { now: NOON + 60_000 } });
    expect(service.now()).toBe(NOON + 60_000);
    service.reset();
    expect(service.now()).toBe(NOON);
  });

  it("shows the pushes, and lets somebody answer", async () => {
    const service = sandbox({
      callbackUrl: "http://127.0.0.1/",
      fetch: async () => new Response(null, { status: 202 }),
    });
    const reply = JSON.stringify({ endpoint: "+8613800000001", reply: "T" });
    expect((await control(service, "POST replies", reply)).status).toBe(204);
    await service.idle();
    expect(await control(service, "GET pushes")).toMatchObject({
      body: { count: 1, waiting: 0, pushes: [{ event_type: "sms_reply_event", attempt: 1, status: 202 }] },
    });
  });

  it.each(["{}", "[]", '{"advanceMs":-1}', '{"advanceMs":0.5}', '{"advanceMs":9e15}', '{"advanceMs":"1"}'])(
    "refuses to move the time by %s",
    async (body) => {
      const service = sandbox({ clock: manualClock(), clockControl: true });
      const answer = await control(service, "POST clock", body);
      expect(answer).toMatchObject({
        status: 400,
        body: { error_msg: expect.stringContaining("advance") as unknown },
      });
      expect(service.now()).toBe(NOON);
    },
  );

  it.each([
    ["POST clock", '{"advanceMs":1}', 403, /--clock-control/],
    ["POST replies", '{"endpoint":"+8613800000001"}', 400, /reply must be/],
    ["POST replies", "[]", 400, /endpoint of a reply must be/],
    ["POST faults", '{"kind":"nonsense"}', 400, /kind must be one of/],
    [
      "POST faults",
      '[{"kind":"created"},{"kind":"status"}]',
      400,
      /status of a fault of kind status must be/,
    ],
    ["POST faults", "{", 400, /not JSON/],
    ["POST faults", " ".repeat(70_000), 413, /too large/],
    ["POST messages", "", 404, /no \/__sandbox\/ endpoint/],
    ["GET ", undefined, 404, /no \/__sandbox\/ endpoint/],
    ["GET nothing", undefined, 404, /no \/__sandbox\/ endpoint/],
  ])("refuses %s %s", async (what, body, status, words) => {
    const service = sandbox();
    const answer = await control(service, what, body);
    expect(answer.status).toBe(status);
    expect((answer.body as { error_msg: string }).error_msg).toMatch(words);
    expectFits("GatewayErrorBody", answer.body);
    expect(service.faults.pending).toEqual([]);
    expect(service.requests).toEqual([]);
  });
});
