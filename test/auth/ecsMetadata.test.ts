import { expect, test } from "vitest";
import { ecsMetadata } from "../../src/auth/ecsMetadata.js";
import { failureOf, json, printed, serve, text } from "./support.js";

const CREDENTIAL = {
  access: "ak",
  secret: "sk-secret",
  securitytoken: "st-secret",
  expires_at: "2026-05-06T04:37:30.174000Z",
};
const RESOLVED = {
  ak: "ak",
  sk: "sk-secret",
  securityToken: "st-secret",
  expiresAt: Date.parse("2026-05-06T04:37:30.174Z"),
};
const key = json(200, { credential: CREDENTIAL });
const NO_AGENCY = "Please configure Cloud Service Agency first";

test("a token is fetched and used for the key", async () => {
  const { url, seen } = await serve(text(200, "meta-token\n"), key);
  expect(await ecsMetadata({ address: url, projectId: "p1" })()).toEqual({ ...RESOLVED, projectId: "p1" });
  expect(seen.map(({ method, url: path }) => `${method} ${path}`)).toEqual([
    "PUT /meta-data/latest/api/token",
    "GET /openstack/latest/securitykey",
  ]);
  expect(seen[0]!.headers["x-metadata-token-ttl-seconds"]).toBe("21600");
  expect(seen[1]!.headers["x-metadata-token"]).toBe("meta-token");
});

test.each([404, 405, 503])("status %i for the token means going on without one", async (status) => {
  const { url, seen } = await serve(text(status, ""), key);
  expect(await ecsMetadata({ address: url })()).toEqual(RESOLVED);
  expect(seen[1]!.headers).not.toHaveProperty("x-metadata-token");
});

test("a token that is not accepted is replaced once", async () => {
  const { url, seen } = await serve(text(200, "old"), text(401, "bad token"), text(200, "new"), key);
  expect(await ecsMetadata({ address: url })()).toEqual(RESOLVED);
  expect(seen[3]!.headers["x-metadata-token"]).toBe("new");
});

test("a second refusal is an error", async () => {
  const { url, seen } = await serve(
    text(200, "old"),
    text(401, "bad"),
    text(200, "new-token"),
    text(401, "new-token bad"),
  );
  const error = await failureOf(ecsMetadata({ address: url })());
  expect(error).toMatchObject({ code: "auth", sent: "no", status: 401 });
  expect(error.message).not.toContain("new-token");
  expect(seen).toHaveLength(4);
});

test("a server without agency is told so at once", async () => {
  const { url, seen } = await serve(text(200, "token"), text(401, NO_AGENCY));
  const error = await failureOf(ecsMetadata({ address: url })());
  expect(error).toMatchObject({ code: "auth", sent: "no", status: 401 });
  expect(error.message).toContain("no agency is bound");
  expect(seen).toHaveLength(2);
});

test("a redirect of either request is not followed", async () => {
  const other = await serve(key);
  const first = await serve(text(302, "", { location: other.url }));
  expect(await failureOf(ecsMetadata({ address: first.url })())).toMatchObject({
    code: "protocol",
    status: 302,
  });
  const second = await serve(text(200, "token"), text(307, "", { location: other.url }));
  expect(await failureOf(ecsMetadata({ address: second.url })())).toMatchObject({
    code: "protocol",
    status: 307,
  });
  expect(other.seen).toHaveLength(0);
});

test.each([
  ["an error for the token", [text(500, "x")], "auth"],
  ["a page as token", [text(200, "<html>a b</html>")], "protocol"],
  ["an error for the key", [text(200, "token"), text(500, "x")], "auth"],
  ["HTML as key", [text(200, "token"), text(200, "<html>sk-secret</html>")], "protocol"],
  ["no credential", [text(200, "token"), json(200, { other: "sk-secret" })], "protocol"],
  ["no secret", [text(200, "token"), json(200, { credential: { access: "sk-secret" } })], "auth"],
  [
    "an expiry that is none",
    [text(200, "t"), json(200, { credential: { ...CREDENTIAL, expires_at: "x" } })],
    "auth",
  ],
])("%s is an error that shows nothing of it", async (_, answers, code) => {
  const { url } = await serve(...answers);
  const error = await failureOf(ecsMetadata({ address: url })());
  expect(error).toMatchObject({ code, sent: "no" });
  expect(printed(error)).not.toContain("sk-secret");
});

test("a service that hangs runs into the timeout", async () => {
  const { url } = await serve(() => undefined);
  expect(await failureOf(ecsMetadata({ address: url, timeoutMs: 20 })())).toMatchObject({
    code: "timeout",
    sent: "no",
  });
});

test("the address is the link-local one", async () => {
  const asked: string[] = [];
  const fetch = async (url: string): Promise<Response> => {
    asked.push(url);
    return url.endsWith("token") ? new Response("t") : Response.json({ credential: CREDENTIAL });
  };
  await ecsMetadata({ fetch })();
  expect(asked).toEqual([
    "http://169.254.169.254/meta-data/latest/api/token",
    "http://169.254.169.254/openstack/latest/securitykey",
  ]);
});
