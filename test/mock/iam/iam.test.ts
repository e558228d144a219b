import { HcClient } from "@huaweicloud/huaweicloud-sdk-core/HcClient.js";
import { BasicCredentials } from "@huaweicloud/huaweicloud-sdk-core/auth/BasicCredentials.js";
import { DefaultHttpClient } from "@huaweicloud/huaweicloud-sdk-core/http/DefaultHttpClient.js";
import { describe, expect, it, onTestFinished } from "vitest";
import { iamPassword } from "../../../src/auth/iamPassword.js";
import { lookUpProjectId } from "../../../src/auth/lookUpProjectId.js";
import { createSmsClient } from "../../../src/createSmsClient.js";
import {
  sandboxCredentials,
  sandboxProjectId,
  sandboxSign,
  sandboxToken,
  sandboxUser,
  startMockServer,
  type MockServer,
  type MockService,
  type MockServiceOptions,
} from "../../../src/mock/index.js";
import { expectFits, manualClock, message, NOON, ORIGIN, PATH, post, sandbox } from "../support.js";

const IAM = "https://iam.cn-north-4.myhuaweicloud.com";
const DAY = 86_400_000;

function login(
  overrides: Record<string, unknown> = {},
  scope: unknown = { project: { name: "cn-north-4" } },
) {
  const { username, password, domainName } = { ...sandboxUser, ...overrides };
  const user = { name: username, password, domain: { name: domainName } };
  return { auth: { identity: { methods: ["password"], password: { user } }, scope } };
}

async function askForToken(service: MockService, body: unknown = login()) {
  const response = await service.handle(
    new Request(`${IAM}/v3/auth/tokens?nocatalog=true`, {
      method: "POST",
      headers: { "content-type": "application/json;charset=utf8" },
      body: typeof body === "string" ? body : JSON.stringify(body),
    }),
  );
  return { response, token: response.headers.get("x-subject-token"), body: (await response.json()) as Body };
}

interface Body {
  token: { expires_at: string; project?: unknown; domain?: unknown };
  error: { code: number; message: string; title: string };
}

async function statusWith(service: MockService, token: string | null, path = PATH): Promise<number> {
  const answer = await post(service, [message()], {
    url: ORIGIN + path,
    headers: { "x-auth-token": token ?? "" },
  });
  return answer.status;
}

async function start(options: MockServiceOptions = {}): Promise<MockServer> {
  const server = await startMockServer({ seed: 7, ...options });
  onTestFinished(() => server.close());
  return server;
}

describe("tokens for name and password", () => {
  it("are handed out as identity management does it, for one project", async () => {
    const service = sandbox({ clock: manualClock() });
    const { response, token, body } = await askForToken(service);
    expect([response.status, response.headers.get("content-type")]).toEqual([201, "application/json"]);
    expect(token).toMatch(/^MII\w{50,}$/);
    expect(body).toMatchObject({
      token: {
        catalog: [],
        expires_at: "2026-03-02T12:00:00.000000Z",
        issued_at: "2026-03-01T12:00:00.000000Z",
        methods: ["password"],
        project: { id: sandboxProjectId, name: "cn-north-4", domain: { name: "sandbox-domain" } },
        user: { name: "sandbox-user", domain: { name: "sandbox-domain" } },
      },
    });
    expect(await statusWith(service, token)).toBe(200);
    expect(await statusWith(service, token, PATH.replace(sandboxProjectId, "another"))).toBe(403);
  });

  it("expire after a day of the sandbox's time", async () => {
    const service = sandbox();
    const { token } = await askForToken(service);
    await service.advance(DAY - 60_000);
    expect(await statusWith(service, token)).toBe(200);
    await service.advance(60_000);
    expect(await statusWith(service, token)).toBe(401);
    expect(await statusWith(service, (await askForToken(service)).token)).toBe(200);
  });

  it("live as long as they are told to", async () => {
    const service = sandbox({ clock: manualClock(), tokenLifetimeMs: 1000 });
    const { body } = await askForToken(service);
    expect(Date.parse(body.token.expires_at)).toBe(NOON + 1000);
  });

  it("of the whole account do not open the service", async () => {
    const service = sandbox();
    const { token, body } = await askForToken(service, login({}, { domain: { name: "sandbox-domain" } }));
    expect([body.token.project, body.token.domain]).toMatchObject([undefined, { name: "sandbox-domain" }]);
    expect(await statusWith(service, token)).toBe(403);
  });

  it.each([
    ["any region", { name: "cn-east-3" }, {}, sandboxProjectId],
    ["a sub-project", { name: "cn-north-4_shop" }, {}, sandboxProjectId],
    ["an id", { id: "p1" }, {}, "p1"],
    ["the only project", { name: "cn-east-3" }, { projectId: "p2" }, "p2"],
    [
      "a project by name",
      { name: "b" },
      {
        projects: [
          { id: "1", name: "a" },
          { id: "2", name: "b" },
        ],
      },
      "2",
    ],
    ["a project by id", { id: "1" }, { projects: [{ id: "1", name: "a" }] }, "1"],
  ])("can be had for %s", async (_, project, options, id) => {
    const { body } = await askForToken(sandbox(options), login({}, { project }));
    expect(body.token.project).toMatchObject({ id });
  });

  it.each([
    ["a wrong password", login({ password: "wrong" }), 401, "Unauthorized"],
    ["another domain", login({ domainName: "other" }), 401, "Unauthorized"],
    ["an unknown user", login({ username: "nobody" }), 401, "Unauthorized"],
    ["an unknown project", login({}, { project: { name: "atlantis-1" } }), 401, "Unauthorized"],
    ["a project without name and id", login({}, { project: {} }), 400, "Bad Request"],
    ["another method", { auth: { identity: { methods: ["totp"] } } }, 400, "Bad Request"],
    ["an empty object", {}, 400, "Bad Request"],
    ["no object", [], 400, "Bad Request"],
    ["no JSON", `{"password":"${sandboxUser.password}`, 400, "Bad Request"],
  ])("are refused for %s", async (_, given, status, title) => {
    const { response, token, body } = await askForToken(sandbox(), given);
    expect([response.status, token, body.error.code, body.error.title]).toEqual([
      status,
      null,
      status,
      title,
    ]);
    expect(JSON.stringify(body)).not.toContain(sandboxUser.password);
    expectFits("IamErrorBody", body);
  });

  it("are refused for users that the options do not name", async () => {
    const users = [{ username: "u", password: "p", domainName: "d" }];
    expect((await askForToken(sandbox({ users }))).response.status).toBe(401);
    expect((await askForToken(sandbox({ users }), login(users[0]))).response.status).toBe(201);
  });

  it.each([
    ["GET", "/v3/auth/tokens", 405],
    ["POST", "/v3/projects", 405],
    ["GET", "/v3/nothing", 404],
    ["GET", "/v3/constructor", 404],
  ])("%s %s is refused", async (method, path, status) => {
    const response = await sandbox().handle(new Request(IAM + path, { method }));
    expect(response.status).toBe(status);
    expectFits("IamErrorBody", await response.json());
  });

  it("are listed among the requests, and spare the faults", async () => {
    const service = sandbox({ faults: [{ kind: "throttle" }] });
    await askForToken(service);
    expect(service.requests).toMatchObject([{ path: "/v3/auth/tokens", status: 201, auth: "none" }]);
    expect(service.faults.pending).toHaveLength(1);
  });
});

