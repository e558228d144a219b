import { setupServer } from "msw/node";
import { describe, expect, it, onTestFinished } from "vitest";
import type { SmsClientOptions } from "../../src/client.js";
import { createSmsClient, type SmsClient } from "../../src/createSmsClient.js";
import {
  createMockService,
  sandboxCredentials,
  sandboxProjectId,
  sandboxSign,
  sandboxToken,
  type MockService,
} from "../../src/mock/index.js";
import { createHandlers } from "../../src/mock/msw.js";
import type { SmsMessage } from "../../src/messages/types.js";
import { fakeClock } from "../http/support.js";
import { PATH } from "./support.js";

const messageTo = (endpoint: string): SmsMessage => ({
  endpoint,
  message: "您的验证码是 482913。",
  sign_id: sandboxSign.sign_id,
});
const A = messageTo("+8613800000001");
const B = messageTo("+8613800000002");

/** The client first, MSW second: a client that captured what MSW replaces would go to the network. */
function sandbox(options: Partial<SmsClientOptions> = {}): { sms: SmsClient; service: MockService } {
  const clock = fakeClock();
  const sms = createSmsClient({
    region: "cn-north-4",
    projectId: sandboxProjectId,
    credentials: sandboxCredentials,
    clock,
    random: () => 0.5,
    ...options,
  });
  const service = createMockService({ clock });
  const server = setupServer(...createHandlers(service));
  server.listen({ onUnhandledRequest: "error" });
  onTestFinished(() => server.close());
  return { sms, service };
}

describe.each<[string, Partial<SmsClientOptions>]>([
  ["node:http", {}],
  ["the global fetch", { fetch: (...given) => globalThis.fetch(...given) }],
])("a client over %s that was made before MSW", (_name, transport) => {
  it.each<[string, Partial<SmsClientOptions>]>([
    ["a signature", { credentials: sandboxCredentials }],
    ["a token", { credentials: sandboxToken }],
    ["the path of the SDKs", { path: "batch_sms" }],
    ["a region with a domain of its own", { region: "eu-west-101" }],
  ])("is intercepted, with %s", async (_case, options) => {
    const { sms, service } = sandbox({ ...transport, ...options });
    const { request_id, result } = await sms.sendBatch([A, B]);
    expect(request_id).not.toBe("");
    expect(result.map(({ endpoint }) => endpoint).sort()).toEqual([A.endpoint, B.endpoint]);
    expect(service.messages.map(({ endpoint }) => endpoint)).toEqual([A.endpoint, B.endpoint]);
  });

  it("tells of each message what became of it", async () => {
    const { sms } = sandbox(transport);
    expect(await sms.send(A)).toMatchObject({ status: "accepted" });
    expect(await sms.send(messageTo("+8617099990227"))).toMatchObject({
      status: "rejected",
      code: "SMN.0227",
    });
  });

  it("is authenticated by sms.api, too", async () => {
    const { sms, service } = sandbox(transport);
    const { data, error } = await sms.api.POST(PATH, {
      params: { path: { project_id: sandboxProjectId } },
      body: { sms_message: [A] },
    });
    expect([data?.result.length, error, service.messages.length]).toEqual([1, undefined, 1]);
  });

  it("waits for a throttle, sends once more, and delivers once", async () => {
    const { sms, service } = sandbox(transport);
    service.faults.add({ kind: "throttle", retryAfter: 2 });
    expect((await sms.send(A)).status).toBe("accepted");
    expect([service.requests.length, service.messages.length]).toEqual([2, 1]);
  });

  it("renews a token that expired, and delivers once", async () => {
    let renewed = 0;
    const credentials = async (): Promise<{ token: string }> => {
      if (++renewed === 1) return sandboxToken;
      service.addToken("second");
      return { token: "second" };
    };
    const { sms, service } = sandbox({ ...transport, credentials });
    expect((await sms.send(A)).status).toBe("accepted");
    service.expireTokens();
    expect((await sms.send(B)).status).toBe("accepted");
    expect([renewed, service.requests.length, service.messages.length]).toEqual([2, 3, 2]);
  });

  it("does not repeat a wrong signature", async () => {
    const { sms, service } = sandbox({ ...transport, credentials: { ...sandboxCredentials, sk: "wrong" } });
    expect(await sms.send(A)).toMatchObject({ status: "unsent", cause: { code: "auth", status: 401 } });
    expect([service.requests.length, service.messages.length]).toEqual([1, 0]);
  });

  it.each([500, 502, 504] as const)(
    "calls a message unknown that was taken although the answer was %i, and does not repeat it",
    async (status) => {
      const { sms, service } = sandbox(transport);
      service.faults.add({ kind: "status", status, when: "after" });
      expect(await sms.send(A)).toMatchObject({ status: "unknown" });
      expect([service.requests.length, service.messages.length]).toEqual([1, 1]);
    },
  );

  it.each(["reset", "truncate"] as const)(
    "calls a message unknown when the connection meets a %s after it was taken",
    async (kind) => {
      const { sms, service } = sandbox(transport);
      service.faults.add({ kind, when: "after" });
      expect(await sms.send(A)).toMatchObject({
        status: "unknown",
        cause: { code: "network", sent: "maybe" },
      });
      expect([service.requests.length, service.messages.length]).toEqual([1, 1]);
    },
  );

  it.each(["html", "json"] as const)(
    "calls a message unknown when the 200 carries garbage: %s",
    async (body) => {
      const { sms, service } = sandbox(transport);
      service.faults.add({ kind: "garbage200", body });
      expect(await sms.send(A)).toMatchObject({
        status: "unknown",
        cause: { code: "protocol", sent: "maybe" },
      });
      expect(service.requests.length).toBe(1);
    },
  );

  it.each([
    ["missing", "unknown"],
    ["renamed", "unknown"],
    ["malformed", "unknown"],
    ["doubled", "unknown"],
    ["respelled", "accepted"],
    ["reordered", "accepted"],
    ["extra", "unknown"],
  ] as const)("reads results that are %s as %s", async (change, expected) => {
    const { sms, service } = sandbox(transport);
    service.faults.add({ kind: "results", change });
    expect((await sms.send(A)).status).toBe(expected);
  });

  it("follows no redirect", async () => {
    const { sms, service } = sandbox(transport);
    service.faults.add({ kind: "redirect", location: "https://smn.cn-east-3.myhuaweicloud.com/elsewhere" });
    expect(await sms.send(A)).toMatchObject({ status: "unsent", cause: { code: "protocol", status: 307 } });
    expect([service.requests.length, service.messages.length]).toEqual([1, 0]);
  });

  it("ends at its timeout when nothing answers", async () => {
    const { sms, service } = sandbox({ ...transport, timeoutMs: 100 });
    service.faults.add({ kind: "stall", when: "after" });
    expect(await sms.send(A)).toMatchObject({ status: "unknown", cause: { code: "timeout", sent: "maybe" } });
    expect(service.requests.length).toBe(1);
  });
});
