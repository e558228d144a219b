import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { errorCodes } from "../../src/mock/contract/errorCodes.js";
import { condemnsAccount, condemnsRun, dispositionOf } from "../../src/http/dispositionOf.js";
import { judgeFailure, judgeResponse, type Hidden, type Judgement } from "../../src/http/judge.js";
import { createResponse, TransportFailure } from "../../src/base/wire.js";
import { answer, context } from "./support.js";

type Verdict = [sent: string, retry: string, code: string];
const judge = (...given: Parameters<typeof answer>): Judgement => judgeResponse(answer(...given), context())!;
const verdict = ({ error, retry }: Judgement): Verdict => [error.sent, retry, error.code];
const smn = (code: string): object => ({ request_id: "r", code, message: "m" });
const gateway = (code: string, error_msg = "m"): object => ({ error_code: code, error_msg, request_id: "r" });
const iam = (code: number | string): object => ({ error: { code, message: "m", title: "t" } });
const HTML = "<html><head><title>502 Bad Gateway</title></head></html>";

const REFUSED: Verdict = ["no", "never", "api"];
const AMBIGUOUS: Verdict = ["maybe", "never", "api"];
const WAIT: Verdict = ["no", "after_wait", "api"];
const RENEW: Verdict = ["no", "after_renewal", "auth"];

