import { createServer, type Server } from "node:http";
import { connect, type AddressInfo } from "node:net";
import { expect, onTestFinished, test } from "vitest";
import { sandboxCredentials } from "../../../src/mock/index.js";
import { createSmsClient } from "../../../src/createSmsClient.js";
import { proxyAgentFor } from "../../../src/cli/connection/proxyAgent.js";

const TARGET = "https://smn.invalid";

/** A proxy; `open` decides about a tunnel. @returns its address, and where tunnels were asked for */
async function proxy(open: (server: Server) => void): Promise<{ url: string; asked: string[] }> {
  const server = createServer();
  const asked: string[] = [];
  server.on("connect", (request) => asked.push(request.url ?? ""));
  open(server);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => void server.close());
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, asked };
}

async function send(proxyUrl: string): Promise<{ status: string; cause?: unknown }> {
  const agent = await proxyAgentFor({ HTTPS_PROXY: proxyUrl }, TARGET);
  if (agent === undefined) throw new Error("no agent");
  onTestFinished(() => agent.destroy());
  const sms = createSmsClient({
    baseUrl: TARGET,
    projectId: "p1",
    credentials: sandboxCredentials,
    retry: { deadlineMs: 0 },
    agent,
  });
  return sms.send({ endpoint: "13800000001", message: "hello", sign_id: "s1" });
}

test.each([407, 403, 502, 503])("a proxy that answers %s has provably sent nothing", async (status) => {
  const { url, asked } = await proxy((server) =>
    server.on("connect", (_, socket) => socket.end(`HTTP/1.1 ${status} No\r\ncontent-length: 2\r\n\r\nno`)),
  );
  expect((await send(url)).status).toBe("unsent");
  expect(asked).toEqual(["smn.invalid:443"]);
});

test.each([407, 403, 502])(
  "a proxy that answers %s with its own password is quoted without it",
  async (status) => {
    const password = "p&ss wörd=1";
    const pair = Buffer.from(`operator:${password}`).toString("base64");
    const page = `no: operator ${password}, ${encodeURIComponent(password)}, p&amp;ss wörd=1, ${pair}; ask the desk`;
    const answer = `HTTP/1.1 ${status} No\r\ncontent-length: ${Buffer.byteLength(page)}\r\n\r\n${page}`;
    const { url } = await proxy((server) => server.on("connect", (_, socket) => socket.end(answer)));
    const { status: outcome, cause } = await send(
      url.replace("//", `//operator:${encodeURIComponent(password)}@`),
    );
    expect([outcome, (cause as Error).message]).toEqual([
      "unsent",
      expect.stringContaining("; ask the desk"),
    ]);
    expect((cause as Error).message).not.toMatch(/operator|ss w|=1|%26ss/);
    expect((cause as Error).message).not.toContain(pair.slice(0, 12));
  },
);

test("a proxy that cannot be reached has provably sent nothing", async () => {
  expect((await send("http://127.0.0.1:1")).status).toBe("unsent");
});

test("a tunnel without the service behind it has provably sent nothing", async () => {
  const closed = await proxy(() => undefined);
  const { url, asked } = await proxy((server) =>
    server.on("connect", (_, socket) => {
      socket.write("HTTP/1.1 200 OK\r\n\r\n");
      // Something that speaks no TLS.
      const other = connect(Number(new URL(closed.url).port), "127.0.0.1");
      socket.pipe(other).pipe(socket);
    }),
  );
  expect((await send(url)).status).toBe("unsent");
  expect(asked).toEqual(["smn.invalid:443"]);
});
