import { describe, expect, test, vi } from "vitest";
import { createCredentialCache } from "../../src/auth/credentialCache.js";
import { iamPassword, type IamPasswordOptions } from "../../src/auth/iamPassword.js";
import { failureOf, fakeClock, json, printed, serve, text } from "./support.js";

const PASSWORD = `pass"wörd <&> 4711`;
const TOKEN = `MIIa${"x".repeat(3000)}`;
const USER = { username: "iam-user", password: PASSWORD, domainName: "iam-domain" };
const BODY = {
  token: {
    expires_at: "2026-03-02T08:00:00.701000Z",
    project: { id: "p1", name: "cn-north-4" },
    catalog: [],
  },
};
const created = json(201, BODY, { "X-Subject-Token": TOKEN });

function login(url: string, options: Partial<IamPasswordOptions> = {}) {
  const clock = fakeClock();
  const all = { ...USER, region: "cn-north-4", iamEndpoint: url, clock, random: () => 0.5, ...options };
  return { clock, provider: iamPassword(all as IamPasswordOptions) };
}

describe("a login", () => {
  test("asks for a token of the region's project and hands it out with expiry and project", async () => {
    const { url, seen } = await serve(created);
    expect(await login(url).provider()).toEqual({
      token: TOKEN,
      expiresAt: Date.parse("2026-03-02T08:00:00.701Z"),
      projectId: "p1",
    });
    expect(seen).toHaveLength(1);
    expect(seen[0]).toMatchObject({ method: "POST", url: "/v3/auth/tokens?nocatalog=true" });
    expect(seen[0]!.headers).toMatchObject({ "content-type": "application/json" });
    expect(seen[0]!.headers).not.toHaveProperty("authorization");
    expect(seen[0]!.headers).not.toHaveProperty("x-auth-token");
    expect(JSON.parse(seen[0]!.body)).toEqual({
      auth: {
        identity: {
          methods: ["password"],
          password: { user: { name: "iam-user", password: PASSWORD, domain: { name: "iam-domain" } } },
        },
        scope: { project: { name: "cn-north-4" } },
      },
    });
  });

  test.each([
    [{ projectName: "cn-north-4_sub" }, { name: "cn-north-4_sub" }],
    [{ projectId: "p1" }, { id: "p1" }],
    [{ projectId: "p1", projectName: "x" }, { id: "p1" }],
  ])("%j is scoped to %j", async (options, project) => {
    const { url, seen } = await serve(created);
    await login(url, options).provider();
    expect(JSON.parse(seen[0]!.body)).toMatchObject({ auth: { scope: { project } } });
  });

  test("goes by a fetch that its options inherit", async () => {
    const { url } = await serve(created);
    const urls: unknown[] = [];
    const own: typeof fetch = (...args) => {
      urls.push(args[0]);
      return fetch(...args);
    };
    const { clock } = login(url);
    const options: IamPasswordOptions = Object.assign(Object.create({ fetch: own }) as object, {
      ...USER,
      region: "cn-north-4",
      iamEndpoint: url,
      clock,
    });
    await iamPassword(options)();
    expect(urls).toHaveLength(1);
  });

  test("goes where the environment says when only a region is given", async () => {
    const { url, seen } = await serve(created);
    await login(url, { iamEndpoint: undefined, env: { HUAWEICLOUD_SDK_IAM_ENDPOINT: url } }).provider();
    expect(seen).toHaveLength(1);
  });

  test("uses the global fetch of the moment", async () => {
    const { url, seen } = await serve(created);
    const { provider } = login(url);
    const own = vi.spyOn(globalThis, "fetch");
    await provider();
    expect(own).toHaveBeenCalledTimes(1);
    own.mockRestore();
    expect(seen).toHaveLength(1);
  });

  test("accepts a token of 12 kB", async () => {
    const long = "M".repeat(12_000);
    const { url } = await serve(json(201, BODY, { "X-Subject-Token": long }));
    expect(await login(url).provider()).toMatchObject({ token: long });
  });

  test("says what to do when the token is longer than the process accepts", async () => {
    const { url, seen } = await serve(json(201, BODY, { "X-Subject-Token": "M".repeat(40_000) }));
    const error = await failureOf(login(url).provider());
    expect(error).toMatchObject({ code: "protocol", sent: "no" });
    expect(error.message).toContain("--max-http-header-size");
    expect(seen).toHaveLength(1);
  });
});

describe("options", () => {
  test.each([
    ["an empty password", { password: "" }, "password"],
    ["no user", { username: undefined }, "username"],
    ["no domain", { domainName: undefined }, "domainName"],
    ["neither region nor endpoint", { region: undefined, iamEndpoint: undefined }, "region or iamEndpoint"],
    ["an endpoint without project", { region: undefined }, "projectName or projectId"],
    ["an endpoint without TLS", { iamEndpoint: "http://iam.example.com" }, "https"],
  ])("%s is refused at once", async (_, options, message) => {
    const all = {
      ...USER,
      region: "cn-north-4",
      iamEndpoint: "https://iam.example.com",
      env: {},
      ...options,
    };
    const error = await failureOf(() => iamPassword(all as IamPasswordOptions));
    expect(error).toMatchObject({ code: "validation", sent: "no" });
    expect(error.message).toContain(message);
    expect(printed(error)).not.toContain(PASSWORD);
  });
});

