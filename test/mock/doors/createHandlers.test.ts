import http from "node:http";
import { setupServer } from "msw/node";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { signRequest } from "../../../src/auth/sign/signRequest.js";
import { createSmsClient } from "../../../src/createSmsClient.js";
import {
  createMockService,
  sandboxCredentials,
  sandboxProjectId,
  sandboxSign,
  sandboxToken,
} from "../../../src/mock/index.js";
import { createHandlers } from "../../../src/mock/msw.js";
import { expectFits, message, PATH, URL_ } from "../support.js";

const service = createMockService({ seed: 7 });
const server = setupServer(
  ...createHandlers(service, { baseUrl: "http://sms.example:8080" }),
  ...createHandlers(service, { baseUrl: /^https:\/\/[a-z]+\.pattern\.example\// }),
);
beforeAll(() => server.listen({ onUnhandledRequest: "error" }));
afterEach(() => service.reset());
afterAll(() => server.close());

const body = JSON.stringify({ sms_message: [message()] });
const post = (url: string, init: RequestInit = {}): Promise<Response> =>
  fetch(url, {
    method: "POST",
    headers: { "content-type": "application/json", "x-auth-token": "sandbox-token" },
    body,
    ...init,
  });

describe("MSW handlers", () => {
  it.each([
    "https://smn.cn-north-4.myhuaweicloud.com",
    "https://smn.cn-north-2.myhuaweicloud.cn",
    "https://smn.eu-west-101.myhuaweicloud.eu",
    "https://smn.some-new-9.myhuaweicloud.com",
    "http://sms.example:8080",
    "https://my.pattern.example",
  ])("answer for %s", async (origin) => {
    const response = await post(origin + PATH);
    expect(response.status).toBe(200);
    expectFits("SmsBatchResult", await response.json());
    expect(service.messages).toHaveLength(1);
  });

  it.each([
    "https://iam.cn-north-4.myhuaweicloud.com",
    "https://smn.cn-north-4.myhuaweicloud.com.evil.example",
    "http://sms.example:8081",
  ])("leave %s alone", async (origin) => {
    const handlers = createHandlers(service, { baseUrl: "http://sms.example:8080" });
    const request = new Request(origin + PATH, { method: "POST", body });
    const runs = await Promise.all(handlers.map((handler) => handler.run({ request, requestId: "1" })));
    expect(runs).toEqual([null, null]);
  });

  it.each(["https://iam.cn-north-4.myhuaweicloud.com", "https://iam.myhuaweicloud.com"])(
    "answer for identity management at %s",
    async (origin) => {
      const response = await fetch(`${origin}/v3/projects?name=cn-north-4`, {
        headers: { "x-auth-token": sandboxToken.token },
      });
      expect(await response.json()).toMatchObject({ projects: [{ name: "cn-north-4" }] });
    },
  );

  it("find the project of a client that was not told one", async () => {
    const sms = createSmsClient({ region: "cn-north-4", credentials: sandboxCredentials });
    const outcome = await sms.send({
      endpoint: "+8613800000001",
      message: "hi",
      sign_id: sandboxSign.sign_id,
    });
    expect(outcome.status).toBe("accepted");
    expect(service.messages).toMatchObject([{ project_id: sandboxProjectId }]);
  });

  it("answer wrong paths as the gateway does", async () => {
    const response = await post("https://smn.cn-north-4.myhuaweicloud.com/v2/x");
    expect([response.status, await response.json()]).toMatchObject([404, { error_code: "APIGW.0101" }]);
  });

  it("verify signatures, of fetch and of node:http", async () => {
    const headers = signRequest(
      { method: "POST", url: URL_, headers: { "content-type": "application/json" }, body },
      sandboxCredentials,
    );
    const status = await new Promise((resolve, reject) => {
      const request = http.request("http://sms.example:8080" + PATH, {
        method: "POST",
        headers: signRequest(
          {
            method: "POST",
            url: "http://sms.example:8080" + PATH,
            headers: { "content-type": "application/json" },
            body,
          },
          sandboxCredentials,
        ),
      });
      request.on("response", (incoming) => resolve(incoming.statusCode));
      request.on("error", reject);
      request.end(body);
    });
    expect(status).toBe(200);
    delete headers["host"];
    expect((await post(URL_, { headers })).status).toBe(200);
    expect((await post(URL_, { headers, body: `${body} ` })).status).toBe(401);
  });

  it("turn broken connections into network errors, before or after accepting", async () => {
    for (const kind of ["reset", "truncate"] as const) {
      for (const when of ["before", "after"] as const) {
        service.reset();
        service.faults.add({ kind, when });
        await expect(post(URL_)).rejects.toThrow(TypeError);
        expect(service.messages).toHaveLength(when === "after" ? 1 : 0);
      }
    }
  });

  it("never answer a stalled request", async () => {
    service.faults.add({ kind: "stall", when: "after" });
    const abort = new AbortController();
    const answer = post(URL_, { signal: abort.signal });
    await expect.poll(() => service.messages.length).toBe(1);
    abort.abort(new Error("enough"));
    await expect(answer).rejects.toThrow("enough");
  });

  it("show other faults as they are", async () => {
    service.faults.add({ kind: "throttle", retryAfter: 1 });
    const response = await post(URL_);
    expect([response.status, response.headers.get("retry-after")]).toEqual([429, "1"]);
  });

  it("can be made from options, or from nothing", () => {
    expect(createHandlers()).toHaveLength(1);
    expect(createHandlers({ anySign: true }, { baseUrl: "https://a.example" })).toHaveLength(2);
  });

  it.each(["sms.example", "ftp://sms.example", "https://sms.example/path", "https://u:p@sms.example", ""])(
    "refuse %j as an address",
    (baseUrl) => {
      expect(() => createHandlers({}, { baseUrl })).toThrow("Expected `baseUrl` to be an origin");
    },
  );
});
