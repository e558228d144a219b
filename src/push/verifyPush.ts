import { createPushVerifier, type PushVerifierOptions } from "./createPushVerifier.js";
import type { PushEvent } from "./pushEvent.js";

/**
 * Verifies one push message. The certificate is fetched at every call: a server keeps a verifier instead
 * ({@link createPushVerifier}), or uses `createPushReceiver`.
 *
 * @param body the body as it came (text, bytes or `ArrayBuffer`), or the object that a framework parsed from it
 * @throws {SmnError} `protocol`: not a push message. `auth`: not a genuine one of these topics. `network` or
 * `timeout`: the certificate could not be fetched. `validation`: an option is wrong.
 *
 * @example
 * ```ts
 * const push = await verifyPush(body, {
 *   topicUrns: ["urn:smn:cn-north-4:f96188c7ccaf4ffba0c9aa149ab2bd57:sms_report"],
 * });
 * if (push.kind === "reply") console.log(push.message_id);
 * ```
 */
export async function verifyPush(body: unknown, options: PushVerifierOptions): Promise<PushEvent> {
  return createPushVerifier(options).verify(body);
}
