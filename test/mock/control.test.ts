import { describe, expect, it } from "vitest";
import type { MockService } from "../../src/mock/index.js";
import { expectFits, message, post, sandbox } from "./support.js";

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

  it.each([
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
