const { createServer } = require("node:http");
const { createSmsClient } = require("smn-sms");

// A page has no Request and no Response, which the sandbox needs: a server that accepts everything does here.
const server = createServer((request, response) => {
  let body = "";
  request.on("data", (chunk) => (body += chunk));
  request.on("end", () => {
    const { sms_message = [] } = JSON.parse(body || "{}");
    const result = sms_message.map(({ endpoint }) => ({ endpoint, message_id: "m1" }));
    response.setHeader("content-type", "application/json");
    response.end(JSON.stringify({ request_id: "r1", result, message: "hi" }));
  });
});
beforeAll(() => new Promise((resolve) => server.listen(0, "127.0.0.1", resolve)));
afterAll(() => server.close());

test("a message is sent from a page that has neither fetch nor setImmediate", async () => {
  expect([typeof fetch, typeof setImmediate]).toEqual(["undefined", "undefined"]);
  const baseUrl = `http://127.0.0.1:${server.address().port}`;
  const sms = createSmsClient({ baseUrl, projectId: "p1", credentials: { ak: "a", sk: "b" } });
  const message = { endpoint: "+8613800000001", message: "hi", sign_id: "s1" };
  const { status, message_id, cause } = await sms.send(message);
  expect([status, message_id, cause && `${cause.message} ${cause.cause}`]).toEqual([
    "accepted",
    "m1",
    undefined,
  ]);
});

test("a message is read from there as well", async () => {
  const baseUrl = `http://127.0.0.1:${server.address().port}`;
  const sms = createSmsClient({ baseUrl, projectId: "p1", credentials: { ak: "a", sk: "b" } });
  expect(await sms.message("m1")).toBe("hi");
});
