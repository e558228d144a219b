import { inspect } from "node:util";
import { readFileSync } from "node:fs";
import { expect } from "vitest";
import { SmnError } from "../../src/base/errors.js";
import type { Clock } from "../../src/base/clock.js";
import {
  createPushVerifier,
  type PushVerifier,
  type PushVerifierOptions,
} from "../../src/push/createPushVerifier.js";
import { createPushSigner, type PushSigner } from "../../src/mock/push/createPushSigner.js";

export const NOW = Date.parse("2026-03-01T12:00:00Z");
export const TOPIC = "urn:smn:cn-north-4:0a1b2c3d4e5f60718293a4b5c6d7e8f9:sms_report";
export const HOUR = 3_600_000;

export interface ManualClock extends Clock {
  advance(ms: number): void;
}

export function manualClock(start: number = NOW): ManualClock {
  let now = start;
  return { now: () => now, sleep: async () => undefined, advance: (ms) => void (now += ms) };
}

/** One key for all tests of a file. */
export const signer: PushSigner = createPushSigner({ clock: manualClock() });

export const STATUS_EVENT = {
  event_type: "sms_success_event",
  message_id: "ce7f2f7343224f8c9597b05a9a0bcc2e",
  sign_id: "ce7f2f7343224f8c9597b05a9a0bcc2f",
  status: 1,
  status_desc: "DELIVRD",
  fee_num: 2,
  extend_code: "order-42",
  nation_code: "86",
  mobile: "13800000001",
  submit_time: "2026-03-01T11:59:50Z",
  deliver_time: "2026-03-01T11:59:57Z",
} as const;

export const REPLY_EVENT = {
  event_type: "sms_reply_event",
  sign_id: "ce7f2f7343224f8c9597b05a9a0bcc2f",
  nation_code: "86",
  mobile: "13800000001",
  reply: "好的，谢谢 913577",
  deliver_time: "2026-03-01T11:59:57Z",
} as const;

/** A verifier on a clock that stands at noon, which gets the certificate of `signer`. */
export function verifierOf(options: Partial<PushVerifierOptions> = {}): PushVerifier {
  return createPushVerifier({
    topicUrns: [TOPIC],
    fetchCertificate: signer.fetchCertificate,
    clock: manualClock(),
    ...options,
  });
}

/** A genuine status push, as text. */
export function genuine(message: string | object = STATUS_EVENT): string {
  return JSON.stringify(signer.push({ topic_urn: TOPIC, message }));
}

/** A genuine push with fields replaced afterwards. */
export function changed(fields: Record<string, unknown>): string {
  return JSON.stringify({ ...signer.push({ topic_urn: TOPIC, message: STATUS_EVENT }), ...fields });
}

/** The error of a refusal, which shows nothing of the message however it is printed. */
export async function refusalOf(work: Promise<unknown>, secrets: readonly string[] = []): Promise<SmnError> {
  const error = await work.then(
    (event) => expect.fail(`expected a refusal, got ${inspect(event)}`),
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(SmnError);
  const shown = [
    inspect(error, { depth: 9, showHidden: true }),
    JSON.stringify(error),
    (error as SmnError).stack,
  ];
  for (const secret of ["13800000001", "order-42", "DELIVRD", "913577", ...secrets]) {
    for (const text of shown) expect(text).not.toContain(secret);
  }
  return error as SmnError;
}

export interface WebhookVectors {
  certificatePem: string;
  otherCertificatePem: string;
  signingCertUrl: string;
  topicUrn: string;
  vectors: {
    name: string;
    headers: Record<string, string>;
    body: string;
    stringToSign: string;
    accept: boolean;
  }[];
}

export const webhook = JSON.parse(
  readFileSync(new URL("../vectors/webhook.json", import.meta.url), "utf8"),
) as WebhookVectors;
