const { createSmsClient, SmnError } = require("smn-sms");
const { startMockServer, sandboxCredentials, sandboxProjectId, sandboxSign } = require("smn-sms/mock");

const message = { endpoint: "+8613800000001", message: "hi", sign_id: sandboxSign.sign_id };
const client = (options) =>
  createSmsClient({ projectId: sandboxProjectId, credentials: sandboxCredentials, ...options });

/** With the reason, should it fail. */
const show = ({ status, cause }) => [status, cause && `${cause.message} ${cause.cause}`];

let server;
beforeAll(async () => {
  server = await startMockServer();
});
afterAll(() => server.close());

test("a message is sent", async () => {
  const sms = client({ baseUrl: server.url });
  expect(show(await sms.send(message))).toEqual(["accepted", undefined]);
  const statuses = [];
  for await (const { status } of sms.sendAll([message, message])) statuses.push(status);
  expect(statuses).toEqual(["accepted", "accepted"]);
});

test("a request ends while the test has stopped the timers", async () => {
  jest.useFakeTimers();
  try {
    const sms = client({ baseUrl: server.url });
    expect(await sms.send(message)).toMatchObject({ status: "accepted" });
    server.service.faults.add({ kind: "stall", when: "after" });
    const late = await client({ baseUrl: server.url, timeoutMs: 50 }).send(message);
    expect(late).toMatchObject({ status: "unknown" });
  } finally {
    jest.useRealTimers();
  }
});

test("a refused connection proves that nothing was sent", async () => {
  const { cause, status } = await client({
    baseUrl: "http://127.0.0.1:1",
    retry: { deadlineMs: 0 },
  }).send(message);
  expect(status).toBe("unsent");
  expect(cause).toBeInstanceOf(SmnError);
  expect(cause.message).toContain("ECONNREFUSED");
});
