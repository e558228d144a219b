import { scrub } from "../base/scrub.js";
import { isKnownCode } from "./findErrorCode.js";

/**
 * A code of an answer, as it is shown and judged. One of the document's table stays whole although a text or a key may
 * have the same digits: it is what decides whether anything is sent again.
 */
export function shownCode(code: string, hidden: readonly string[]): string {
  return isKnownCode(code) ? code.trim() : scrub(code, hidden);
}
