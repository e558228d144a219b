import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import { connect, type AddressInfo, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import { startMockServer, type MockServer } from "../../src/mock/index.js";
import { selfSignedCertificate } from "../http/certificate.js";

/** The service's own names, behind a proxy on this machine. */
export interface Behind {
  readonly server: MockServer;
  /** For processes that shall reach it. */
  readonly env: Readonly<Record<string, string>>;
  /** The hosts to which tunnels were opened. */
  readonly asked: string[];
}

/** Starts a sandbox that is reached under the names of the service, through the tunnel of an HTTP proxy. */
export async function behindProxy(region: string): Promise<Behind> {
  const hosts = ["smn", "iam"].map((name) => `${name}.${region}.myhuaweicloud.com`);
  const tls = selfSignedCertificate(hosts);
  const folder = await mkdtemp(join(tmpdir(), "smn-sms-test-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const authority = join(folder, "ca.pem");
  await writeFile(authority, tls.cert);
  const server = await startMockServer({ seed: 1, deliveryDelayMs: 0, tls });
  onTestFinished(() => server.close());

  const asked: string[] = [];
  const sockets = new Set<Socket>();
  const proxy = createServer((_, response) => response.writeHead(405).end());
  proxy.on("connect", ({ url = "" }, client: Socket) => {
    asked.push(url);
    const service = connect(Number(new URL(server.url).port), "127.0.0.1", () => {
      client.write("HTTP/1.1 200 Connection established\r\n\r\n");
      service.pipe(client).pipe(service);
    });
    for (const socket of [client, service]) {
      sockets.add(socket);
      socket.on("error", () => socket.destroy());
    }
  });
  await new Promise<void>((resolve) => proxy.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
    proxy.close();
  });
  const address = `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`;
  return { server, asked, env: { HTTPS_PROXY: address, NODE_EXTRA_CA_CERTS: authority } };
}
