import assert from "node:assert";
import { createRequire } from "node:module";
import { after, before, test } from "node:test";
import { setupServer } from "msw/node";
import { createSmsClient } from "smn-sms";
import { createMockService, sandboxCredentials, sandboxProjectId, sandboxSign } from "smn-sms/mock";
import { createHandlers } from "smn-sms/msw";

const service = createMockService();
const server = setupServer(...createHandlers(service));
before(() => server.listen({ onUnhandledRequest: "error" }));
after(() => server.close());

const message = { endpoint: "+8613800000001", message: "hi", sign_id: sandboxSign.sign_id };

test("the handlers answer", async () => {
  const sms = createSmsClient({
    region: "cn-north-4",
    projectId: sandboxProjectId,
    credentials: sandboxCredentials,
  });
  assert.equal((await sms.send(message)).status, "accepted");
  assert.equal(service.messages.length, 1);
});

test("they can be required", () => {
  assert.equal(typeof createRequire(import.meta.url)("smn-sms/msw").createHandlers, "function");
});
