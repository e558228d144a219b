import { spawn } from "node:child_process";
import { Agent } from "node:https";
import { expect, it, onTestFinished } from "vitest";
import { createNodeTransport } from "../../src/http/nodeTransport.js";
import { selfSignedCertificate } from "./certificate.js";
import { wireRequest } from "./support.js";

/** A process of its own answers while this one is still busy with what it has written. */
const SERVICE = `
  const server = require("node:tls").createServer(JSON.parse(process.argv[1]), (socket) => {
    socket.on("error", () => {});
    socket.on("data", () => socket.write("HTTP/1.1 200 OK\\r\\ncontent-length: 2\\r\\n\\r\\n{}"));
  });
  server.listen(0, "127.0.0.1", () => console.log(server.address().port));
`;

it("believes the answers of a service so near that they come before TLS tells of the end of the request", async () => {
  const tls = selfSignedCertificate();
  const service = spawn(process.execPath, ["--eval", SERVICE, JSON.stringify(tls)], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  onTestFinished(() => void service.kill("SIGKILL"));
  const port = await new Promise((resolve) => service.stdout.once("data", (text) => resolve(Number(text))));
  const agent = new Agent({ keepAlive: true, ca: tls.cert });
  onTestFinished(() => agent.destroy());
  const transport = createNodeTransport({ agent });
  const url = `https://127.0.0.1:${String(port)}/`;
  for (let request = 0; request < 200; request++)
    expect((await transport(wireRequest(url, { body: Buffer.from("{}") }))).status).toBe(200);
});