describe("an answer to a POST with a token", () => {
  it.each<[string, number, unknown, Verdict]>([
    // 429, whatever is in it
    ["429 gateway", 429, gateway("APIGW.0308"), WAIT],
    ["429 older gateway", 429, gateway("APIG.0308"), WAIT],
    ["429 IAM", 429, gateway("IAM.0012"), WAIT],
    ["429 with the code of the message queue", 429, smn("SMN.0019"), AMBIGUOUS],
    ["429 with the code of an internal error", 429, smn("SMN.0018"), AMBIGUOUS],
    ["429 with the gateway's code of an internal error", 429, gateway("APIGW.0601"), AMBIGUOUS],
    [
      "429 with a code that means several things, one of them after the sending",
      429,
      gateway("APIGW.0201"),
      AMBIGUOUS,
    ],
    ["403 with the code of the message queue", 403, smn("SMN.0019"), AMBIGUOUS],
    ["429 HTML", 429, HTML, WAIT],
    ["429 empty", 429, "", WAIT],
    // tokens
    ["401 token must be updated", 401, gateway("APIGW.0307", "The token must be updated."), RENEW],
    ["401 without code", 401, "", RENEW],
    ["401 decrypt token fail", 401, gateway("APIGW.0301", "decrypt token fail"), RENEW],
    ["401 IAM", 401, iam(401), RENEW],
    ["401 IAM.0066", 401, gateway("IAM.0066"), RENEW],
    ["403 SMN.0022", 403, smn("SMN.0022"), RENEW],
    ["403 SMN.0165", 403, smn("SMN.0165"), RENEW],
    [
      "403 in words only",
      403,
      { message: "The token must be updated." },
      ["no", "after_renewal", "protocol"],
    ],
    // refusals
    ["400 gateway", 400, gateway("APIGW.0201"), REFUSED],
    ["400 orchestration", 400, gateway("APIGW.0106"), REFUSED],
    ["413 too large", 413, gateway("APIGW.0201"), REFUSED],
    ["414", 414, gateway("APIGW.0201"), REFUSED],
    ["494", 494, gateway("APIGW.0201"), REFUSED],
    ["404 unknown path", 404, gateway("APIGW.0101"), REFUSED],
    ["405 quota of the app", 405, gateway("APIGW.0501"), REFUSED],
    ["403 user", 403, gateway("APIGW.0302"), REFUSED],
    ["403 IAM", 403, iam(403), REFUSED],
    ["403 HTML", 403, HTML, ["no", "never", "protocol"]],
    ["400 empty", 400, "", ["no", "never", "protocol"]],
    ["407 of a proxy, with any body", 407, { code: "SMN.0087" }, ["no", "never", "protocol"]],
    ["400 with the code of an authentication step", 400, gateway("APIGW.0613"), REFUSED],
    ["400 with an unknown code", 400, smn("SMN.9999"), REFUSED],
    ["400 with an odd spelling", 400, smn("SMN.227"), REFUSED],
    ["403 quota of a number", 403, smn("SMN.0057"), REFUSED],
    ["403 permission", 403, smn("SMN.0001"), REFUSED],
    // ambiguous although a 400
    ["400 SMN.0019", 400, smn("SMN.0019"), AMBIGUOUS],
    ["400 SMN0019, as old tables write", 400, smn("SMN0019"), AMBIGUOUS],
    ["400 SMN.00019", 400, smn("SMN.00019"), AMBIGUOUS],
    // ambiguous
    ["500 SMN.0016", 500, smn("SMN.0016"), AMBIGUOUS],
    ["500 SMN.0018", 500, smn("SMN.0018"), AMBIGUOUS],
    ["500 SMN.0089", 500, smn("SMN.0089"), AMBIGUOUS],
    ["500 empty", 500, "", AMBIGUOUS],
    ["500 HTML", 500, HTML, AMBIGUOUS],
    ["500 unknown code", 500, smn("SMN.9999"), AMBIGUOUS],
    ["500 with the code of a 400", 500, smn("SMN.0087"), AMBIGUOUS],
    ["500 gateway 0201", 500, gateway("APIGW.0201"), AMBIGUOUS],
    ["500 gateway 0601", 500, gateway("APIGW.0601"), AMBIGUOUS],
    ["501", 501, "", AMBIGUOUS],
    ["502 gateway 0201", 502, gateway("APIGW.0201"), AMBIGUOUS],
    ["502 gateway 0202", 502, gateway("APIGW.0202"), AMBIGUOUS],
    ["502 no backend", 502, gateway("APIGW.0610"), AMBIGUOUS],
    ["502 HTML", 502, HTML, AMBIGUOUS],
    ["503 HTML", 503, HTML, AMBIGUOUS],
    ["503 empty", 503, "", AMBIGUOUS],
    ["504 gateway 0201", 504, gateway("APIGW.0201"), AMBIGUOUS],
    ["504 gateway 0203", 504, gateway("APIGW.0203"), AMBIGUOUS],
    ["504 with the code of a throttle", 504, gateway("APIGW.0308"), AMBIGUOUS],
    ["502 with the code of an authentication step", 502, gateway("APIGW.0613"), AMBIGUOUS],
    ["408", 408, "", AMBIGUOUS],
    ["409", 409, "", AMBIGUOUS],
    ["418", 418, gateway("APIGW.0201"), AMBIGUOUS],
    ["520 of a CDN", 520, HTML, AMBIGUOUS],
    ["0 of an error response", 0, "", AMBIGUOUS],
    // a 5xx that proves something
    ["503 authentication step", 503, gateway("APIGW.0613"), WAIT],
    ["503 authentication step, older gateway", 503, gateway("APIG.0613"), WAIT],
    ["500 DNS of the gateway", 500, gateway("APIGW.0605"), WAIT],
    ["500 backend signature", 500, gateway("APIGW.0705"), WAIT],
    ["500 no backend configured", 500, gateway("APIGW.0103"), REFUSED],
    // redirects, and successes that are none
    ["301", 301, "", ["no", "never", "protocol"]],
    ["302", 302, "", ["no", "never", "protocol"]],
    ["307", 307, HTML, ["no", "never", "protocol"]],
    ["308", 308, HTML, ["no", "never", "protocol"]],
    // 303 answers a request that was worked on; the others say nothing about it.
    ["300", 300, "", ["maybe", "never", "protocol"]],
    ["303", 303, "", ["maybe", "never", "protocol"]],
    ["304", 304, "", ["maybe", "never", "protocol"]],
    ["399", 399, "", ["maybe", "never", "protocol"]],
    ["200 HTML", 200, HTML, ["maybe", "never", "protocol"]],
    ["200 empty", 200, "", ["maybe", "never", "protocol"]],
    ["204", 204, "", ["maybe", "never", "protocol"]],
    ["200 with a list", 200, "[]", ["maybe", "never", "protocol"]],
    ["200 with null", 200, "null", ["maybe", "never", "protocol"]],
  ])("%s", (_name, status, body, expected) => {
    const found = judge(status, body);
    expect(verdict(found)).toEqual(expected);
    expect(found.error.status).toBe(status);
  });

  it.each<[string, unknown]>([
    ["results with the ids of messages", { request_id: "r", result: [{ endpoint: "1", message_id: "m" }] }],
    ["a doubtful code in a list of errors", { errors: [{ code: "SMN.0018", message: "m" }] }],
    ["one inside a list", [{ error_code: "SMN.0018", error_msg: "m" }]],
    ["one inside the gateway's own", { ...gateway("APIGW.0308"), error: { error_code: "SMN.0018" } }],
    ["one two levels down", { data: { error: { error_code: "SMN.0018" } } }],
    ["one as a second pair", { ...gateway("APIGW.0308"), code: "SMN.0018", message: "m" }],
    ["one in JSON within the message", gateway("APIGW.0308", JSON.stringify(smn("SMN.0018")))],
    ["one in a list of its own", { error_code: ["SMN.0018"], error_msg: "m" }],
    ["one under another name", { ErrorCode: "SMN.0018" }],
    ["one with words behind it", smn("SMN.0018: internal")],
    ["one with a hyphen", smn("SMN-0018")],
    ["one with a line below", smn("SMN_0018")],
    ["one in wide characters", smn("ＳＭＮ．００１８")],
    ["one with a zero more", { errors: ["SMN.00018"] }],
    ["one behind the JSON", `${JSON.stringify(gateway("APIGW.0308"))} SMN.0018`],
    ["one in XML", "<Error><Code>SMN.0018</Code></Error>"],
    ["one in plain text", "upstream: SMN.0018"],
    ["one in escapes", '{"errors":["\\u0053\\u004dN.0018"]}'],
  ])("that refuses, with %s, proves nothing", (_, body) => {
    for (const status of [400, 401, 403, 429]) expect(judge(status, body).error.sent).toBe("maybe");
    expect(judge(429, body).retry).toBe("never");
  });

  it("that refuses and is compressed still, proves nothing", () => {
    const packed = gzipSync(JSON.stringify(smn("SMN.0018")));
    const headers = [["content-encoding", "gzip"]] as const;
    const { error, retry } = judgeResponse(createResponse(429, headers, packed), context())!;
    expect([error.sent, retry]).toEqual(["maybe", "never"]);
    const { error: plain } = judgeResponse(createResponse(429, headers, Buffer.from("busy")), context())!;
    expect(plain.sent).toBe("no");
  });

  it.each([200, 201, 202])("%i with an object is a success", (status) => {
    expect(judgeResponse(answer(status, ' {"result":[]}'), context())).toBeUndefined();
  });

  it("repeats nothing that may have been sent, whatever code comes with whatever status", () => {
    const statuses = [400, 401, 403, 404, 405, 408, 409, 413, 418, 429, 500, 501, 502, 503, 504, 520];
    const wrong: unknown[] = [];
    for (const code of [...errorCodes.map((row) => row.code), "SMN.9999", "502"]) {
      for (const status of statuses) {
        for (const auth of ["token", "signature"] as const) {
          const { error, retry } = judgeResponse(answer(status, gateway(code)), context({ auth }))!;
          if (error.sent === "maybe" && retry !== "never") wrong.push([code, status, auth, retry]);
        }
      }
    }
    expect(wrong).toEqual([]);
  });

  it.each(errorCodes.filter(({ http_status }) => http_status !== null && http_status >= 400))(
    "$code with its own status $http_status is judged as its row in the table",
    ({ code, http_status, sent, retry }) => {
      const body = code.startsWith("SMN") ? smn(code) : gateway(code);
      const found = judgeResponse(answer(http_status!, body), context({ auth: "signature" }))!;
      expect(found.error.sent).toBe(sent);
      expect(found.retry).toBe(retry === "after_renewal" ? "never" : retry);
      expect(found.error.serviceCode).toBe(code);
    },
  );
});

