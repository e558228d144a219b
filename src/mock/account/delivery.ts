import { countSegments } from "../../messages/countSegments.js";
import type { MockSign } from "../options/mockOptions.js";
import type { AcceptedMessage } from "./acceptedMessage.js";
import { fateOf, LATE_MS, type Fate } from "./magicNumbers.js";

/** The delivery of an accepted message. */
export interface Delivery {
  readonly message: AcceptedMessage;
  readonly sign_id: string;
  readonly fee_num: number;
  readonly fate: Fate;
  /** When the report comes, in milliseconds since the epoch; never is `Infinity`. */
  readonly reportedAt: number;
}

/** The parts of a sandbox that a delivery depends on. */
export interface DeliveryRules {
  readonly signs: readonly MockSign[];
  readonly settings: {
    /** From acceptance to the report, in milliseconds. */
    readonly deliveryDelayMs: number;
  };
}

/** Decides how a message is delivered. */
export function deliveryOf(
  message: AcceptedMessage,
  fee_num: number,
  { signs, settings }: DeliveryRules,
): Delivery {
  const fate = fateOf(message.endpoint);
  const delay = {
    usual: settings.deliveryDelayMs,
    late: settings.deliveryDelayMs + LATE_MS,
    never: Infinity,
  }[fate.comes];
  return {
    message,
    // The vendor's SDKs send an empty id where the signature is in the text.
    sign_id: [message.sign_id, signInText(message.message, signs)?.sign_id].find(Boolean) ?? "unknown",
    fee_num,
    fate,
    reportedAt: message.at + delay,
  };
}

function signInText(text: string, signs: readonly MockSign[]): MockSign | undefined {
  const name = /^【([^【】]+)】/.exec(text)?.[1];
  return signs.find(({ sign_name }) => sign_name === name);
}

/** The parts that a message is billed as, its signature included. */
export function partsOf(
  message: Pick<AcceptedMessage, "message" | "sign_id" | "message_include_sign_flag">,
  { signs }: Pick<DeliveryRules, "signs">,
): number {
  const isSigned = message.message_include_sign_flag === "true";
  const name = isSigned ? "" : signs.find(({ sign_id }) => sign_id === message.sign_id)?.sign_name;
  return countSegments(message.message, name).segments;
}
