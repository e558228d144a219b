import { createTokens, hasOwnCode } from "../journal/correlationToken.js";
import type { AcceptedRecord, Attempt, UnknownRecord } from "../journal/journal.js";
import type { NumberCheck } from "../journal/numberCheck.js";
import { numberKey, parseMainland } from "../messages/phoneNumber.js";
import type { SmsMessage } from "../messages/types.js";
import type { Control } from "./controlSample.js";
import type { InputCodes } from "./inputCodes.js";
import type { Suspect } from "./judgeUnknown.js";
import type { OpenReason } from "./reconcileOptions.js";
import type { StrayCodes } from "./strayCodes.js";

/** An unknown input, and where its report would be. */
export interface Searched extends Suspect {
  readonly record: UnknownRecord;
  readonly endpoint: string;
  /** Its number, one for every spelling. */
  readonly key: string;
  /** Whether it is a mainland number: of those it is known how reports spell them. */
  readonly isMainland: boolean;
  /** Whether `code` is the run's token for it, which no other message has. */
  readonly hasToken: boolean;
  /** The signatures that it may have been sent with. */
  readonly signs: readonly string[];
  readonly attempts: readonly Attempt[];
}

export type Read = Searched | { readonly record: UnknownRecord; readonly reason: OpenReason };

export interface ReadOptions<T> {
  runId: string;
  toMessage: ((input: T, index: number) => SmsMessage) | undefined;
  sign_ids: readonly string[];
  signal: AbortSignal | undefined;
  /** Is told the number of every input that is read. */
  strays: StrayCodes;
  /** Is told every input with an `extend_code` of its own; all of them when an unknown one has such a code. */
  codes: InputCodes;
  /** Compares the numbers of the inputs with those of the run. */
  check: NumberCheck | undefined;
}

/**
 * Reads the inputs of a run again, to know the number, signature and code of those that are unknown, and of accepted
 * ones.
 *
 * @param records by ascending index
 * @param accepted by index
 * @returns one for each record, and the control sample
 * @throws SmnError (`journal`) when other numbers are at the recorded positions
 */
export async function readInputs<T>(
  inputs: Iterable<T> | AsyncIterable<T>,
  records: readonly UnknownRecord[],
  accepted: ReadonlyMap<number, AcceptedRecord>,
  { runId, toMessage, sign_ids, signal, strays, codes, check }: ReadOptions<T>,
): Promise<{ reads: Read[]; controls: Control[] }> {
  const tokenOf = createTokens(runId);
  const reads: Read[] = [];
  const controls: Control[] = [];
  let unread = accepted.size;
  let index = 0;
  let hasOwnCodes = false;
  for await (const input of inputs) {
    signal?.throwIfAborted();
    const message = messageOf(input, index, toMessage);
    const difference = check?.add(message?.endpoint);
    if (difference !== undefined) throw difference;
    strays.addNumber(message === undefined ? "" : numberKey(message.endpoint));
    if (message !== undefined && hasOwnCode(message)) codes.add(message);
    const record = records[reads.length];
    if (record?.index === index) {
      reads.push(
        message === undefined
          ? { record, reason: "no_message" }
          : searched(message, record, sign_ids, tokenOf),
      );
      hasOwnCodes ||= message !== undefined && hasOwnCode(message);
    }
    const control = accepted.get(index);
    if (control !== undefined) {
      unread--;
      if (message !== undefined) controls.push(controlOf(message, control, sign_ids, tokenOf));
    }
    index++;
    // Further inputs matter only where one of them may have the same code.
    const isCompared = check === undefined || check.isDone;
    if (reads.length === records.length && unread === 0 && isCompared && !hasOwnCodes) break;
  }
  const missing = check?.end();
  if (missing !== undefined) throw missing;
  for (const record of records.slice(reads.length)) reads.push({ record, reason: "no_message" });
  return { reads: reads.map((one) => (isShared(one, codes) ? { ...one, isShared: true } : one)), controls };
}

function isShared(one: Read, codes: InputCodes): boolean {
  return !("reason" in one) && one.code !== undefined && codes.count(one.key, one.code) > 1;
}

function messageOf<T>(
  input: T,
  index: number,
  toMessage: ReadOptions<T>["toMessage"],
): SmsMessage | undefined {
  try {
    const message = toMessage === undefined ? (input as unknown as SmsMessage) : toMessage(input, index);
    return typeof message.endpoint === "string" ? message : undefined;
  } catch {
    return undefined; // as in the run, where it became invalid
  }
}

function searched(
  message: SmsMessage,
  record: UnknownRecord,
  sign_ids: readonly string[],
  tokenOf: (index: number) => string,
): Read {
  const { endpoint, extend_code, message_include_sign_flag } = message;
  const signs = signsOf(message, sign_ids);
  if (signs.length === 0) return { record, reason: "no_sign" };
  const hasToken = !hasOwnCode(message) && record.attempts.some(({ correlate }) => correlate !== undefined);
  return {
    record,
    endpoint,
    key: numberKey(endpoint),
    isMainland: parseMainland(endpoint) !== undefined,
    signs,
    code: hasToken ? tokenOf(record.index) : extend_code,
    hasToken,
    isShared: false,
    // Nothing says whether the signature in the text or sign_id counts where both are there.
    isSignKnown: message_include_sign_flag !== "true" || sign_ids.length > 0,
    attempts: record.attempts,
  };
}

function controlOf(
  message: SmsMessage,
  { index, message_id, attempt }: AcceptedRecord,
  sign_ids: readonly string[],
  tokenOf: (index: number) => string,
): Control {
  const { endpoint, extend_code = "" } = message;
  const hasToken = !hasOwnCode(message) && attempt.correlate !== undefined;
  return {
    message_id,
    at: attempt.at,
    clock: attempt.clock,
    endpoint,
    key: numberKey(endpoint),
    isMainland: parseMainland(endpoint) !== undefined,
    code: hasToken ? tokenOf(index) : extend_code,
    signs: signsOf(message, sign_ids),
  };
}

/** The signatures that a message may have been sent with. */
function signsOf({ sign_id, message_include_sign_flag }: SmsMessage, sign_ids: readonly string[]): string[] {
  const inText = message_include_sign_flag === "true" ? sign_ids : [];
  return [...new Set([...(sign_id === undefined ? [] : [sign_id]), ...inText])].sort();
}
