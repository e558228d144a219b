import { describe, expect, it } from "vitest";
import { AnswerLog } from "../../src/base/answerLog.js";
import { createResponse, TransportFailure, type WireResponse } from "../../src/base/wire.js";
import { judgeFailure, judgeResponse, type JudgeContext, type Judgement } from "../../src/http/judge.js";
import { answer, context, NOW } from "./support.js";

const ID = "0123456789abcdef0123456789abcdef";
const smn = (code: string, message = "as the service says"): object => ({ request_id: ID, code, message });
const gateway = (error_code: string, error_msg: string): object => ({
  error_code,
  error_msg,
  request_id: ID,
});

/** What somebody reads, without the address, which is the same everywhere. */
function shown(judgement: Judgement | undefined): string {
  if (judgement === undefined) return "fine";
  const { error, retry } = judgement;
  const message = error.message.replaceAll(
    "https://smn.cn-north-4.myhuaweicloud.com/v2/p/notifications/sms",
    "URL",
  );
  return `${error.code} ${error.sent} ${retry}: ${message}`;
}

const failed = (
  kind: TransportFailure["kind"],
  reached: boolean,
  given: Partial<JudgeContext> = {},
  cause?: Error,
): string => shown(judgeFailure(new TransportFailure(kind, reached, cause), context(given)));
const answered = (response: WireResponse, given: Partial<JudgeContext> = {}): string =>
  shown(judgeResponse(response, context(given)));

/** An answer on a connection that had answered before. */
function later(status: number, body: string, before = "", id = ID): WireResponse {
  const earlier = new AnswerLog(false);
  if (before !== "") earlier.add(id, new TextEncoder().encode(before));
  return createResponse(status, [], new TextEncoder().encode(body), {
    earlier,
    closeConnection: () => undefined,
  });
}

describe("a proxy that refuses a connection", () => {
  const refused = (status: number, body = ""): string =>
    answered(createResponse(status, [], new TextEncoder().encode(body), undefined, true));

  it("says that nothing was sent, and what to do; only what may pass is tried again", () => {
    expect([
      refused(407, "<title>Login</title>"),
      refused(403, "<title>Blocked</title>"),
      refused(503),
      refused(429),
      refused(302),
      refused(201, '{"request_id":"r","result":[]}'),
    ]).toMatchInlineSnapshot(`
      [
        "protocol no never: No connection could be made for POST URL, because a proxy answered 407: Login. Nothing was sent. A proxy on the way wants credentials of its own: give them to your agent, or in the address of the proxy.",
        "protocol no never: No connection could be made for POST URL, because a proxy answered 403: Blocked. Nothing was sent. Ask those who run the proxy to let requests to this address through.",
        "network no after_wait: No connection could be made for POST URL, because a proxy answered 503. Nothing was sent. Ask those who run the proxy to let requests to this address through.",
        "network no after_wait: No connection could be made for POST URL, because a proxy answered 429. Nothing was sent. Ask those who run the proxy to let requests to this address through.",
        "protocol no never: No connection could be made for POST URL, because a proxy answered 302. Nothing was sent. Ask those who run the proxy to let requests to this address through.",
        "protocol no never: No connection could be made for POST URL, because a proxy answered 201. Nothing was sent. Ask those who run the proxy to let requests to this address through.",
      ]
    `);
  });
});

describe("a request without a complete answer", () => {
  it("says what happened, whether messages may have been sent, and what to do", () => {
    expect([
      failed("network", true, {}, new Error("ECONNRESET")),
      failed("network", false),
      failed("timeout", true),
      failed("aborted", true),
      failed("oversized", true),
      failed("redirected", true),
      failed("premature", true),
    ]).toMatchInlineSnapshot(`
      [
        "network maybe never: The connection broke during POST URL (ECONNRESET). Messages may have been sent: look at the delivery report before you send them again.",
        "network no after_wait: No connection could be made for POST URL. Nothing was sent.",
        "timeout maybe never: No complete answer to POST URL within 30000 ms. Messages may have been sent: look at the delivery report before you send them again.",
        "aborted maybe never: POST URL was aborted. Messages may have been sent: look at the delivery report before you send them again.",
        "protocol maybe never: The answer to POST URL is too large. Messages may have been sent: look at the delivery report before you send them again.",
        "protocol maybe never: A redirect was followed during POST URL, which the fetch of this client must not do (redirect: "manual"). Messages may have been sent: look at the delivery report before you send them again.",
        "protocol maybe never: An answer came before POST URL was sent in full, so it may be that of another request. Messages may have been sent: look at the delivery report before you send them again.",
      ]
    `);
  });

  it("that changed nothing may be retried", () => {
    expect([
      failed("network", true, { method: "GET" }),
      failed("timeout", true, { method: "HEAD" }),
      failed("network", true, { method: "DELETE" }),
    ]).toMatchInlineSnapshot(`
      [
        "network maybe after_wait: The connection broke during GET URL. Nothing was changed; try again.",
        "timeout maybe after_wait: No complete answer to HEAD URL within 30000 ms. Nothing was changed; try again.",
        "network maybe never: The connection broke during DELETE URL. It may have been done: check before you try again.",
      ]
    `);
  });
});

