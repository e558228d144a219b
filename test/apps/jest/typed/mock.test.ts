import { createSmsClient, type Outcome, type SmsMessage } from "smn-sms";
import {
  startMockServer,
  sandboxCredentials,
  sandboxProjectId,
  sandboxSign,
  type MockServer,
} from "smn-sms/mock";

let server: MockServer;
beforeAll(async () => {
  server = await startMockServer();
});
afterAll(() => server.close());

test("sends to the sandbox", async () => {
  const sms = createSmsClient({
    baseUrl: server.url,
    projectId: sandboxProjectId,
    credentials: sandboxCredentials,
  });
  const message: SmsMessage = { endpoint: "+8613800000001", message: "hi", sign_id: sandboxSign.sign_id };
  const outcome: Outcome<SmsMessage> = await sms.send(message);
  expect(outcome.status).toBe("accepted");
});