describe("an answer to a signed POST", () => {
  it.each([
    ["verify aksk signature fail", 401, gateway("APIGW.0301", "verify aksk signature fail")],
    ["token must be updated", 401, gateway("APIGW.0307", "The token must be updated.")],
    ["SMN.0022", 403, smn("SMN.0022")],
    ["bare 401", 401, ""],
  ])("is never repeated: %s", (_name, status, body) => {
    const found = judgeResponse(answer(status, body), context({ auth: "signature" }))!;
    expect(verdict(found)).toEqual(["no", "never", "auth"]);
    expect(condemnsRun(found.error)).toBe(true);
  });

  it.each([
    ["Sun, 01 Mar 2026 08:20:00 GMT", "20 minutes behind"],
    ["Sun, 01 Mar 2026 07:00:00 GMT", "60 minutes ahead of"],
    ["Sun, 01 Mar 2026 08:00:30 GMT", "30 seconds behind"],
    ["no date", "Compare this machine's clock"],
  ])("tells how far the clock is off when the service says %s", (date, expected) => {
    const body = gateway("APIGW.0301", "Incorrect IAM authentication information: signature expired");
    const found = judgeResponse(answer(401, body, { date }), context({ auth: "signature" }))!;
    expect(found.error.message).toContain(expected);
  });
});

