import { isRecord } from "../base/errorBody.js";
import { LONGEST_NUMBER, maskNumber } from "../base/scrub.js";
import { numberKey } from "./phoneNumber.js";
import type { Disposition } from "./outcome.js";
import { Quotations } from "./quotations.js";
import { readResult, unclear } from "./readResult.js";
import { resultKind } from "./resultKind.js";
import type { SentMessages } from "./sentMessages.js";
import type { AcceptedResult } from "./types.js";
import { isUsualId } from "./usualId.js";

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
  /** What the answer may quote. Default: these messages and keys. */
  quotations?: Quotations | undefined;
}

/**
 * Finds each message's result. The service gives results in any order, without an index, and may spell a number
 * differently: so a result belongs to the message with exactly its `endpoint`, else to the one whose number is
 * the same. Nothing is guessed: a message without a result, with two, or with one of an unknown shape is `unknown`.
 */
export function correlate(
  messages: SentMessages,
  results: readonly unknown[],
  request_id: string,
  { areDistinct = false, keys = [], quotations = new Quotations(keys, messages) }: CorrelateOptions = {},
): Correlated {
  const unmatched: string[] = [];
  let hasStranger = false;
  const found = new Array<Disposition | undefined>(messages.length).fill(undefined);
  let usuals = 0;
  const places = new Places(messages.endpoints, areDistinct);
  for (let at = 0; at < results.length; at++) {
    const result = results[at];
    const sent = areDistinct && found[at] === undefined ? messages.endpoints[at] : undefined;
    const usual = sent === undefined ? undefined : readUsual(result, request_id, sent, quotations);
    if (usual !== undefined) {
      found[at] = usual;
      usuals++;
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
    if (earlier === undefined) found[place] = readResult(result, request_id, quotations);
    else {
      unmatched.push(`a second result for ${maskNumber(endpoint as string)}`);
      found[place] = unclear("the service gave two results for this message", request_id);
    }
  }
  if (usuals === messages.length && usuals === results.length)
    return { request_id, dispositions: found as Disposition[], unusual: [], unmatched, isOurs: true };
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
 */
function readUsual(
  result: unknown,
  request_id: string,
  sent: string,
  quotations: Quotations,
): Disposition | undefined {
  if (resultKind(result) !== "accepted") return undefined;
  const { endpoint, message_id } = result as AcceptedResult;
  if (endpoint !== sent || !isUsualId(message_id) || quotations.areInUsual(message_id)) return undefined;
  // The caller's own text of the two equal ones, so that the other need not stay in memory.
  return { status: "accepted", endpoint: sent, message_id, request_id };
}

/** The index of a number among the messages: by exact spelling, then by number; none if it is ambiguous. */
class Places {
  readonly #numbers: readonly string[];
  readonly #areDistinct: boolean;
  #byEndpoint: Map<string, number> | undefined;
  #byKey: Map<string, number> | undefined;

  constructor(numbers: readonly string[], areDistinct: boolean) {
    this.#numbers = numbers;
    this.#areDistinct = areDistinct;
  }

  /** @param at where to look first. @returns undefined for a number that no message has */
  find(endpoint: string, at: number): number | undefined {
    if (this.#areDistinct && this.#numbers[at] === endpoint) return at;
    const exact = this.#endpoints().get(endpoint);
    if (exact !== undefined || endpoint.length > LONGEST_NUMBER) return exact;
    return this.#keys().get(numberKey(endpoint));
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
    this.#numbers.forEach((endpoint, place) => {
      const key = keyOf(endpoint);
      index.set(key, index.has(key) ? AMBIGUOUS : place);
    });
    return index;
  }
}

const AMBIGUOUS = -1;
/** What is no number at all is damage, and no sign of another request. */
const NUMBER = new RegExp(`^\\+?[\\d -]{5,${LONGEST_NUMBER}}$`);
