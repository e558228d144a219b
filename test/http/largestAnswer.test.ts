import { expect, it } from "vitest";
import { createSmsClient } from "../../src/createSmsClient.js";

const message = { endpoint: "+8613800000001", message: "text", sign_id: "s" };
const accepted = JSON.stringify({
  request_id: "0f6f3c6e2ff34a0d9b1f5b6f2f3a1c77",
  result: [{ endpoint: message.endpoint, message_id: "5c2e0d8f41a7463bb9d6e0f3a1c87e24" }],
});

it.each([
  ["accepted", 200_000],
  ["unknown", 2_000_000],
])("a message is %s where its answer has %i bytes", async (status, bytes) => {
  const sms = createSmsClient({
    baseUrl: "https://sms.example.com",
    projectId: "p",
    credentials: { token: "t".repeat(20) },
    fetch: async () => new Response(accepted.padEnd(bytes)),
  });
  expect((await sms.send(message)).status).toBe(status);
});