describe("an answer to a GET", () => {
  it.each([
    [500, "", "after_wait"],
    [502, HTML, "after_wait"],
    [400, smn("SMN.0103"), "never"],
    [401, gateway("APIGW.0307"), "after_renewal"],
    [429, "", "after_wait"],
  ])("%i may be repeated: %s", (status, body, retry) => {
    expect(judgeResponse(answer(status, body), context({ method: "GET" }))!.retry).toBe(retry);
  });
});

describe("no complete answer", () => {
  it.each<[TransportFailure["kind"], boolean, "POST" | "GET", Verdict]>([
    ["network", false, "POST", ["no", "after_wait", "network"]],
    ["network", true, "POST", ["maybe", "never", "network"]],
    ["timeout", false, "POST", ["no", "after_wait", "timeout"]],
    ["timeout", true, "POST", ["maybe", "never", "timeout"]],
    ["aborted", false, "POST", ["no", "never", "aborted"]],
    ["aborted", true, "POST", ["maybe", "never", "aborted"]],
    ["oversized", true, "POST", ["maybe", "never", "protocol"]],
    ["redirected", true, "POST", ["maybe", "never", "protocol"]],
    ["network", true, "GET", ["maybe", "after_wait", "network"]],
    ["timeout", true, "GET", ["maybe", "after_wait", "timeout"]],
    ["aborted", true, "GET", ["maybe", "never", "aborted"]],
    ["redirected", true, "GET", ["maybe", "never", "protocol"]],
  ])("%s, connection stood: %s, %s", (kind, reached, method, expected) => {
    const found = judgeFailure(new TransportFailure(kind, reached), context({ method }));
    expect(verdict(found)).toEqual(expected);
    expect(found.error.message).toContain(
      reached ? (method === "GET" ? "try again" : "delivery report") : "Nothing was sent.",
    );
  });
});

