// @vitest-environment jsdom
import { createSmsClient } from "smn-sms";
import { sandboxCredentials, sandboxProjectId, sandboxSign, startMockServer } from "smn-sms/mock";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from "vitest";

const message = { endpoint: "+8613800000001", message: "hi", sign_id: sandboxSign.sign_id };
let server;
beforeAll(async () => {
  server = await startMockServer();
});
afterAll(() => server.close());
beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const client = (options = {}) =>
  createSmsClient({
    baseUrl: server.url,
    projectId: sandboxProjectId,
    credentials: sandboxCredentials,
    ...options,
  });

test("send settles while the test has stopped the timers", async () => {
  expect(await client().send(message)).toMatchObject({ status: "accepted" });
  expect(await client({ fetch }).send(message)).toMatchObject({ status: "accepted" });
});

test("a time-out comes while the test has stopped the timers", async () => {
  server.service.faults.add({ kind: "stall", when: "after" });
  expect(await client({ timeoutMs: 50 }).send(message)).toMatchObject({ status: "unknown" });
});

test("a retry comes while the test has stopped the timers", async () => {
  server.service.faults.add({ kind: "throttle", retryAfter: 0 });
  const retry = { baseDelayMs: 1, maxDelayMs: 5 };
  expect(await client({ retry }).send(message)).toMatchObject({ status: "accepted" });
});