describe("an answer that is none of the service's", () => {
  it("says so", () => {
    expect([
      answered(answer(200, "<html>maintenance</html>", { "x-request-id": ID })),
      answered(answer(200, "")),
      answered(answer(299, "sorry { }")),
      answered(answer(200, "\n\n  {}")),
      answered(answer(300, "{}")),
      answered(answer(302, "")),
      answered(answer(303, "")),
      answered(answer(404, "<html>no such page</html>")),
      answered(answer(400, "")),
      answered(answer(407, "")),
      answered(answer(500, "")),
      answered(answer(499, "")),
    ]).toMatchInlineSnapshot(`
      [
        "protocol maybe never: Answer 200 to POST URL is not JSON but "an HTML page". Messages may have been sent: look at the delivery report before you send them again.",
        "protocol maybe never: Answer 200 to POST URL is not JSON but an empty body. Messages may have been sent: look at the delivery report before you send them again.",
        "protocol maybe never: Answer 299 to POST URL is not JSON but "sorry { }". Messages may have been sent: look at the delivery report before you send them again.",
        "fine",
        "protocol maybe never: POST URL was answered with a redirect (300), which is never followed, because it would hand your credentials to another address. Messages may have been sent: look at the delivery report before you send them again. Check baseUrl, and proxies on the way.",
        "protocol no never: POST URL was answered with a redirect (302), which is never followed, because it would hand your credentials to another address. Nothing was sent. Check baseUrl, and proxies on the way.",
        "protocol maybe never: POST URL was answered with a redirect (303), which is never followed, because it would hand your credentials to another address. Messages may have been sent: look at the delivery report before you send them again. Check baseUrl, and proxies on the way.",
        "protocol no never: POST URL failed with 404: an HTML page. Nothing was sent. The answer has no code of the service, so it may come from a proxy on the way. Check baseUrl, path and proxies.",
        "protocol no never: POST URL failed with 400. Nothing was sent. The answer has no code of the service, so it may come from a proxy on the way. Check baseUrl, path and proxies.",
        "protocol no never: POST URL failed with 407. Nothing was sent. A proxy on the way wants credentials of its own: give them to your agent, or in the address of the proxy.",
        "api maybe never: POST URL failed with 500. Messages may have been sent: look at the delivery report before you send them again.",
        "api maybe never: POST URL failed with 499. Messages may have been sent: look at the delivery report before you send them again.",
      ]
    `);
  });

  it("is one where PUT and DELETE have an empty body", () => {
    expect([
      answered(answer(200, ""), { method: "PUT" }),
      answered(answer(204, ""), { method: "DELETE" }),
      answered(answer(200, "done"), { method: "PUT" }),
      answered(answer(200, ""), { method: "PATCH" }),
    ]).toMatchInlineSnapshot(`
      [
        "fine",
        "fine",
        "protocol maybe never: Answer 200 to PUT URL is not JSON but "done". It may have been done: check before you try again.",
        "protocol maybe never: Answer 200 to PATCH URL is not JSON but an empty body. It may have been done: check before you try again.",
      ]
    `);
  });
});

