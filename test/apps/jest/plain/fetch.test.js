const { createSmsClient, environment, SmnError } = require("smn-sms");

const message = { endpoint: "+8613800000001", message: "hi", sign_id: "s1" };
const options = { projectId: "p1", retry: { deadlineMs: 0 } };

/** Where nobody listens any more. */
async function closedAddress() {
  const server = require("node:http").createServer().listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  const { port } = server.address();
  await new Promise((resolve) => server.close(resolve));
  return `http://127.0.0.1:${port}`;
}

test("a refused connection by fetch proves that nothing was sent, although its errors are of another realm", async () => {
  const sms = createSmsClient({
    ...options,
    baseUrl: await closedAddress(),
    fetch,
    credentials: { token: "t" },
  });
  const { status, cause } = await sms.send(message);
  expect(status).toBe("unsent");
  expect(cause.message).toContain("ECONNREFUSED");
});

test("a provider's failure shows its class", async () => {
  const readFile = require("node:fs/promises").readFile;
  const sms = createSmsClient({
    ...options,
    baseUrl: "http://127.0.0.1",
    credentials: () => readFile("/nonexistent"),
  });
  const { status, cause } = await sms.send(message);
  expect([status, String(cause.cause)]).toEqual(["unsent", "Error: open ENOENT"]);
});

test("import and require give the same classes", async () => {
  expect(SmnError).toBe(require("smn-sms").SmnError);
  expect(typeof environment).toBe("function");
});
