import { countSegments } from "../messages/countSegments.js";
import { fateOf, LATE_MS, type Fate } from "./magicNumbers.js";
import type { MockSign } from "./mockOptions.js";
import type { AcceptedMessage, SandboxState } from "./sandboxState.js";

/** What the sandbox knows of the delivery of a message that it accepted. */
export interface Delivery {
  readonly message: AcceptedMessage;
  readonly sign_id: string;
  readonly fee_num: number;
  readonly fate: Fate;
  /** When the report comes, in milliseconds since the epoch; never is `Infinity`. */
  readonly reportedAt: number;
}

/** Decides what becomes of a message. */
export function deliveryOf(message: AcceptedMessage, fee_num: number, state: SandboxState): Delivery {
  const { signs, settings } = state;
  const fate = fateOf(message.endpoint);
  const delay = {
    usual: settings.deliveryDelayMs,
    late: settings.deliveryDelayMs + LATE_MS,
    never: Infinity,
  }[fate.comes];
  return {
    message,
    sign_id: message.sign_id ?? signInText(message.message, signs)?.sign_id ?? "unknown",
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
  { signs }: Pick<SandboxState, "signs">,
): number {
  const isSigned = message.message_include_sign_flag === "true";
  const name = isSigned ? "" : signs.find(({ sign_id }) => sign_id === message.sign_id)?.sign_name;
  return countSegments(message.message, name).segments;
}

/** A time as reports show it: `2026-03-01T12:00:00Z`. */
export function wireTime(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, 19)}Z`;
}