describe("a code of the table", () => {
  it("counts, and is shown, even where a text of the request has the same digits", () => {
    const hidden = (): Hidden => ({ secrets: ["您的验证码是 280019。", "0261"], numbers: [] });
    const producer = judgeResponse(answer(400, smn("SMN.0019")), context({ hidden }))!;
    expect(producer.error).toMatchObject({ sent: "maybe", serviceCode: "SMN.0019" });
    const balance = judgeResponse(answer(400, smn("SMN.0261")), context({ hidden }))!;
    expect(balance.error).toMatchObject({ sent: "no", serviceCode: "SMN.0261" });
    const other = judgeResponse(answer(400, smn("X.280019")), context({ hidden }))!;
    expect(other.error).toMatchObject({ sent: "no", serviceCode: "X.***" });
    expect(other.error.message).not.toContain("280019");
  });
});

describe("the advice on a change that may have been made", () => {
  it.each(["PUT", "DELETE"])("of %s speaks of no messages", (method) => {
    const { error, retry } = judgeFailure(new TransportFailure("network", true), context({ method }));
    expect(error.message).toContain("check before you try again");
    expect(error.message).not.toContain("essages");
    expect(retry).toBe("never");
  });
});

describe("the error", () => {
  it("carries code, status, request id and what the service said", () => {
    const { error } = judge(403, gateway("APIGW.0302", "The IAM user is not authorized."));
    expect(error).toMatchObject({ status: 403, serviceCode: "APIGW.0302", requestId: "r" });
    expect(error.message).toBe(
      "POST https://smn.cn-north-4.myhuaweicloud.com/v2/p/notifications/sms failed with 403 APIGW.0302: " +
        "The IAM user is not authorized. (request id r). Nothing was sent. Cause: user may not call the API.",
    );
  });

  it("prefers the body's request id to the header's, and shows neither if it does not look like one", () => {
    const headers = { "x-request-id": "from-header" };
    expect(judge(400, smn("SMN.0012"), headers).error.requestId).toBe("r");
    expect(judge(400, "", headers).error.requestId).toBe("from-header");
    expect(judge(200, HTML, headers).error.requestId).toBe("from-header");
    expect(judge(400, "", { "x-request-id": "your code is 482913" }).error.requestId).toBeUndefined();
    expect(judge(200, HTML, { "x-request-id": "your code is 482913" }).error.requestId).toBeUndefined();
  });

  it.each<[string, unknown, string]>([
    ["service", smn("SMN.0087"), "SMN.0087"],
    ["gateway", gateway("APIGW.0302"), "APIGW.0302"],
    ["IAM", iam(403), "403"],
    ["IAM with letters", iam("IAM.0001"), "IAM.0001"],
    ["camel case", { errorCode: "X.1", errorMsg: "m" }, "X.1"],
    ["lower case", { errorcode: "X.2", errormsg: "m" }, "X.2"],
    ["nested in something else", { fault: { error_code: "X.3", error_msg: "m" } }, "X.3"],
    ["with details", { code: "X.4", message: "m", details: [{ code: "X.5" }] }, "X.4"],
    ["numeric", { code: 1234, message: "m" }, "1234"],
  ])("reads the shape: %s", (_name, body, code) => {
    const { error } = judge(403, body);
    expect(error.serviceCode).toBe(code);
    expect(error.message).toContain(`403 ${code}: m`);
  });

  it.each([
    ["the title of a page", HTML, "502 Bad Gateway"],
    ["a page without title", "<html></html>", "an HTML page"],
    ["plain text", "upstream connect error", "upstream connect error"],
    ["a list", "[1]", "[1]"],
    ["broken JSON", '{"code":', '{"code":'],
  ])("shows %s", (_name, body, expected) => {
    expect(judge(502, body).error.message).toContain(expected);
  });

  it.each([100, 150, 190, 195])(
    "shows no part of a text that a page quotes after %i characters",
    (padding) => {
      const text = "您的验证码是 482913，5 分钟内有效。";
      const page = `${". ".repeat(padding / 2)}${text}`;
      const { error } = judgeResponse(
        answer(502, page),
        context({ hidden: () => ({ secrets: [text], numbers: [] }) }),
      )!;
      expect(error.message).toContain(". ***");
      expect(error.message).not.toContain("您的");
    },
  );

  it("says no query, which may hold a number", () => {
    const url = "https://smn.cn-north-4.myhuaweicloud.com/v2/p/notifications/sms/report?mobile=13812345678";
    const { error } = judgeResponse(answer(400, smn("SMN.0103")), context({ method: "GET", url }))!;
    expect(error.message).not.toContain("12345678");
    const failure = judgeFailure(new TransportFailure("timeout", true), context({ method: "GET", url }));
    expect(failure.error.message).not.toContain("mobile");
  });

  it.each([
    [429, { "retry-after": "3" }, "m", 3_000],
    [503, { "retry-after": "3" }, "m", 3_000],
    [429, {}, "policy user over ratelimit,limit:200,time:1 minute", 60_000],
    [429, {}, "m", undefined],
    [400, { "retry-after": "3" }, "m", undefined],
  ])("%i with %j and %j asks to wait %s ms", (status, headers, said, expected) => {
    expect(judge(status, gateway("APIGW.0308", said), headers).error.retryAfterMs).toBe(expected);
  });
});

