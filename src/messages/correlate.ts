import { isRecord } from "../base/errorBody.js";
import { maskNumber } from "../base/scrub.js";
import type { SentMessage } from "./checkedMessage.js";
import { numberKey } from "./phoneNumber.js";
import type { Disposition } from "./outcome.js";
import { readResult, unclear } from "./readResult.js";

/** The results in an answer, matched to the messages of its request. */
export interface Correlated {
  readonly request_id: string;
  /** One for each message, in their order. */
  readonly dispositions: readonly Disposition[];
  /** Those that are not accepted. */
  readonly unusual: readonly Disposition[];
  /** Results that belong to no message, or to more than one: described, with masked numbers. */
  readonly unmatched: readonly string[];
}

export interface CorrelateOptions {
  /** No two messages have the same `endpoint`, so a result at the index of its message needs no search. */
  areDistinct?: boolean;
}

/**
 * Finds each message's result. The service gives results in any order, without an index, and may spell a number
 * differently: so a result belongs to the message with exactly its `endpoint`, else to the one whose number is
 * the same. Nothing is guessed: a message without a result, with two, or with one of an unknown shape is `unknown`.
 */
export function correlate(
  messages: readonly SentMessage[],
  results: readonly unknown[],
  request_id: string,
  { areDistinct = false }: CorrelateOptions = {},
): Correlated {
  const unmatched: string[] = [];
  const found = new Array<Disposition | undefined>(messages.length).fill(undefined);
  const places = new Places(messages, areDistinct);
  for (let at = 0; at < results.length; at++) {
    const result = results[at];
    const endpoint = isRecord(result) ? result["endpoint"] : undefined;
    const place = typeof endpoint === "string" ? places.find(endpoint, at) : undefined;
    if (place === undefined) {
      unmatched.push(
        typeof endpoint === "string" ? `a result for ${maskNumber(endpoint)}` : "a result without endpoint",
      );
      continue;
    }
    const earlier = found[place];
    if (earlier === undefined) found[place] = readResult(result, request_id, messages[place]?.message ?? "");
    else {
      unmatched.push(`a second result for ${maskNumber(endpoint as string)}`);
      found[place] = unclear("the service gave two results for this message", request_id);
    }
  }
  const dispositions = Array.from(
    found,
    (one) => one ?? unclear("the answer has no result for this message", request_id),
  );
  const unusual = dispositions.filter(({ status }) => status !== "accepted");
  return { request_id, dispositions, unusual, unmatched };
}

/** The index of a number among the messages: by exact spelling, then by number; none if it is ambiguous. */
class Places {
  readonly #messages: readonly { readonly endpoint: string }[];
  readonly #areDistinct: boolean;
  #byEndpoint: Map<string, number> | undefined;
  #byKey: Map<string, number> | undefined;

  constructor(messages: readonly { readonly endpoint: string }[], areDistinct: boolean) {
    this.#messages = messages;
    this.#areDistinct = areDistinct;
  }

  /** @param at where to look first */
  find(endpoint: string, at: number): number | undefined {
    if (this.#areDistinct && this.#messages[at]?.endpoint === endpoint) return at;
    const place = this.#endpoints().get(endpoint) ?? this.#keys().get(numberKey(endpoint));
    return place === AMBIGUOUS ? undefined : place;
  }

  /** Made only when the results are not in the order of the messages. */
  #endpoints(): Map<string, number> {
    return (this.#byEndpoint ??= this.#index((endpoint) => endpoint));
  }

  /** Made only when a number came back in another spelling. */
  #keys(): Map<string, number> {
    return (this.#byKey ??= this.#index(numberKey));
  }

  #index(keyOf: (endpoint: string) => string): Map<string, number> {
    const index = new Map<string, number>();
    this.#messages.forEach(({ endpoint }, place) => {
      const key = keyOf(endpoint);
      index.set(key, index.has(key) ? AMBIGUOUS : place);
    });
    return index;
  }
}

const AMBIGUOUS = -1;
