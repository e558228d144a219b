import assert from "node:assert";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { after, before, test } from "node:test";
import { createPushSigner, sandboxTopicUrn, startMockServer } from "smn-sms/mock";

const signer = createPushSigner();
const pushOf = (message) => signer.push({ topic_urn: sandboxTopicUrn, message });
/** What the server prints, line by line; its receivers print JSON. */
const printed = [];
let sandbox, server, url;

before(async () => {
  sandbox = await startMockServer();
  const env = {
    ...process.env,
    NEXT_TELEMETRY_DISABLED: "1",
    SANDBOX: sandbox.url,
    TOPIC_URN: sandboxTopicUrn,
    CERTIFICATE: await signer.fetchCertificate(pushOf("any").signing_cert_url),
  };
  const command = ["node_modules/next/dist/bin/next", "start", "--hostname", "127.0.0.1", "--port", "0"];
  server = spawn(process.execPath, command, { env, stdio: ["ignore", "pipe", "inherit"] });
  await new Promise((resolve, reject) => {
    server.once("exit", () => reject(new Error(printed.join("\n"))));
    server.stdout.setEncoding("utf8").on("data", (text) => {
      printed.push(...text.split("\n").filter((line) => line !== ""));
      url ??= /http:\/\/127\.0\.0\.1:\d+/.exec(text)?.[0];
      if (/Ready in/.test(text)) resolve();
    });
  });
});
after(async () => {
  server.kill();
  await once(server, "exit");
  await sandbox.close();
});
function post(path, body, type = "text/plain; charset=UTF-8") {
  return fetch(url + path, { method: "POST", body, headers: { "content-type": type } });
}

/** What a receiver has printed, which comes by another way than the answer. */
async function printedBy(fits) {
  for (;;) {
    const found = printed
      .filter((line) => line.startsWith("{"))
      .map((line) => JSON.parse(line))
      .find(fits);
    if (found !== undefined) return found;
    await once(server.stdout, "data");
  }
}

for (const type of ["text/plain; charset=UTF-8", "application/json"])
  test(`a route handler takes a push of type ${type}`, async () => {
    const body = JSON.stringify(pushOf(`as ${type}`));
    assert.equal((await post("/push", body, type)).status, 200);
    await printedBy(({ kind, text }) => kind === "other" && text === `as ${type}`);
    assert.equal((await post("/push", body.replace("as ", "forged "), type)).status, 403);
  });

test("a route handler that reads the body first answers 500, and the receiver says what to do", async () => {
  assert.equal((await post("/taken", JSON.stringify(pushOf("hello")))).status, 500);
  const { message } = await printedBy(({ status }) => status === 500);
  assert.match(message, /read before.*new Request/);
});

test("a route handler sends a message", async () => {
  assert.deepEqual(await (await post("/send")).json(), { status: "accepted" });
});
