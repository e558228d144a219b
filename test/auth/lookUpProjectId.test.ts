import { getEventListeners } from "node:events";
import { expect, test } from "vitest";
import { lookUpProjectId, type LookUpProjectIdOptions } from "../../src/auth/lookUpProjectId.js";
import { signRequest } from "../../src/auth/sign/signRequest.js";
import { failureOf, fakeClock, json, printed, serve, text } from "./support.js";

const KEY = { ak: "AKEXAMPLE", sk: "sk-secret" };

function lookUp(iamEndpoint: string, options: Partial<LookUpProjectIdOptions> = {}) {
  const clock = fakeClock();
  return lookUpProjectId({
    region: "cn-north-4",
    iamEndpoint,
    credentials: KEY,
    clock,
    random: () => 0.5,
    ...options,
  });
}

test("a key signs the request, without a project", async () => {
  const { url, seen } = await serve(json(200, { projects: [{ id: "p1", name: "cn-north-4" }] }));
  expect(await lookUp(url, { credentials: { ...KEY, securityToken: "st", projectId: "other" } })).toBe("p1");
  const { method, url: path, headers } = seen[0]!;
  expect([method, path]).toEqual(["GET", "/v3/projects?name=cn-north-4"]);
  expect(headers).not.toHaveProperty("x-project-id");
  expect(headers).not.toHaveProperty("x-auth-token");
  expect(headers).toMatchObject({
    host: new URL(url).host,
    "x-security-token": "st",
    "x-sdk-date": "20260301T080000Z",
  });
  const again = signRequest(
    { method, url: `${url}${path}`, headers: { "content-type": "application/json" } },
    { ...KEY, securityToken: "st" },
    { date: "20260301T080000Z" },
  );
  expect(headers.authorization).toBe(again["Authorization"]);
});

test("a token is sent as it is", async () => {
  const { url, seen } = await serve(json(200, { projects: [{ id: "p1" }] }));
  expect(await lookUp(url, { credentials: { token: "tok" } })).toBe("p1");
  expect(seen[0]!.headers).toMatchObject({ "x-auth-token": "tok" });
  expect(seen[0]!.headers).not.toHaveProperty("authorization");
});

test("every attempt is signed with its own date", async () => {
  const { url, seen } = await serve(json(503, {}), json(200, { projects: [{ id: "p1" }] }));
  const clock = fakeClock();
  await lookUp(url, { clock, random: () => 1 });
  expect(seen.map(({ headers }) => headers["x-sdk-date"])).toEqual(["20260301T080000Z", "20260301T080001Z"]);
});

test.each([
  ["none", { projects: [] }, "auth", "no project with this name"],
  ["several", { projects: [{ id: "p1" }, { id: "p2" }] }, "auth", "p1, p2"],
  ["another one", { projects: [{ id: "p1", name: "cn-north-1" }] }, "protocol", "another name"],
  ["no list", { projects: {} }, "protocol", "no list"],
  ["an id that is none", { projects: [{ id: "../x" }] }, "protocol", "valid id"],
  ["no id", { projects: [{}] }, "protocol", "valid id"],
])("%s is an error", async (_, body, code, message) => {
  const { url } = await serve(json(200, body));
  const error = await failureOf(lookUp(url));
  expect(error).toMatchObject({ code, sent: "no" });
  expect(error.message).toContain(message);
});

test.each([400, 401, 403])("status %i is not retried and shows no secret", async (status) => {
  const { url, seen } = await serve(
    json(status, { error_msg: "sk-secret AKEXAMPLE", error_code: "APIGW.0301" }),
  );
  const error = await failureOf(lookUp(url));
  expect(error).toMatchObject({ code: "auth", sent: "no", status, serviceCode: "APIGW.0301" });
  expect(printed(error)).not.toMatch(/sk-secret|AKEXAMPLE/);
  expect(seen).toHaveLength(1);
});

test("a redirect does not get the token sent on", async () => {
  const other = await serve(json(200, { projects: [{ id: "p1" }] }));
  const { url } = await serve(text(302, "", { location: other.url }));
  expect(await failureOf(lookUp(url, { credentials: { token: "tok" } }))).toMatchObject({ code: "protocol" });
  expect(other.seen).toHaveLength(0);
});

test("an abort ends the request, the pause and a call that has not begun", async () => {
  const hanging = await serve(() => undefined);
  const controller = new AbortController();
  const waiting = failureOf(lookUp(hanging.url, { signal: controller.signal }));
  setImmediate(() => controller.abort());
  expect(await waiting).toMatchObject({ code: "aborted", sent: "no" });

  const busy = await serve(json(503, {}));
  const second = new AbortController();
  const clock = fakeClock();
  const pausing = {
    ...clock,
    sleep: async () => {
      second.abort();
      second.signal.throwIfAborted();
    },
  };
  expect(await failureOf(lookUp(busy.url, { clock: pausing, signal: second.signal }))).toMatchObject({
    code: "aborted",
  });
  expect(busy.seen).toHaveLength(1);

  expect(await failureOf(lookUp(busy.url, { signal: AbortSignal.abort() }))).toMatchObject({
    code: "aborted",
  });
  expect(busy.seen).toHaveLength(1);
});

test("no listener stays on the signal", async () => {
  const { url } = await serve(json(200, { projects: [{ id: "p1" }] }));
  const { signal } = new AbortController();
  await lookUp(url, { signal });
  expect(getEventListeners(signal, "abort")).toEqual([]);
});

test("malformed credentials are refused before anything is sent", async () => {
  const { url, seen } = await serve(json(200, {}));
  expect(await failureOf(lookUp(url, { credentials: { token: "" } }))).toMatchObject({ code: "validation" });
  expect(seen).toHaveLength(0);
});