describe("a refusal", () => {
  it("names code, request and cause, and says what to do", () => {
    expect([
      answered(answer(400, smn("SMN.0261"))),
      answered(answer(400, smn("SMN.9999", ""))),
      answered(answer(400, { code: "SMN.0261", message: "" })),
      answered(answer(429, gateway("APIGW.0308", "throttled"))),
      answered(answer(400, smn("SMN.0019"))),
      answered(answer(500, smn("SMN.0018"))),
    ]).toMatchInlineSnapshot(`
      [
        "api no never: POST URL failed with 400 SMN.0261: as the service says (request id 0123456789abcdef0123456789abcdef). Nothing was sent. Cause: account balance too low.",
        "api no never: POST URL failed with 400 SMN.9999 (request id 0123456789abcdef0123456789abcdef). Nothing was sent.",
        "api no never: POST URL failed with 400 SMN.0261. Nothing was sent. Cause: account balance too low.",
        "api no after_wait: POST URL failed with 429 APIGW.0308: throttled (request id 0123456789abcdef0123456789abcdef). Nothing was sent. Send more slowly.",
        "api maybe never: POST URL failed with 400 SMN.0019: as the service says (request id 0123456789abcdef0123456789abcdef). Messages may have been sent: look at the delivery report before you send them again.",
        "api maybe never: POST URL failed with 500 SMN.0018: as the service says (request id 0123456789abcdef0123456789abcdef). Messages may have been sent: look at the delivery report before you send them again.",
      ]
    `);
  });

  it("of a key or token says which of the two it was", () => {
    const expired = answer(401, gateway("APIGW.0301", "signature expired"), {
      date: new Date(NOW + 3_600_000).toUTCString(),
    });
    expect([
      answered(answer(401, gateway("APIGW.0301", "no")), { auth: "signature" }),
      answered(expired, { auth: "signature" }),
      answered(answer(401, gateway("APIGW.0301", "token expired")), { auth: "token" }),
      answered(answer(401, gateway("APIGW.0307", "no")), { auth: "token" }),
      answered(answer(403, gateway("APIGW.0307", "no")), { auth: "token" }),
      answered(answer(403, { message: "The token must be updated." }), { auth: "token" }),
      answered(answer(400, { message: "The token must be updated." }), { auth: "token" }),
    ]).toMatchInlineSnapshot(`
      [
        "auth no never: POST URL failed with 401 APIGW.0301: no (request id 0123456789abcdef0123456789abcdef). Nothing was sent. Check access key and secret key. The request was not retried, because five refused signatures lock the key for five minutes.",
        "auth no never: POST URL failed with 401 APIGW.0301: signature expired (request id 0123456789abcdef0123456789abcdef). Nothing was sent. Signatures are valid for 15 minutes. This machine's clock is 60 minutes behind the service's.",
        "auth no after_renewal: POST URL failed with 401 APIGW.0301: token expired (request id 0123456789abcdef0123456789abcdef). Nothing was sent. Get a new token, for the project in the path.",
        "auth no after_renewal: POST URL failed with 401 APIGW.0307: no (request id 0123456789abcdef0123456789abcdef). Nothing was sent. Get a new token, for the project in the path.",
        "auth no after_renewal: POST URL failed with 403 APIGW.0307: no (request id 0123456789abcdef0123456789abcdef). Nothing was sent. Get a new token, for the project in the path.",
        "protocol no after_renewal: POST URL failed with 403: The token must be updated. Nothing was sent. The answer has no code of the service, so it may come from a proxy on the way. Check baseUrl, path and proxies.",
        "protocol no never: POST URL failed with 400: The token must be updated. Nothing was sent. The answer has no code of the service, so it may come from a proxy on the way. Check baseUrl, path and proxies.",
      ]
    `);
  });
});

describe("an answer on a connection that had answered before", () => {
  it("proves nothing unless it shows that it belongs to this request", () => {
    const body = JSON.stringify({ request_id: ID, result: [] });
    expect([
      answered(later(429, "slow down")),
      answered(later(400, JSON.stringify(smn("SMN.0261")))),
      answered(later(400, JSON.stringify(smn("SMN.0261")), "{}")),
      answered(later(302, "")),
      answered(later(200, body, body)),
      answered(later(200, body, body), { method: "GET" }),
      answered(later(429, "slow down"), { method: "GET" }),
      answered(later(200, body, "{}")),
    ]).toMatchInlineSnapshot(`
      [
        "api maybe never: POST URL failed with 429: slow down. It came on a connection that had answered before, with nothing that shows which request it belongs to. Messages may have been sent: look at the delivery report before you send them again.",
        "api no never: POST URL failed with 400 SMN.0261: as the service says (request id 0123456789abcdef0123456789abcdef). Nothing was sent. Cause: account balance too low.",
        "api maybe never: POST URL failed with 400 SMN.0261: as the service says (request id 0123456789abcdef0123456789abcdef). It came on a connection that had answered before, with nothing that shows which request it belongs to. Messages may have been sent: look at the delivery report before you send them again.",
        "protocol maybe never: POST URL was answered with a redirect (302), which is never followed, because it would hand your credentials to another address. Messages may have been sent: look at the delivery report before you send them again. Check baseUrl, and proxies on the way.",
        "protocol maybe never: The answer to POST URL is the same as that to an earlier request on its connection (request id 0123456789abcdef0123456789abcdef). Messages may have been sent: look at the delivery report before you send them again.",
        "protocol maybe after_wait: The answer to GET URL is the same as that to an earlier request on its connection (request id 0123456789abcdef0123456789abcdef). Nothing was changed; try again.",
        "api no after_wait: GET URL failed with 429: slow down. Nothing was sent. Send more slowly.",
        "fine",
      ]
    `);
  });

  it("is named by no id that does not look like one", () => {
    const id = "your code is 482913";
    const body = JSON.stringify({ request_id: id, result: [] });
    expect(answered(later(200, body, body, id))).toBe(
      "protocol maybe never: The answer to POST URL is the same as that to an earlier request on its connection. " +
        "Messages may have been sent: look at the delivery report before you send them again.",
    );
  });
});
