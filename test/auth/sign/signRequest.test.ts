import fc from "fast-check";
import { createHash } from "node:crypto";
import { describe, expect, test } from "vitest";
import { signRequest, type SignOptions } from "../../../src/auth/sign/signRequest.js";
import { failureOf, printed } from "../support.js";

const KEY = { ak: "AKEXAMPLE", sk: "skExampleSecret" };
const URL_ = "https://smn.cn-north-4.myhuaweicloud.com/v2/p1/notifications/sms";
const DATE = "20260301T080000Z";

function sign(headers: Record<string, string>, options: SignOptions = {}, body?: string | Uint8Array) {
  return signRequest({ method: "POST", url: URL_, headers, body }, KEY, { date: DATE, ...options });
}

function signedNames(headers: Record<string, string>): string {
  return /SignedHeaders=([^,]*)/.exec(headers["Authorization"] ?? "")![1]!;
}

describe("headers", () => {
  test("a wire call signs content-type, host, project, date, token and the caller's own", () => {
    const sent = signRequest(
      { method: "POST", url: URL_, headers: { "Content-Type": "application/json", "X-Language": "zh-cn" } },
      { ...KEY, securityToken: "st" },
      { date: DATE, projectId: "p1" },
    );
    expect(signedNames(sent)).toBe("content-type;host;x-language;x-project-id;x-sdk-date;x-security-token");
    expect(Object.keys(sent)).toEqual([
      "Content-Type",
      "X-Language",
      "X-Project-Id",
      "X-Security-Token",
      "X-Sdk-Date",
      "host",
      "Authorization",
    ]);
  });

  test("the signature is 64 hexadecimal digits", () => {
    expect(sign({})["Authorization"]).toMatch(/, Signature=[0-9a-f]{64}$/);
  });

  test("a domain id is sent and signed as X-Domain-Id", () => {
    const sent = sign({}, { domainId: "d1" });
    expect(sent["X-Domain-Id"]).toBe("d1");
    expect(signedNames(sent)).toBe("host;x-domain-id;x-sdk-date");
  });

  test("values are trimmed before they are signed and sent, inner blanks stay", () => {
    const sent = sign({ "X-A": " \t a  b \t" });
    expect(sent["X-A"]).toBe("a  b");
    expect(sent).toEqual(sign({ "X-A": "a  b" }));
  });

  test("the order and the case of names do not change the signature", () => {
    const name = fc.stringMatching(/^[a-z][a-z0-9-]{0,8}$/).filter((text) => text !== "authorization");
    const value = fc.stringMatching(/^[!-~]*$/);
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.tuple(name, value), { selector: ([text]) => text }).filter((pairs) => plain(pairs)),
        (pairs) => {
          const forward = sign(Object.fromEntries(pairs.map(([n, v]) => [`x-${n}`, v])));
          const back = sign(
            Object.fromEntries(pairs.toReversed().map(([n, v]) => [`X-${n.toUpperCase()}`, v])),
          );
          expect(back["Authorization"]).toBe(forward["Authorization"]);
          const names = signedNames(forward).split(";");
          expect(names).toEqual([...names].sort());
        },
      ),
    );
  });

  test.each(["X-Sdk-Date", "x-sdk-date", "X-SDK-DATE"])("a caller's %s is used and not doubled", (name) => {
    const sent = sign({ [name]: "20200101T000000Z" });
    expect(Object.keys(sent).filter((key) => key.toLowerCase() === "x-sdk-date")).toEqual([name]);
    const inner = signRequest({ method: "POST", url: URL_ }, KEY, { date: "20200101T000000Z" });
    expect(sent["Authorization"]).toBe(inner["Authorization"]);
  });

  test("a caller's host goes before that of the URL", () => {
    const sent = sign({ Host: "other.example" });
    expect(sent["Host"]).toBe("other.example");
    expect(sent["host"]).toBeUndefined();
    expect(sent["Authorization"]).not.toBe(sign({})["Authorization"]);
  });

  test("an authorization header of the caller is replaced, so signing twice is signing once", () => {
    const once = sign({ "X-A": "1" }, { projectId: "p1" });
    expect(sign({ ...once }, { projectId: "p1" })).toEqual(once);
    expect(Object.keys(sign({ authorization: "old" }))).not.toContain("authorization");
  });

  test("a multipart content type is sent, but not signed unless it is asked for", () => {
    const headers = { "content-type": "multipart/form-data; boundary=x" };
    expect(signedNames(sign(headers))).toBe("host;x-sdk-date");
    expect(sign(headers)["content-type"]).toBe(headers["content-type"]);
    expect(signedNames(sign(headers, { signedHeaders: ["Content-Type"] }))).toBe("content-type;x-sdk-date");
    expect(signedNames(sign({ "content-type": "x-multipart/x" }))).toBe("content-type;host;x-sdk-date");
  });

  test("the date is signed even when the list of signed headers leaves it out", () => {
    expect(signedNames(sign({ "X-A": "1" }, { signedHeaders: ["X-A", "x-a"] }))).toBe("x-a;x-sdk-date");
  });

  test.each([
    ["CR", { "X-A": "sec\rret" }, "X-A"],
    ["LF", { "X-A": "sec\nret" }, "X-A"],
    ["a line break at the end", { "X-A": "secret\n" }, "X-A"],
    ["NUL", { "X-A": "sec\0ret" }, "X-A"],
    ["an underscore in the name", { x_a: "secret" }, "x_a"],
    ["a blank in the name", { "X A secret": "secret" }, "header name"],
    ["a line break in the name", { "X-A\r\nX-B: secret": "secret" }, "header name"],
    ["an empty name", { "": "secret" }, "header name"],
    ["a letter outside ASCII in the name", { "X-É": "secret" }, "header name"],
    ["two names that differ in case", { "X-A": "secret", "x-a": "secret" }, "x-a"],
    ["a number as value", { "X-A": 5 as unknown as string }, "X-A"],
    ["a project other than the option", { "x-project-id": "secret" }, "x-project-id"],
  ])("%s is refused without showing a value", async (_, headers, shown) => {
    const error = await failureOf(() => sign(headers, { projectId: "p1" }));
    expect(error).toMatchObject({ code: "validation", sent: "no" });
    expect(error.message).toContain(shown);
    expect(printed(error.message)).not.toMatch(/secret|sec\W+ret/);
  });
});