describe("a refusal", () => {
  test.each([
    [
      401,
      { error: { code: 401, message: "The username or password is wrong.", title: "Unauthorized" } },
      "401",
    ],
    [401, { error_code: "IAM.0062", error_msg: "Incorrect password" }, "IAM.0062"],
    [403, { error: { code: "IAM.0082", message: "disabled" } }, "IAM.0082"],
    [400, { error_msg: "invalid", error_code: "IAM.0011" }, "IAM.0011"],
    [404, {}, undefined],
  ])("with status %i is not retried", async (status, body, serviceCode) => {
    const { url, seen } = await serve(json(status, body, { "X-Request-Id": "0123456789abcdef" }));
    const { provider, clock } = login(url);
    const error = await failureOf(provider());
    expect(error).toMatchObject({ code: "auth", sent: "no", status, requestId: "0123456789abcdef" });
    expect(error.serviceCode).toBe(serviceCode);
    expect(error.message).toContain(`POST ${url}/v3/auth/tokens: HTTP ${status}`);
    expect(seen).toHaveLength(1);
    expect(clock.pauses).toEqual([]);
  });

  test("is remembered by the cache, so that a wrong password is not hammered", async () => {
    const { url, seen } = await serve(json(401, { error_code: "IAM.0062", error_msg: "Incorrect password" }));
    const { provider, clock } = login(url);
    const cache = createCredentialCache(provider, { clock });
    for (let round = 0; round < 10; round += 1) await failureOf(cache.get());
    expect(seen).toHaveLength(1);
  });
});

describe("repetition", () => {
  test.each([429, 500, 502, 503, 504])("status %i is tried again", async (status) => {
    const { url, seen } = await serve(json(status, {}), text(status, "<html>busy</html>"), created);
    const { provider, clock } = login(url);
    expect(await provider()).toMatchObject({ token: TOKEN });
    expect(seen).toHaveLength(3);
    expect(clock.pauses).toEqual([500, 1000]);
  });

  test("ends after five attempts", async () => {
    const { url, seen } = await serve(json(503, {}));
    const { provider, clock } = login(url);
    expect(await failureOf(provider())).toMatchObject({ code: "auth", sent: "no", status: 503 });
    expect(seen).toHaveLength(5);
    expect(clock.pauses).toEqual([500, 1000, 2000, 4000]);
  });

  test("waits as long as the answer asks", async () => {
    const { url } = await serve(json(429, {}, { "Retry-After": "20" }), created);
    const { provider, clock } = login(url);
    await provider();
    expect(clock.pauses).toEqual([20_500]);
  });

  test("gives up when the answer asks for more than a minute", async () => {
    const { url, seen } = await serve(json(429, {}, { "Retry-After": "3600" }), created);
    expect(await failureOf(login(url).provider())).toMatchObject({ status: 429, retryAfterMs: 3_600_000 });
    expect(seen).toHaveLength(1);
  });

  test("follows a broken connection and a truncated answer", async () => {
    const { url, seen } = await serve(
      (response) => void response.destroy(),
      (response) => {
        response.writeHead(201, { "content-length": "1000", "X-Subject-Token": TOKEN });
        response.write('{"token":');
        setImmediate(() => response.destroy());
      },
      created,
    );
    expect(await login(url).provider()).toMatchObject({ token: TOKEN });
    expect(seen).toHaveLength(3);
  });

  test("of a refused connection ends in a network error with its code", async () => {
    const fetch = (): Promise<Response> => {
      const cause = Object.assign(new Error(`connect ${PASSWORD}`), { code: "ECONNREFUSED" });
      return Promise.reject(new TypeError(`fetch failed ${PASSWORD}`, { cause }));
    };
    const error = await failureOf(login("https://iam.example.com", { fetch }).provider());
    expect(error).toMatchObject({ code: "network", sent: "no" });
    expect(error.message).toContain("ECONNREFUSED");
    expect(printed(error)).not.toContain("pass");
  });

  test("follows a timeout", async () => {
    const { url, seen } = await serve(() => undefined, created);
    expect(await login(url, { timeoutMs: 50 }).provider()).toMatchObject({ token: TOKEN });
    expect(seen).toHaveLength(2);
  });
});

