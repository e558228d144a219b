import { createHmac } from "node:crypto";
import { ALGORITHM, stringToSign } from "../../auth/sign/stringToSign.js";

const SCOPE = /^(\d{8})\/([^/]+)\/([^/]+)\/(sdk_request)$/;

/** The text that is signed; `scope` is a line of it in the older dialect. */
export function textToSign(canonical: string, date: string, scope: string | undefined): string {
  const text = stringToSign(canonical, date);
  return scope === undefined
    ? text
    : text.replace(`${ALGORITHM}\n${date}\n`, `${ALGORITHM}\n${date}\n${scope}\n`);
}

/** The signature of a text, in hexadecimal. The older dialect derives a key for day, region and service first. */
export function signatureFor(text: string, sk: string, scope: string | undefined): string {
  const hmac = (key: string | Buffer, data: string): Buffer =>
    createHmac("sha256", key).update(data, "utf8").digest();
  const key =
    scope === undefined
      ? sk
      : scope.split("/").reduce<string | Buffer>((key, part) => hmac(key, part), `SDK${sk}`);
  return hmac(key, text).toString("hex");
}

/** Whether a scope is one of the older dialect, of the day of `X-Sdk-Date`. */
export function isScopeOf(scope: string, date: string): boolean {
  return SCOPE.exec(scope)?.[1] === date.slice(0, 8);
}
