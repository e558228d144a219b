import { verify, type KeyObject } from "node:crypto";
import type { Agent } from "node:http";
import type { Fetch } from "../base/fetchTransport.js";
import { pushText } from "../auth/sign/pushText.js";
import { systemClock, type Clock } from "../base/clock.js";
import { hostRule, isCertificateUrl } from "./allowedHosts.js";
import { createCertificateCache } from "./certificateCache.js";
import { createWay } from "./createWay.js";
import { fetchCertificate, type FetchCertificate } from "./fetchCertificate.js";
import { createPushEvent, type PushEvent } from "./pushEvent.js";
import { readCertificate, type SigningCertificate } from "./readCertificate.js";
import { readPush, type PushFields } from "./readPush.js";
import { badOption, forged } from "./refusals.js";

/** Which pushes count as genuine. */
export interface PushVerifierOptions {
  /**
   * The topics whose messages are expected, exactly as the service writes them. One key signs the messages of all
   * customers of a region, so a signature alone says nothing about whose topic it was.
   */
  topicUrns: readonly string[];
  /** Gets the certificate in place of the built-in GET, for example through a proxy. */
  fetchCertificate?: FetchCertificate | undefined;
  /** Used by the built-in GET. @default the global `fetch` at the time of the call */
  fetch?: Fetch | undefined;
  /** For the built-in GET: an agent for node:http(s), for instance one that goes through a proxy. Not with `fetch`. */
  agent?: Agent | undefined;
  /**
   * Hosts from which certificates are taken, in place of the default.
   * @default smn.<region>.myhuaweicloud.com, .cn and .eu
   */
  certificateHosts?: readonly string[] | undefined;
  /** Bound on fetching a certificate, in milliseconds. @default 2000 */
  certificateTimeoutMs?: number | undefined;
  /**
   * Messages that were first sent longer ago than this are refused, in milliseconds. Reports stay true and the
   * service retries them, so nothing is too old by default; a retry has the same `message_id`.
   * @default Infinity
   */
  maxAgeMs?: number | undefined;
  /** @default the system's clock */
  clock?: Clock | undefined;
}

/** Tells genuine push messages of the service from others. Holds the certificates. */
export interface PushVerifier {
  /**
   * @param body the body as it came (text, bytes or `ArrayBuffer`), or the object that a framework parsed from it
   * @throws {SmnError} `protocol`: not a push message. `auth`: not a genuine one of these topics. `network` or
   * `timeout`: the certificate could not be fetched, or was none, so a retry may succeed. It throws nothing else, and errors
   * never quote the message.
   */
  verify(body: unknown): Promise<PushEvent>;
}

const LONGEST_LEAD_MS = 15 * 60_000;
const BASE64 = /^[A-Za-z0-9+/]{340,2732}={0,2}$/;

/**
 * Makes a verifier to keep for the life of the process: it fetches each certificate once a day, and anew for a push that
 * does not fit it, at most once a minute.
 *
 * @throws {SmnError} `validation` when an option is wrong
 *
 * @example
 * ```ts
 * const verifier = createPushVerifier({
 *   topicUrns: ["urn:smn:cn-north-4:f96188c7ccaf4ffba0c9aa149ab2bd57:sms_report"],
 * });
 * const push = await verifier.verify(body);
 * if (push.kind === "status") console.log(push.event.message_id, push.event.status);
 * ```
 */
export function createPushVerifier(options: PushVerifierOptions): PushVerifier {
  const { certificateTimeoutMs = 2_000, maxAgeMs = Number.POSITIVE_INFINITY, clock = systemClock } = options;
  const topics = topicsOf(options.topicUrns);
  const isAllowedHost = hostRule("certificateHosts", options.certificateHosts);
  if (!(certificateTimeoutMs > 0 && certificateTimeoutMs <= 60_000))
    throw badOption("certificateTimeoutMs: expected a number of milliseconds, at most 60000");
  if (!(maxAgeMs > 0)) throw badOption("maxAgeMs: expected a positive number of milliseconds");
  const { fetchCertificate: provider } = options;
  const transport = createWay(options);
  const cache = createCertificateCache({
    load: async (url) =>
      readCertificate(
        await fetchCertificate(url, {
          fetchCertificate: provider,
          transport,
          timeoutMs: certificateTimeoutMs,
        }),
      ),
    clock,
  });

  return {
    async verify(body) {
      const push = readPush(body);
      // Everything that costs nothing comes before the fetch.
      if (!topics.has(push.topic_urn)) throw forged("it is of another topic than topicUrns names");
      checkTime(push, clock.now(), maxAgeMs);
      if (!isCertificateUrl(push.signing_cert_url, isAllowedHost))
        throw forged("its certificate is not at an address of the service");
      const signature = decodeSignature(push.signature);
      const judge = (certificate: SigningCertificate): string | undefined =>
        wrongTerm(certificate, clock.now()) ?? wrongSignature(push, signature, certificate);
      const { signing_cert_url: url } = push;
      const kept = await cache.get(url);
      let wrong = judge(kept);
      // The service does not send again what is refused: all pushes would be lost while a replaced certificate is kept.
      const renewed = wrong === undefined ? undefined : await cache.renew(url, kept);
      if (renewed !== undefined) wrong = judge(renewed);
      if (wrong !== undefined) throw forged(wrong);
      return createPushEvent(push);
    },
  };
}

function topicsOf(topicUrns: readonly string[]): ReadonlySet<string> {
  const isList = Array.isArray(topicUrns) && topicUrns.length > 0;
  if (!isList || topicUrns.some((urn) => typeof urn !== "string" || urn === ""))
    throw badOption("topicUrns: expected at least one topic URN");
  return new Set(topicUrns);
}

function checkTime({ timestamp }: PushFields, now: number, maxAgeMs: number): void {
  const age = now - Date.parse(timestamp);
  if (age < -LONGEST_LEAD_MS)
    throw forged("its timestamp lies in the future (is the clock of this machine right?)");
  if (age > maxAgeMs) throw forged("it is older than maxAgeMs");
}

function wrongTerm({ notBefore, notAfter }: SigningCertificate, now: number): string | undefined {
  return now < notBefore || now > notAfter
    ? "its certificate is not valid now (is the clock of this machine right?)"
    : undefined;
}

function wrongSignature(
  push: PushFields,
  signature: Buffer,
  { publicKey }: SigningCertificate,
): string | undefined {
  return isSigned(push, signature, publicKey) ? undefined : "its signature is wrong";
}

function decodeSignature(text: string): Buffer {
  const bytes = Buffer.from(text, "base64");
  if (!BASE64.test(text) || bytes.toString("base64") !== text) throw forged("its signature is not Base64");
  return bytes;
}

function isSigned(push: PushFields, signature: Buffer, key: KeyObject): boolean {
  const texts = [pushText(push)];
  if (push.subject === "") texts.push(pushText(push, { emptySubject: "include" }));
  try {
    // The padding is that of PKCS #1, the default for RSA keys. Workers refuse to be told of it.
    return texts.some((text) => verify("RSA-SHA256", Buffer.from(text, "utf8"), key, signature));
  } catch {
    return false; // a key that the library refuses to work with
  }
}