describe("a hostile server", () => {
  test.each([301, 302, 307, 308])(
    "that redirects with %i does not get the password sent on",
    async (status) => {
      const other = await serve(created);
      const { url, seen } = await serve(text(status, "", { location: `${other.url}/v3/auth/tokens` }));
      expect(await failureOf(login(url).provider())).toMatchObject({ code: "protocol", sent: "no", status });
      expect(seen).toHaveLength(1);
      expect(other.seen).toHaveLength(0);
    },
  );

  test("that echoes the password in any spelling does not get it into the error", async () => {
    const echoes = [
      json(401, { error: { code: 401, message: `no ${PASSWORD} of iam-user`, title: "x" } }),
      json(401, { error_code: PASSWORD, error_msg: JSON.stringify({ password: PASSWORD }) }),
      json(401, { request_id: PASSWORD }, { "x-request-id": encodeURIComponent(PASSWORD) }),
      text(401, `<html><title>${PASSWORD}</title></html>`),
      text(401, `<title>pass&quot;wörd &lt;&amp;&gt; 4711</title>`),
      text(401, `${" ".repeat(3)}${"-".repeat(190)}${PASSWORD}`),
      text(401, `q=${encodeURIComponent(PASSWORD)}`),
    ];
    for (const echo of echoes) {
      const { url } = await serve(echo);
      const error = await failureOf(login(url).provider());
      expect(error).toMatchObject({ code: "auth", status: 401 });
      expect(printed(error)).not.toMatch(/pass"|pass\\|pass%|pass&|4711|iam-user/);
    }
  });

  test("that echoes the password as a code or a request id loses both", async () => {
    const password = "Wort4711";
    const { url } = await serve(
      json(401, { error_code: `IAM.${password}`, error_msg: "no" }, { "x-request-id": password }),
    );
    const error = await failureOf(login(url, { password }).provider());
    expect(error).toMatchObject({ code: "auth", status: 401 });
    expect(printed(error)).not.toContain(password);
  });

  test.each([
    ["HTML with status 201", text(201, "<html>portal</html>", { "X-Subject-Token": TOKEN })],
    ["JSON that is cut off", text(201, '{"token":{"expires_at":', { "X-Subject-Token": TOKEN })],
    ["a list", json(201, [], { "X-Subject-Token": TOKEN })],
    ["no token header", json(201, BODY)],
    ["no expiry", json(201, { token: { project: { id: "p1" } } }, { "X-Subject-Token": TOKEN })],
    ["no project", json(201, { token: { expires_at: BODY.token.expires_at } }, { "X-Subject-Token": TOKEN })],
    ["status 200", json(200, BODY, { "X-Subject-Token": TOKEN })],
    ["2 MB", text(201, "x".repeat(2_000_000), { "X-Subject-Token": TOKEN })],
  ])("that answers %s is an error that shows nothing of it", async (_, answer) => {
    const { url, seen } = await serve(answer);
    const error = await failureOf(login(url).provider());
    expect(error).toMatchObject({ code: "protocol", sent: "no" });
    expect(printed(error)).not.toContain(TOKEN.slice(0, 20));
    expect(printed(error).length).toBeLessThan(4000);
    expect(seen).toHaveLength(1);
  });

  test.each([
    ["a project that is no id", { ...BODY.token, project: { id: "../x" } }, "projectId"],
    ["an expiry that is no time", { ...BODY.token, expires_at: "soon" }, "expiresAt"],
  ])("that answers %s is an error that names the field", async (_, token, field) => {
    const { url } = await serve(json(201, { token }, { "X-Subject-Token": TOKEN }));
    expect((await failureOf(login(url).provider())).message).toContain(field);
  });

  test("that never ends its answer runs into the timeout", async () => {
    // Without a socket: on a busy machine an attempt could end before the server has seen it.
    let attempts = 0;
    const fetch = async (): Promise<Response> => {
      attempts++;
      const body = new ReadableStream({ start: (stream) => stream.enqueue(new TextEncoder().encode("{")) });
      return new Response(body, { status: 201, headers: { "X-Subject-Token": TOKEN } });
    };
    const provider = login("https://iam.example.com", { fetch, timeoutMs: 10 }).provider;
    expect(await failureOf(provider())).toMatchObject({ code: "timeout", sent: "no" });
    expect(attempts).toBe(5);
  });

  test("that floods without end is cut off at 1 MB", async () => {
    const { url } = await serve((response) => {
      response.writeHead(500);
      const chunk = "x".repeat(100_000);
      const pump = (): void => {
        while (!response.destroyed && response.write(chunk));
        response.once("drain", pump);
      };
      pump();
    });
    const error = await failureOf(login(url).provider());
    expect(error).toMatchObject({ code: "protocol", sent: "no" });
    expect(error.message).toContain("1 MB");
  });

  test("a fetch that ignores its signal still runs into the timeout", async () => {
    const fetch = (): Promise<Response> => new Promise(() => undefined);
    const error = await failureOf(login("https://iam.example.com", { fetch, timeoutMs: 10 }).provider());
    expect(error).toMatchObject({ code: "timeout", sent: "no" });
  });
});

test("the provider shows no password when it is printed", () => {
  const { provider } = login("https://iam.example.com");
  expect(printed({ provider })).not.toContain("4711");
});
