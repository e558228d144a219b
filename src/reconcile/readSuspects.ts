import { numberKey, parseMainland } from "../messages/phoneNumber.js";
import type { SmsMessage } from "../messages/types.js";
import { createTokens, hasOwnCode } from "../journal/correlationToken.js";
import type { UnknownRecord } from "../journal/journal.js";
import type { InputCodes } from "./inputCodes.js";
import type { Suspect } from "./judgeUnknown.js";
import type { OpenReason } from "./reconcileOptions.js";
import type { StrayCodes } from "./strayCodes.js";

/** An unknown input, and where its report would stand. */
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
}

/**
 * Reads the inputs of a run again, to know the number, signature and code of those that are unknown.
 *
 * @param records by ascending index
 * @returns one for each record
 */
export async function readSuspects<T>(
  inputs: Iterable<T> | AsyncIterable<T>,
  records: readonly UnknownRecord[],
  { runId, toMessage, sign_ids, signal, strays, codes }: ReadOptions<T>,
): Promise<Read[]> {
  const tokenOf = createTokens(runId);
  const read: Read[] = [];
  let index = 0;
  let hasOwnCodes = false;
  for await (const input of inputs) {
    signal?.throwIfAborted();
    const message = messageOf(input, index, toMessage);
    strays.addNumber(message === undefined ? "" : numberKey(message.endpoint));
    if (message !== undefined && hasOwnCode(message)) codes.add(message);
    const record = records[read.length];
    if (record?.index === index) {
      read.push(
        message === undefined
          ? { record, reason: "no_message" }
          : searched(message, record, sign_ids, tokenOf),
      );
      hasOwnCodes ||= message !== undefined && hasOwnCode(message);
    }
    index++;
    // Further inputs matter only where one of them may have the same code.
    if (read.length === records.length && !hasOwnCodes) break;
  }
  for (const record of records.slice(read.length)) read.push({ record, reason: "no_message" });
  return read.map((one) =>
    "reason" in one || one.code === undefined || codes.count(one.key, one.code) < 2
      ? one
      : { ...one, isShared: true },
  );
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
  const { endpoint, sign_id, message_include_sign_flag } = message;
  const isInText = message_include_sign_flag === "true";
  const others = isInText ? sign_ids : [];
  const signs = [...new Set([...(sign_id === undefined ? [] : [sign_id]), ...others])].sort();
  if (signs.length === 0) return { record, reason: "no_sign" };
  const isOwn = hasOwnCode(message);
  const hasToken = !isOwn && record.attempts.some(({ correlate }) => correlate !== undefined);
  return {
    record,
    endpoint,
    key: numberKey(endpoint),
    isMainland: parseMainland(endpoint) !== undefined,
    signs,
    code: hasToken ? tokenOf(record.index) : message.extend_code,
    hasToken,
    isShared: false,
    // Nothing says whether the signature in the text or sign_id counts where both are there.
    isSignKnown: !isInText || sign_ids.length > 0,
    attempts: record.attempts,
  };
}
