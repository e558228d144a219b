import { describe, expect, test } from "vitest";
import { canonicalRequest } from "../../../src/auth/sign/canonicalRequest.js";
import { canonicalUrl } from "../../../src/auth/sign/canonicalUrl.js";
import { signRequest } from "../../../src/auth/sign/signRequest.js";
import { stringToSign } from "../../../src/auth/sign/stringToSign.js";
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";

interface Vector {
  name: string;
  algorithm?: string;
  method: string;
  url: string;
  headers: Record<string, string>;
  unsignedHeaders?: Record<string, string>;
  signHost?: boolean;
  body: string;
  ak: string;
  sk: string;
  securityToken?: string;
  projectId?: string;
  domainId?: string;
  date: string;
  expected: {
    authorization: string;
    headers?: Record<string, string>;
    canonicalRequest?: string;
    canonicalRequestHash?: string;
    stringToSign?: string;
  };
}

function read(file: string): Vector[] {
  const text = readFileSync(new URL(`../../vectors/${file}`, import.meta.url), "utf8");
  const { vectors } = JSON.parse(text) as { vectors: Vector[] };
  return vectors.filter(({ algorithm = "SDK-HMAC-SHA256" }) => algorithm === "SDK-HMAC-SHA256");
}

const FILES = { "signing.json": 15, "signing-rawbody.json": 6, "signing-published.json": 5 };

describe.each(Object.entries(FILES))("%s", (file, count) => {
  const vectors = read(file);

  test(`holds ${count} vectors of this algorithm`, () => expect(vectors).toHaveLength(count));

  test.each(vectors)("$name", (vector) => {
    const { method, url, body, ak, sk, securityToken, projectId, domainId, date, expected } = vector;
    const headers = { ...vector.headers, ...vector.unsignedHeaders };
    const signedHeaders = vector.signHost === false ? ["X-Sdk-Date"] : undefined;
    const options = { date, projectId, domainId, signedHeaders };
    const sent = signRequest({ method, url, headers, body }, { ak, sk, securityToken }, options);

    expect(sent["Authorization"]).toBe(expected.authorization);
    if (expected.headers !== undefined) expect(lowerCased(sent)).toEqual(lowerCased(expected.headers));

    const asBytes = { method, url, headers, body: Buffer.from(body) };
    expect(signRequest(asBytes, { ak, sk, securityToken }, options)).toEqual(sent);

    const names = /SignedHeaders=([^,]*)/.exec(expected.authorization)![1]!.split(";");
    const canonical = canonicalRequest({
      method,
      url: canonicalUrl(url),
      headers: names.map((name) => [name, lowerCased(sent)[name]!]),
      bodyHash: createHash("sha256").update(body).digest("hex"),
    });
    if (expected.canonicalRequest !== undefined) expect(canonical).toBe(expected.canonicalRequest);
    if (expected.canonicalRequestHash !== undefined) {
      expect(createHash("sha256").update(canonical).digest("hex")).toBe(expected.canonicalRequestHash);
    }
    if (expected.stringToSign !== undefined)
      expect(stringToSign(canonical, date)).toBe(expected.stringToSign);
  });
});

test("the public set gives every stage, so that no stage goes unchecked", () => {
  const stages = read("signing.json").filter(
    ({ expected }) => expected.canonicalRequest !== undefined && expected.stringToSign !== undefined,
  );
  expect(stages).toHaveLength(15);
});

function lowerCased(headers: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
}
