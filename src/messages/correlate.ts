import { isRecord } from "../base/errorBody.js";
import { maskNumber } from "../base/scrub.js";
import type { SentMessage } from "./checkedMessage.js";
import { numberKey } from "./phoneNumber.js";
import type { Disposition } from "./outcome.js";
import { holdsAny, isUsualId, partsLikeIds } from "./plainId.js";
import { readResult, unclear } from "./readResult.js";
import { resultKind } from "./resultKind.js";
import type { AcceptedResult } from "./types.js";

/** The results in an answer, matched to the messages of its request. */
export interface Correlated {
  readonly request_id: string;
  /** One for each message, in their order. */
  readonly dispositions: readonly Disposition[];
  /** Those that are not accepted. */
  readonly unusual: readonly Disposition[];
  /** Results that belong to no message, or to more than one: described, with masked numbers. */
  readonly unmatched: readonly string[];
  /**
   * Whether it may be the answer to this request at all. Not where it names a number that the request does not have: then
   * it may be another request's, and all dispositions are `unknown`.
   */
  readonly isOurs: boolean;
}

export interface CorrelateOptions {
  /** No two messages have the same `endpoint`, so a result at the index of its message needs no search. */
  areDistinct?: boolean | undefined;
  /** Keys and tokens of the request, which an answer may quote. */
  keys?: readonly string[] | undefined;
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
  { areDistinct = false, keys = [] }: CorrelateOptions = {},
): Correlated {
  const unmatched: string[] = [];
  let hasStranger = false;
  const found = new Array<Disposition | undefined>(messages.length).fill(undefined);
  const places = new Places(messages, areDistinct);
  const parts = partsLikeIds(keys);
  for (let at = 0; at < results.length; at++) {
    const result = results[at];
    const sent = areDistinct && found[at] === undefined ? messages[at] : undefined;
    const usual = sent === undefined ? undefined : readUsual(result, request_id, sent, parts);
    if (usual !== undefined) {
      found[at] = usual;
      continue;
    }
    const endpoint = isRecord(result) ? result["endpoint"] : undefined;
    const place = typeof endpoint === "string" ? places.find(endpoint, at) : AMBIGUOUS;
    if (place === undefined || place === AMBIGUOUS) {
      hasStranger ||= place === undefined && NUMBER.test(endpoint as string);
      unmatched.push(
        typeof endpoint === "string" ? `a result for ${maskNumber(endpoint)}` : "a result without endpoint",
      );
      continue;
    }
    const earlier = found[place];
    if (earlier === undefined)
      found[place] = readResult(result, request_id, messages[place] as SentMessage, keys);
    else {
      unmatched.push(`a second result for ${maskNumber(endpoint as string)}`);
      found[place] = unclear("the service gave two results for this message", request_id);
    }
  }
  const isOurs = !hasStranger;
  const unusual: Disposition[] = [];
  const dispositions = found.map((one) => {
    const disposition = isOurs
      ? (one ?? unclear("the answer has no result for this message", request_id))
      : unclear("there are results for other numbers: it may belong to another request", request_id);
    if (disposition.status !== "accepted") unusual.push(disposition);
    return disposition;
  });
  return { request_id, dispositions, unusual, unmatched, isOurs };
}

/**
 * The usual result, read without a search: its message was accepted, under the spelling that it was sent with. Undefined
 * for every other one.
 *
 * @param parts of keys and tokens, which an id must not hold
 */
function readUsual(
  result: unknown,
  request_id: string,
  sent: SentMessage,
  parts: readonly string[],
): Disposition | undefined {
  if (resultKind(result) !== "accepted") return undefined;
  const { endpoint, message_id } = result as AcceptedResult;
  if (endpoint !== sent.endpoint || !isUsualId(message_id) || quotes(message_id, sent)) return undefined;
  if (parts.length > 0 && holdsAny(message_id, parts)) return undefined;
  // The caller's own text of the two equal ones, so that the other need not stay in memory.
  return { status: "accepted", endpoint: sent.endpoint, message_id, request_id };
}

/** Whether an id of the usual form may be a quotation, at a glance: then it is looked at more closely. */
function quotes(id: string, { endpoint, message }: SentMessage): boolean {
  const end = endpoint.slice(-8);
  // Blanks and hyphens would not be quoted with the number.
  return message.includes(id) || id.includes(end) || /\D/.test(end);
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

  /** @param at where to look first. @returns undefined for a number that no message has */
  find(endpoint: string, at: number): number | undefined {
    if (this.#areDistinct && this.#messages[at]?.endpoint === endpoint) return at;
    return this.#endpoints().get(endpoint) ?? this.#keys().get(numberKey(endpoint));
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
/** What is no number at all is damage, and no sign of another request. */
const NUMBER = /^\+?[\d -]{5,}$/;
