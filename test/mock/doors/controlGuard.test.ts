import { request } from "node:http";
import { hostname } from "node:os";
import { afterEach, describe, expect, it } from "vitest";
import { startMockServer, type MockServer, type MockServerOptions } from "../../../src/mock/index.js";

let server: MockServer | undefined;
afterEach(() => server?.close());

interface Answer {
  status: number;
  text: string;
  headers: Record<string, unknown>;
  names: string[];
}

/** Asks with exactly these headers. */
async function ask(
  headers: Record<string, string>,
  {
    method = "GET",
    path = "/__sandbox/health",
    ...options
  }: MockServerOptions & { method?: string; path?: string } = {},
): Promise<Answer> {
  server = await startMockServer(options);
  const { port, hostname: host } = new URL(server.url);
  return new Promise((resolve, reject) => {
    const call = request({ port, host: host.replace(/[[\]]/g, ""), method, path, headers }, (response) => {
      let text = "";
      response.on("data", (chunk: Buffer) => (text += chunk.toString()));
      response.on("end", () =>
        resolve({
          status: response.statusCode ?? 0,
          text,
          headers: response.headers,
          names: response.rawHeaders.filter((_, index) => index % 2 === 0),
        }),
      );
    });
    call.on("error", reject);
    call.end();
  });
}

describe("control endpoints over HTTP", () => {
  it.each(["127.0.0.1", "localhost:8787", "sandbox.localhost", "[::1]:80", hostname().toLowerCase()])(
    "answer at %s",
    async (host) => {
      expect((await ask({ host })).status).toBe(200);
    },
  );

  it.each([
    "evil.example",
    "localhost.evil.example",
    "10.11.12.13",
    "127.0.0.1.evil.example",
    "localhost@evil.example",
  ])("refuse the host %s and say how to allow it", async (host) => {
    const { status, text } = await ask({ host });
    expect(status === 403 || status === 400).toBe(true);
    if (status === 403) expect(text).toContain("--allow-host");
  });

  it("answer at a name that is allowed", async () => {
    expect((await ask({ host: "Sandbox.test:80" }, { allowedHosts: ["sandbox.test"] })).status).toBe(200);
  });

  it.each(["http://evil.example", "null", "http://localhost:3000", "https://localhost"])(
    "refuse pages of %s",
    async (origin) => {
      const { status, text } = await ask({ host: "localhost", origin }, { method: "POST" });
      expect([status, text]).toEqual([403, expect.stringContaining("--allow-origin")]);
    },
  );

  it("answer the sandbox's own page, and one that is allowed", async () => {
    expect((await ask({ host: "localhost:80", origin: "http://localhost" })).status).toBe(200);
    await server?.close();
    const origin = "http://app.test:3000";
    const { status, headers } = await ask({ host: "localhost", origin }, { allowedOrigins: [origin] });
    expect([status, headers["access-control-allow-origin"]]).toEqual([200, origin]);
    await server?.close();
    const preflight = await ask(
      { host: "localhost", origin, "access-control-request-method": "POST" },
      { allowedOrigins: [origin], method: "OPTIONS" },
    );
    expect([preflight.status, preflight.headers["access-control-allow-headers"]]).toEqual([
      204,
      "content-type",
    ]);
  });

  it("refuse images and scripts of other sites, but follow a link", async () => {
    const image = { host: "localhost", "sec-fetch-site": "cross-site", "sec-fetch-mode": "no-cors" };
    expect((await ask(image)).status).toBe(403);
    await server?.close();
    expect((await ask({ ...image, "sec-fetch-mode": "navigate" })).status).toBe(200);
  });

  it("leave the service itself open to any name", async () => {
    const { status } = await ask({ host: "smn.cn-north-4.myhuaweicloud.com" }, { path: "/v2/x" });
    expect(status).toBe(404);
  });
});

describe("the page", () => {
  it("is one file that may load and run nothing else", async () => {
    const { status, text, headers } = await ask({ host: "localhost" }, { path: "/?number=1" });
    expect(status).toBe(200);
    expect(headers["content-type"]).toBe("text/html; charset=utf-8");
    const policy = String(headers["content-security-policy"]);
    expect(policy).toMatch(
      /^default-src 'none'; script-src 'sha256-[^' ]+'; style-src 'sha256-[^' ]+'; connect-src 'self';/,
    );
    expect(policy).not.toMatch(/unsafe|https?:|\*/);
    expect(text.match(/<script/g)).toHaveLength(1);
    expect(text).not.toMatch(/(?:src|href)="(?!data:)/);
  });

  it("is for the sandbox's own addresses", async () => {
    expect((await ask({ host: "evil.example" }, { path: "/" })).status).toBe(403);
  });
});

describe("headers on the wire", () => {
  it("have the capitals of the service", async () => {
    const { names } = await ask({ host: "localhost" }, { path: "/v3/auth/tokens", method: "POST" });
    expect(names).toEqual(expect.arrayContaining(["Content-Type", "X-Request-Id", "Content-Length"]));
  });
});
