import { expect, test, vi } from "vitest";

// As setup files do it, before anything else is loaded.
vi.useFakeTimers();
const { createSmsClient } = await import("smn-sms");
const { sandboxCredentials, sandboxProjectId, sandboxSign, startMockServer } = await import("smn-sms/mock");

test("send settles when the timers were stopped before the package was loaded", async () => {
  const server = await startMockServer();
  const client = (options = {}) =>
    createSmsClient({
      baseUrl: server.url,
      projectId: sandboxProjectId,
      credentials: sandboxCredentials,
      ...options,
    });
  const message = { endpoint: "+8613800000001", message: "hi", sign_id: sandboxSign.sign_id };
  expect(await client().send(message)).toMatchObject({ status: "accepted" });
  server.service.faults.add({ kind: "stall", when: "after" });
  expect(await client({ timeoutMs: 50 }).send(message)).toMatchObject({ status: "unknown" });
  server.service.faults.add({ kind: "throttle", retryAfter: 0 });
  const retry = { baseDelayMs: 1, maxDelayMs: 5 };
  expect(await client({ retry }).send(message)).toMatchObject({ status: "accepted" });
  await server.close();
});