describe("body", () => {
  const hash = (body: string | Uint8Array): string => createHash("sha256").update(body).digest("hex");

  test("text and its bytes give the same signature", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (body) => {
        expect(sign({}, {}, body)).toEqual(sign({}, {}, Buffer.from(body, "utf8")));
      }),
    );
  });

  test("no body, an empty text and no bytes are the same", () => {
    expect(sign({}, {}, "")).toEqual(sign({}));
    expect(sign({}, {}, new Uint8Array())).toEqual(sign({}));
  });

  test("a hash that is known already stands for the body", () => {
    expect(sign({}, { bodyHash: hash("{}") })).toEqual(sign({}, {}, "{}"));
  });

  test("X-Sdk-Content-Sha256 is used verbatim, in any case of the name", () => {
    const sent = sign({ "x-sdk-content-SHA256": "UNSIGNED-PAYLOAD" }, {}, "a");
    expect(signedNames(sent)).toBe("host;x-sdk-content-sha256;x-sdk-date");
    expect(sign({ "x-sdk-content-SHA256": "UNSIGNED-PAYLOAD" }, { bodyHash: hash("c") }, "b")).toEqual(sent);
    expect(sign({ "X-Sdk-Content-Sha256": hash("a") }, {}, "a")["Authorization"]).not.toBe(
      sent["Authorization"],
    );
  });
});

describe("options", () => {
  test("the method is signed in upper case", () => {
    const lower = signRequest({ method: "post", url: URL_ }, KEY, { date: DATE });
    expect(lower["Authorization"]).toBe(sign({})["Authorization"]);
  });

  test("a Date is the same as its text", () => {
    expect(sign({}, { date: new Date("2026-03-01T08:00:00.999Z") })).toEqual(sign({}));
  });

  test("the time is now when none is given", () => {
    const before = Math.floor(Date.now() / 1000) * 1000;
    const text = signRequest({ method: "GET", url: URL_ }, KEY)["X-Sdk-Date"]!;
    const time = Date.parse(text.replace(/(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z/, "$1-$2-$3T$4:$5:$6Z"));
    expect(time).toBeGreaterThanOrEqual(before);
    expect(time).toBeLessThanOrEqual(Date.now());
  });

  test.each<[string, SignOptions, Partial<typeof KEY> & { securityToken?: string }, string]>([
    [
      "a date in another form",
      { date: "2026-03-01T08:00:00Z" },
      {},
      "date must have the form YYYYMMDDTHHMMSSZ",
    ],
    ["an invalid Date", { date: new Date(Number.NaN) }, {}, "date"],
    ["a day that does not exist", { date: "20260230T080000Z" }, {}, "form YYYYMMDDTHHMMSSZ"],
    ["a project id with a slash", { projectId: "secret/../x" }, {}, "projectId must consist of letters"],
    ["a domain id with a blank", { domainId: "secret x" }, {}, "domainId must consist of letters"],
    ["a hash that is none", { bodyHash: "secret" }, {}, "bodyHash must be a SHA-256"],
    ["a hash that is too long", { bodyHash: "0".repeat(65) }, {}, "bodyHash"],
    ["a hash with more behind it", { bodyHash: `${"0".repeat(64)}x` }, {}, "bodyHash"],
    ["a hash with more before it", { bodyHash: `x${"0".repeat(64)}` }, {}, "bodyHash"],
    [
      "a signed header that is absent",
      { signedHeaders: ["x-secret"] },
      {},
      "a header that the request does not have",
    ],
    ["an empty ak", {}, { ak: "" }, "ak must be a string that is not empty"],
    ["an sk with a line break", {}, { sk: "secret\n" }, "sk must"],
    ["a security token with a blank", {}, { securityToken: "sec ret" }, "securityToken must"],
    ["an sk that is missing", {}, { sk: undefined as unknown as string }, "sk must"],
  ])("%s is refused without being shown", async (_, options, key, said) => {
    const work = () =>
      signRequest({ method: "POST", url: URL_ }, { ...KEY, ...key }, { date: DATE, ...options });
    const error = await failureOf(work);
    expect(error).toMatchObject({ code: "validation", sent: "no" });
    expect(error.message).toContain(said);
    expect(printed(error.message)).not.toMatch(/secret|sec ret/);
  });

  test("a method that is none is refused", async () => {
    const error = await failureOf(() => signRequest({ method: "GET /x", url: URL_ }, KEY, { date: DATE }));
    expect(error.message).toContain("method");
  });
});

/** Names that the signer itself uses are left out of the generated ones. */
function plain(pairs: readonly (readonly [string, string])[]): boolean {
  return pairs.every(([name]) => !["sdk-date", "sdk-content-sha256"].includes(name));
}