describe("what a failed request means for its messages", () => {
  it.each<[string, number, unknown, string]>([
    ["ambiguous", 500, "", "unknown"],
    ["throttled", 429, "", "unsent"],
    ["authentication step", 503, gateway("APIGW.0613"), "unsent"],
    ["token refused", 401, "", "unsent"],
    ["redirected", 301, "", "unsent"],
    ["refused by the service", 400, smn("SMN.0087"), "rejected"],
    ["refused by the gateway", 403, gateway("APIGW.0302"), "rejected"],
    ["refused without code", 404, "", "unsent"],
    ["refused by a proxy", 407, "", "unsent"],
    ["taken, unreadable", 200, "<html>", "unknown"],
  ])("%s", (_name, status, body, expected) => {
    expect(dispositionOf(judge(status, body).error).status).toBe(expected);
  });

  it("names the code", () => {
    expect(dispositionOf(judge(400, smn("SMN.0087")).error)).toMatchObject({
      code: "SMN.0087",
      request_id: "r",
    });
  });

  it.each<[number, unknown, boolean]>([
    [403, smn("SMN.0071"), true],
    [400, smn("SMN.0261"), true],
    [404, gateway("APIGW.0101"), true],
    [301, "", true],
    [401, "", true],
    [400, smn("SMN.0087"), false],
    [403, smn("SMN.0057"), false],
    [500, "", false],
    [429, "", false],
    [200, "<html>", false],
  ])("%i %j ends the run: %s", (status, body, expected) => {
    expect(condemnsRun(judge(status, body).error)).toBe(expected);
  });

  it("knows the codes of an account that is refused", () => {
    expect(condemnsAccount("SMN.0261")).toBe(true);
    expect(condemnsAccount("SMN.0057")).toBe(false);
    expect(condemnsAccount("unheard of")).toBe(false);
  });
});

it.each([
  ["a token", "tokenOfARequest0123456789"],
  ["a part of a token", "OfARequest0123"],
  ["a text", "482913"],
  ["a number", "+8613812345678"],
  ["part of a text and more", "id-482913"],
  ["a number of the request and more", "id-13800000001"],
])("shows no request id that is %s", (_name, id) => {
  const secrets = ["tokenOfARequest0123456789", "Your code is 482913."];
  const hidden = (): Hidden => ({ secrets, numbers: ["+86 138-0000-0001"] });
  const plain = id.replace("+", "");
  for (const given of [
    answer(400, { code: "SMN.0087", message: "m", request_id: plain }),
    answer(400, "", { "x-request-id": plain }),
    answer(200, "", { "x-request-id": plain }),
  ]) {
    const judged = judgeResponse(given, context({ hidden }));
    expect(judged?.error.requestId).toBe(undefined);
    expect(judged?.error.message).not.toContain(plain);
  }
});