describe("the list of projects", () => {
  async function list(service: MockService, query = "", headers: Record<string, string> = { ...TOKEN }) {
    const response = await service.handle(new Request(`${IAM}/v3/projects${query}`, { headers }));
    const { projects } = (await response.json()) as { projects?: { id: string; name: string }[] };
    return { status: response.status, projects: projects?.map(({ id, name }) => [id, name]) };
  }
  const TOKEN = { "x-auth-token": sandboxToken.token };

  it("holds one project, under the name of the region that is asked for", async () => {
    expect(await list(sandbox(), "?name=cn-east-3")).toEqual({
      status: 200,
      projects: [[sandboxProjectId, "cn-east-3"]],
    });
    expect((await list(sandbox())).projects).toEqual([[sandboxProjectId, "cn-north-4"]]);
    expect((await list(sandbox(), "?name=atlantis-1")).projects).toEqual([]);
  });

  it("holds the projects of the options", async () => {
    const projects = [
      { id: "1", name: "a" },
      { id: "2", name: "b" },
    ];
    expect((await list(sandbox({ projects }))).projects).toEqual([
      ["1", "a"],
      ["2", "b"],
    ]);
    expect((await list(sandbox({ projects }), "?name=b")).projects).toEqual([["2", "b"]]);
  });

  it("asks for a token or a signature", async () => {
    expect((await list(sandbox(), "", {})).status).toBe(401);
    expect((await list(sandbox(), "", { "x-auth-token": "wrong" })).status).toBe(401);
  });
});

describe("over HTTP", () => {
  it("name and password are enough for this package to send", async () => {
    const { url, service } = await start();
    const credentials = iamPassword({ ...sandboxUser, region: "cn-north-4", iamEndpoint: url });
    const sms = createSmsClient({ baseUrl: url, credentials });
    const texts = { endpoint: "+8613800000001", message: "hi", sign_id: sandboxSign.sign_id };
    expect(await sms.send(texts)).toMatchObject({ status: "accepted" });
    service.expireTokens();
    expect(await sms.send(texts)).toMatchObject({ status: "accepted" });
    expect(service.requests.map(({ path, status }) => [path.split("/").at(-1), status])).toEqual([
      ["tokens", 201],
      ["sms", 200],
      ["sms", 401],
      ["tokens", 201],
      ["sms", 200],
    ]);
  });

  it("a key finds its project", async () => {
    const { url } = await start({ projects: [{ id: "p7", name: "cn-east-3" }] });
    const options = { region: "cn-east-3", iamEndpoint: url };
    expect(await lookUpProjectId({ ...options, credentials: { ...sandboxCredentials } })).toBe("p7");
    expect(await lookUpProjectId({ ...options, credentials: { ...sandboxToken } })).toBe("p7");
  });

  it("the core of the vendor's SDK finds its project and sends", async () => {
    const { url, service } = await start({ projects: [{ id: "p7", name: "cn-east-3" }] });
    const client = (): HcClient => new HcClient(new DefaultHttpClient({}, [url])).withEndpoints([url]);
    const plain = new BasicCredentials()
      .withAk(sandboxCredentials.ak)
      .withSk(sandboxCredentials.sk)
      .withIamEndpoint(url);
    const credential = await plain.processAuthParams(client().withCredential(plain), "cn-east-3");
    const answer = await client()
      .withCredential(credential)
      .sendRequest({
        method: "POST",
        url: "/v2/{project_id}/notifications/sms",
        contentType: "application/json",
        queryParams: {},
        pathParams: {},
        headers: {},
        data: { sms_message: [message()] },
      });
    expectFits("SmsBatchResult", answer);
    expect(service.messages).toMatchObject([{ project_id: "p7" }]);
  });
});
