import { messageRules, type PropertyRule } from "../../generated/messageRules.js";
import type { UsualMessage } from "./checkedMessage.js";
import { isPlain } from "./jsonTexts.js";
import { mainlandKey } from "./phoneNumber.js";

/** `【`, with which a signature begins. */
const SIGNATURE_MARK = 0x3010;

const EMPTY: Readonly<Record<string, unknown>> = {};

const isGoodText = compile("message");
const isGoodSign = compile("sign_id");
const isGoodCode = compile("extend_code");

/**
 * Makes the preflight of a message in a fraction of the time, and finds that JSON writes its values as they are. It takes
 * the usual message: to a mainland number, with a text that needs no escapes, a `sign_id`, perhaps an `extend_code`, and
 * nothing else. It reads every property once.
 *
 * @returns gives undefined for every message that needs the full check, whether it would pass or not; a `token` becomes
 * the `extend_code` of a message that has none
 */
export function createQuickCheck(): (message: unknown, token?: string) => UsualMessage | undefined {
  // Most messages of a run have the same signature: the last good one need not be checked again.
  let goodSign: string | undefined;
  let sign = new Uint8Array();

  const check = (
    message: Readonly<Record<string, unknown>>,
    token: string | undefined,
  ): UsualMessage | undefined => {
    // JSON.stringify ignores inherited properties, so anything but a plain object takes the full check.
    if (Object.getPrototypeOf(message) !== Object.prototype || hasProperties(EMPTY)) return undefined;
    const { endpoint, message: text, sign_id, extend_code, toJSON } = message;
    if (typeof endpoint !== "string" || typeof text !== "string" || typeof sign_id !== "string")
      return undefined;
    if (toJSON !== undefined || !isGoodText(text) || mayBeBlank(text)) return undefined;
    if (sign_id !== goodSign) {
      if (!isGoodSign(sign_id)) return undefined;
      goodSign = sign_id;
      sign = Buffer.from(`","sign_id":"${sign_id}"`);
    }
    const key = mainlandKey(endpoint);
    if (key === 0) return undefined;
    const hasCode = extend_code !== undefined;
    if (hasCode && (typeof extend_code !== "string" || !isGoodCode(extend_code))) return undefined;
    let others = hasCode ? 4 : 3;
    for (const name in message) {
      if (!isKnown(name)) return undefined;
      others--;
    }
    if (others !== 0) return undefined;
    return { endpoint, message: text, key, json: undefined, sign, code: hasCode ? extend_code : token };
  };

  return (message, token) => {
    if (typeof message !== "object" || message === null) return undefined;
    try {
      return check(message as Readonly<Record<string, unknown>>, token);
    } catch {
      return undefined; // a getter or a proxy that throws: the full check says so
    }
  };
}

/** Whether a text may consist of blanks: does not begin with printable ASCII, a Chinese character or a signature. */
function mayBeBlank(text: string): boolean {
  const first = text.charCodeAt(0);
  const isPrintable = first > 0x20 && first < 0x7f;
  const isChinese = first >= 0x4e00 && first <= 0x9fff;
  return !isPrintable && !isChinese && first !== SIGNATURE_MARK;
}

function isKnown(name: string): boolean {
  return name === "endpoint" || name === "message" || name === "sign_id" || name === "extend_code";
}

function hasProperties(object: object): boolean {
  for (const name in object) return name !== undefined;
  return false;
}

/** A test for values that keep the property's rule and need no escapes. Conservative: `false` may be wrong. */
function compile(name: string): (value: string) => boolean {
  const rule: PropertyRule = messageRules[name] ?? { type: "string", required: false };
  const least = rule.minLength ?? 0;
  // A UTF-16 unit is a character at most, and has three bytes of UTF-8 at most.
  const most = Math.min(rule.maxLength ?? Infinity, Math.floor((rule.maxBytes ?? Infinity) / 3));
  const pattern = rule.pattern === undefined ? undefined : new RegExp(rule.pattern, "u");
  return (value) =>
    value.length >= least &&
    value.length <= most &&
    isPlain(value) &&
    (pattern === undefined || pattern.test(value)) &&
    (rule.enum === undefined || rule.enum.includes(value));
}
