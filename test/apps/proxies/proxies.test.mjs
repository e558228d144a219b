import assert from "node:assert";
import { execFile } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:http";
import { Agent } from "node:https";
import { connect } from "node:net";
import { after, test } from "node:test";
import { promisify } from "node:util";
import { HttpsProxyAgent } from "https-proxy-agent";
import { createSmsClient } from "smn-sms";
import { sandboxCredentials, sandboxProjectId, sandboxSign, startMockServer } from "smn-sms/mock";
import { EnvHttpProxyAgent, fetch as undiciFetch } from "undici";

const message = { endpoint: "+8613800000001", message: "hi", sign_id: sandboxSign.sign_id };
const open = [];
after(() => open.forEach((close) => close()));

async function listen(server) {
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  open.push(() => (server.closeAllConnections(), server.close()));
  return `http://127.0.0.1:${server.address().port}`;
}

/** A proxy that leads everything to one server, and keeps what it was asked for. */
async function proxyTo(target) {
  const asked = [];
  const { hostname, port } = new URL(target);
  const server = createServer((request, response) => {
    asked.push(request.url);
    response.writeHead(502).end();
  });
  server.on("connect", (request, socket) => {
    asked.push(request.url);
    const onward = connect(port, hostname, () => {
      socket.write("HTTP/1.1 200 OK\r\n\r\n");
      socket.pipe(onward).pipe(socket);
    });
    for (const end of [socket, onward]) end.on("error", () => (socket.destroy(), onward.destroy()));
  });
  return { url: await listen(server), asked };
}

async function sandbox() {
  const server = await startMockServer();
  open.push(() => server.close());
  return server;
}

test("Node's own switch leads messages through the proxy, and the look-up of the project as well", async () => {
  const target = createServer((_, response) => response.writeHead(404).end());
  const proxy = await proxyTo(await listen(target));
  const code = `
    import { createSmsClient } from "smn-sms";
    const retry = { deadlineMs: 0 };
    const options = { region: "cn-north-4", credentials: { token: "t" }, retry, timeoutMs: 5000 };
    await createSmsClient({ ...options, projectId: "p1" }).send(${JSON.stringify(message)});
    await Promise.race([createSmsClient(options).send(${JSON.stringify(message)}), new Promise((r) => setTimeout(r, 2000))]);
    process.exit();`;
  const env = {
    ...process.env,
    NODE_USE_ENV_PROXY: "1",
    HTTPS_PROXY: proxy.url,
    https_proxy: proxy.url,
    NO_PROXY: "",
    no_proxy: "",
  };
  await promisify(execFile)(process.execPath, ["--input-type=module", "-e", code], { env });
  const hosts = [...new Set(proxy.asked)];
  assert(
    hosts.some((host) => host.startsWith("smn.cn-north-4.")),
    hosts.join(),
  );
  assert(
    hosts.some((host) => host.startsWith("iam.")),
    hosts.join(),
  );
});

test("a hand-shake that fails in the tunnel of a proxy proves that nothing was sent", async () => {
  const target = createServer((_, response) => response.end()); // no TLS
  const proxy = await proxyTo(await listen(target));
  const agent = new HttpsProxyAgent(proxy.url);
  const options = {
    region: "cn-north-4",
    projectId: "p1",
    credentials: { token: "t" },
    retry: { deadlineMs: 0 },
  };
  assert.equal((await createSmsClient({ ...options, agent }).send(message)).status, "unsent");
  assert.deepEqual(proxy.asked, ["smn.cn-north-4.myhuaweicloud.com:443"]);
});

test("a proxy that wants credentials proves that nothing was sent, and stops a run", async () => {
  const url = await listen(createServer((_, response) => response.writeHead(407).end("<html>proxy</html>")));
  const sms = createSmsClient({ baseUrl: url, projectId: "p1", credentials: { token: "t" } });
  const statuses = [];
  await assert.rejects(async () => {
    for await (const { status } of sms.sendAll([message, { ...message, endpoint: "+8613800000002" }]))
      statuses.push(status);
  }, /407.*proxy/);
  assert.deepEqual(statuses, ["unsent", "unsent"]);
});

const ways = {
  "https-proxy-agent": (url) => ({ agent: new HttpsProxyAgent(url) }),
  undici: (url) => {
    const dispatcher = new EnvHttpProxyAgent({ httpProxy: url, httpsProxy: url, noProxy: "" });
    return { fetch: (address, init) => undiciFetch(address, { ...init, dispatcher }) };
  },
  "Node's own agent": (url) => ({ agent: new Agent({ proxyEnv: { HTTPS_PROXY: url } }) }),
};
for (const [name, way] of Object.entries(ways))
  test(`a proxy that refuses a tunnel proves that nothing was sent: ${name}`, async () => {
    let status;
    const proxy = createServer();
    proxy.on("connect", (_, socket) => {
      const head = `HTTP/1.1 ${status} No\r\ncontent-type: text/html\r\ncontent-length: 4\r\nconnection: close\r\n\r\n`;
      socket.on("error", () => undefined).end(`${head}<no>`);
    });
    const options = {
      region: "cn-north-4",
      projectId: "p1",
      credentials: { token: "t" },
      retry: { deadlineMs: 0 },
      ...way(await listen(proxy)),
    };
    const outcomes = [];
    for (status of [407, 403, 502, 503]) {
      const { status: outcome, cause } = await createSmsClient(options).send(message);
      outcomes.push(`${outcome} ${cause.status}`);
    }
    assert.deepEqual(outcomes, ["unsent 407", "unsent 403", "unsent 502", "unsent 503"]);
    status = 407;
    await assert.rejects(async () => {
      for await (const outcome of createSmsClient(options).sendAll([message])) void outcome;
    }, /407.*credentials of its own/);
  });

test("undici's fetch with its proxy agent is a fetch for the client", async () => {
  const server = await sandbox();
  const proxy = await proxyTo(server.url);
  const dispatcher = new EnvHttpProxyAgent({ httpProxy: proxy.url, httpsProxy: proxy.url, noProxy: "" });
  const sms = createSmsClient({
    baseUrl: server.url,
    projectId: sandboxProjectId,
    credentials: sandboxCredentials,
    fetch: (url, init) => undiciFetch(url, { ...init, dispatcher }),
  });
  assert.equal((await sms.send(message)).status, "accepted");
  assert.equal(proxy.asked.length, 1);
});
