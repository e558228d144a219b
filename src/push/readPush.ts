import { isRecord } from "../base/errorBody.js";
import { latePattern } from "../base/latePattern.js";
import { malformed } from "./refusals.js";

export type PushType = "SubscriptionConfirmation" | "Notification" | "UnsubscribeConfirmation";

/** The fields of a push message that are looked at: strings all, read once, so that they cannot change later. */
export interface PushFields {
  readonly type: PushType;
  readonly message: string;
  readonly message_id: string;
  readonly timestamp: string;
  readonly topic_urn: string;
  readonly subject?: string;
  readonly subscribe_url?: string;
  readonly signature: string;
  readonly signing_cert_url: string;
}

/** The most bytes of a push message: the service's own limit of a message. */
export const LARGEST_PUSH: number = 256 * 1024;

const TYPES: readonly string[] = ["SubscriptionConfirmation", "Notification", "UnsubscribeConfirmation"];
const oneLine = /* @__PURE__ */ latePattern("^[^\\p{Cc}\\u2028\\u2029]{1,4096}$", "u");
const TIMESTAMP = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?(?:Z|[+-]\d\d:\d\d)$/;

/**
 * Reads a push message: its raw body, or the object that a framework parsed from it. Unsigned and unknown fields
 * are dropped.
 *
 * @throws {SmnError} `protocol` when it is not a push message; the error never quotes it
 */
export function readPush(body: unknown): PushFields {
  const fields = ownFields(parse(body));
  const text = (name: string): string => {
    const value = fields(name);
    if (typeof value !== "string") throw malformed(`${name} is missing or not a string`);
    // Unpaired surrogates all become the same character in UTF-8, so a signature would not tell them apart.
    if (/[\ud800-\udfff]/u.test(value)) throw malformed(`${name} is not well-formed Unicode`);
    return value;
  };
  const line = (name: string): string => {
    const value = text(name);
    if (!oneLine().test(value)) throw malformed(`${name} is empty, too long or not one line`);
    return value;
  };
  const type = text("type");
  if (!isPushType(type)) throw malformed("its type is unknown");
  if (!/^v1$/i.test(text("signature_version"))) throw malformed("its signature_version is unknown");
  const hasSubject = type === "Notification" && (fields("subject") ?? null) !== null;
  const push: PushFields = {
    type,
    message: text("message"),
    message_id: line("message_id"),
    timestamp: line("timestamp"),
    topic_urn: line("topic_urn"),
    ...(hasSubject ? { subject: text("subject") } : {}),
    ...(type === "Notification" ? {} : { subscribe_url: line("subscribe_url") }),
    signature: text("signature"),
    signing_cert_url: line("signing_cert_url"),
  };
  if (!TIMESTAMP.test(push.timestamp) || Number.isNaN(Date.parse(push.timestamp)))
    throw malformed("its timestamp is not a date");
  if (isAmbiguous(push)) throw malformed("its subject could be read as other fields");
  const size = Object.values<string>({ ...push }).reduce((sum, value) => sum + Buffer.byteLength(value), 0);
  if (size > LARGEST_PUSH) throw malformed("it has more than 256 KB");
  return push;
}

/**
 * The signed text separates fields by line breaks, and a subject may contain line breaks: part of it could then pass
 * for another `message_id`, and an old message for a new one.
 */
function isAmbiguous({ message_id, subject = "" }: PushFields): boolean {
  return `\n${message_id}\nsubject\n${subject}\n`.includes("\nmessage_id\n");
}

function isPushType(type: string): type is PushType {
  return TYPES.includes(type);
}

function parse(body: unknown): unknown {
  if (typeof body === "string") {
    if (body.length > LARGEST_PUSH || Buffer.byteLength(body) > LARGEST_PUSH)
      throw malformed("it has more than 256 KB");
    return parseJson(body);
  }
  const bytes = bytesOf(body);
  if (bytes === undefined) return body;
  if (bytes.byteLength > LARGEST_PUSH) throw malformed("it has more than 256 KB");
  return parseJson(decode(bytes));
}

/** By what it is, not by its class: test runners have classes of their own. */
function bytesOf(body: unknown): Uint8Array | undefined {
  if (ArrayBuffer.isView(body)) return new Uint8Array(body.buffer, body.byteOffset, body.byteLength);
  return isArrayBuffer(body) ? new Uint8Array(body) : undefined;
}

function isArrayBuffer(value: unknown): value is ArrayBuffer {
  try {
    Reflect.get(ArrayBuffer.prototype, "byteLength", value); // throws for anything else
    return true;
  } catch {
    return false;
  }
}

function decode(body: Uint8Array): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(body);
  } catch {
    throw malformed("it is not UTF-8");
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw malformed("it is not JSON"); // the parser's own words quote the text
  }
}

/** Own properties only: nothing comes from a prototype, and whatever a strange object throws is "not one". */
function ownFields(value: unknown): (name: string) => unknown {
  return (name) => {
    try {
      if (isRecord(value)) return Object.hasOwn(value, name) ? value[name] : undefined;
    } catch {
      // a getter or a proxy
    }
    throw malformed("it is not a JSON object");
  };
}
