import { createHash, createHmac } from "node:crypto";
import { invalid } from "../../base/invalid.js";
import { canonicalRequest, signedHeaderNames } from "./canonicalRequest.js";
import { canonicalUrl } from "./canonicalUrl.js";
import { addHeader, headerTable, type HeaderTable } from "./headerTable.js";
import { parseSdkDate, sdkDate } from "./sdkDate.js";
import { ALGORITHM, stringToSign } from "./stringToSign.js";

/** The request to sign, exactly as it will be sent. */
export interface SignableRequest {
  /** In upper case, as it is sent. */
  method: string;
  /** Absolute, with the query. */
  url: string | URL;
  /** Headers that nothing between here and the gateway changes; all of them are signed. */
  headers?: Readonly<Record<string, string>> | undefined;
  /** Exactly the text or bytes given to the HTTP client, not an object that is serialised again. */
  body?: string | Uint8Array | undefined;
}

/** Access key, permanent or temporary. */
export interface SigningKey {
  /** Access key id. */
  ak: string;
  /** Secret access key; it is never sent. */
  sk: string;
  /** Security token of a temporary key; sent and signed as `X-Security-Token`. */
  securityToken?: string | undefined;
}

/** How a request is signed. */
export interface SignOptions {
  /**
   * Time of signing, a string as `YYYYMMDDTHHMMSSZ`. An `X-Sdk-Date` among the headers goes before it.
   * @default now
   */
  date?: Date | string | undefined;
  /** Sent and signed as `X-Project-Id`. */
  projectId?: string | undefined;
  /** Sent and signed as `X-Domain-Id`. */
  domainId?: string | undefined;
  /**
   * Names of the only headers to sign, in any case; `x-sdk-date` is always among them.
   * @default every header, except a multipart `content-type`, whose boundary is not known yet
   */
  signedHeaders?: readonly string[] | undefined;
  /** Hexadecimal SHA-256 of the body, in lower case, when the caller has it already. */
  bodyHash?: string | undefined;
}

/**
 * Signs a request with an access key (`SDK-HMAC-SHA256`, "AK/SK Signing and Authentication Guide").
 * Synchronous and without side effects. An `Authorization` header of the caller is replaced; an
 * `X-Sdk-Content-Sha256` header is used as the hash of the body, verbatim.
 *
 * @returns the headers to send: the caller's, `X-Sdk-Date`, `host`, `Authorization` and, where given,
 * `X-Project-Id`, `X-Domain-Id`, `X-Security-Token`
 * @throws {SmnError} `validation`, before anything is computed; the message never holds a value.
 *
 * @example
 * ```ts
 * const url = "https://smn.cn-north-4.myhuaweicloud.com/v2/f96188c7ccaf4ffba0c9aa149ab2bd57/notifications/sms";
 * const request = { method: "POST", url, headers: { "content-type": "application/json" }, body };
 * await fetch(url, { ...request, headers: signRequest(request, { ak, sk }) });
 * ```
 */
export function signRequest(
  request: SignableRequest,
  credentials: SigningKey,
  options: SignOptions = {},
): Record<string, string> {
  checkKey(credentials);
  checkId("projectId", options.projectId);
  checkId("domainId", options.domainId);
  if (!/^[A-Za-z]+$/.test(request.method)) throw invalid("method must be an HTTP method");
  const url = canonicalUrl(request.url);
  const table = headerTable(request.headers ?? {});
  table.delete("authorization");
  addHeader(table, "X-Project-Id", options.projectId);
  addHeader(table, "X-Domain-Id", options.domainId);
  addHeader(table, "X-Security-Token", credentials.securityToken);
  const date = table.get("x-sdk-date")?.[1] ?? options.date ?? new Date();
  const sentDate = typeof date === "string" ? checkDate(date) : sdkDate(date);
  addHeader(table, "X-Sdk-Date", sentDate);
  if (!table.has("host")) table.set("host", ["host", url.host]);

  const headers = namesToSign(table, options.signedHeaders).map(
    (name) => [name, valueOf(table, name)] as const,
  );
  const bodyHash = table.get("x-sdk-content-sha256")?.[1] ?? hashBody(request.body, options.bodyHash);
  const text = stringToSign(canonicalRequest({ method: request.method, url, headers, bodyHash }), sentDate);
  const signature = createHmac("sha256", credentials.sk).update(text, "utf8").digest("hex");

  return {
    ...Object.fromEntries(table.values()),
    Authorization: `${ALGORITHM} Access=${credentials.ak}, SignedHeaders=${signedHeaderNames(headers)}, Signature=${signature}`,
  };
}

function namesToSign(table: HeaderTable, only: readonly string[] | undefined): string[] {
  if (only === undefined) {
    const multipart = /^multipart\//i.test(table.get("content-type")?.[1] ?? "");
    return [...table.keys()].filter((name) => !multipart || name !== "content-type").sort();
  }
  const names = new Set(["x-sdk-date", ...only.map((name) => name.toLowerCase())]);
  for (const name of names) {
    if (!table.has(name)) throw invalid("signedHeaders names a header that the request does not have");
  }
  return [...names].sort();
}

function valueOf(table: HeaderTable, name: string): string {
  return table.get(name)?.[1] ?? "";
}

function checkDate(text: string): string {
  if (parseSdkDate(text) === undefined)
    throw invalid("X-Sdk-Date and date must have the form YYYYMMDDTHHMMSSZ");
  return text;
}

function hashBody(body: string | Uint8Array | undefined, known: string | undefined): string {
  if (known === undefined) {
    return createHash("sha256")
      .update(body ?? "")
      .digest("hex");
  }
  if (!/^[0-9a-f]{64}$/.test(known)) throw invalid("bodyHash must be a SHA-256 in lower-case hexadecimal");
  return known;
}

function checkKey(key: SigningKey): void {
  for (const field of ["ak", "sk", "securityToken"] as const) {
    const value: unknown = key[field];
    if (value === undefined && field === "securityToken") continue;
    if (typeof value !== "string" || value === "" || /[\s\0]/.test(value)) {
      throw invalid(`${field} must be a string that is not empty, without blanks and line breaks`);
    }
  }
}

function checkId(option: string, id: string | undefined): void {
  if (id !== undefined && !/^[0-9A-Za-z_-]+$/.test(id)) {
    throw invalid(`${option} must consist of letters, digits, "-" and "_"`);
  }
}
