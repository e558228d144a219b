import { isRecord } from "../errorBody.js";
import { SmnError } from "../errors.js";
import { maskNumber, scrub } from "../scrub.js";
import { numberKey } from "./numberKey.js";
import type { Disposition } from "./outcome.js";
import { readResult } from "./readResult.js";

export interface Correlated {
  /** One for every message, in the order of the messages. */
  dispositions: Disposition[];
  /** Results that belong to no message, or to more than one: described, with masked numbers. */
  unmatched: string[];
}

/**
 * Finds each message's result. The service gives results in any order, without an index, and may spell a number
 * differently: so a result belongs to the message with exactly its `endpoint`, else to the one whose number is
 * the same. Nothing is guessed: a message without a result, with two, or with one of an unknown shape is `unknown`.
 */
export function correlate(
  messages: readonly { readonly endpoint: string; readonly message: string }[],
  results: readonly unknown[],
  request_id: string,
): Correlated {
  const unmatched: string[] = [];
  const found = new Array<Disposition | undefined>(messages.length);
  const places = new Places(messages);
  for (const result of results) {
    const endpoint = isRecord(result) ? result["endpoint"] : undefined;
    const place = typeof endpoint === "string" ? places.find(endpoint) : undefined;
    if (place === undefined) {
      unmatched.push(
        typeof endpoint === "string" ? `a result for ${maskNumber(endpoint)}` : "a result without endpoint",
      );
      continue;
    }
    const earlier = found[place];
    if (earlier === undefined) found[place] = read(result, request_id, messages[place]?.message ?? "");
    else {
      unmatched.push(`a second result for ${maskNumber(endpoint as string)}`);
      found[place] = unknown("the service gave two results for this message", request_id);
    }
  }
  const dispositions = Array.from(
    found,
    (one) => one ?? unknown("the answer has no result for this message", request_id),
  );
  return { dispositions, unmatched };
}

function read(result: unknown, request_id: string, text: string): Disposition {
  const read = readResult(result);
  if (read === undefined) return unknown("the result of this message has an unknown shape", request_id);
  if ("accepted" in read) {
    const { endpoint, message_id } = read.accepted;
    return { status: "accepted", endpoint, message_id, request_id };
  }
  const { code, message } = read.rejected;
  return { status: "rejected", code: scrub(code, [text]), reason: scrub(message, [text]), request_id };
}

function unknown(what: string, request_id: string): Disposition {
  const advice = "It may have been sent: look at the delivery report before you send it again.";
  const cause = new SmnError(`In the answer to request ${request_id}, ${what}. ${advice}`, {
    code: "protocol",
    sent: "maybe",
    requestId: request_id,
  });
  return { status: "unknown", cause, request_id };
}

/** Where a number stands among the messages: by exact spelling, then by number; ambiguous places are none. */
class Places {
  readonly #exact = new Map<string, number>();
  readonly #messages: readonly { readonly endpoint: string }[];
  #byKey: Map<string, number> | undefined;

  constructor(messages: readonly { readonly endpoint: string }[]) {
    this.#messages = messages;
    messages.forEach(({ endpoint }, place) =>
      this.#exact.set(endpoint, this.#exact.has(endpoint) ? AMBIGUOUS : place),
    );
  }

  find(endpoint: string): number | undefined {
    const place = this.#exact.get(endpoint) ?? this.#keys().get(numberKey(endpoint));
    return place === AMBIGUOUS ? undefined : place;
  }

  /** Made only when a number came back in another spelling. */
  #keys(): Map<string, number> {
    if (this.#byKey !== undefined) return this.#byKey;
    const byKey = new Map<string, number>();
    this.#messages.forEach(({ endpoint }, place) => {
      const key = numberKey(endpoint);
      byKey.set(key, byKey.has(key) ? AMBIGUOUS : place);
    });
    return (this.#byKey = byKey);
  }
}

const AMBIGUOUS = -1;
