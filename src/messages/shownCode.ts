import { scrub } from "../base/scrub.js";
import { findErrorCodes } from "./findErrorCode.js";

/**
 * A service's code as it is shown, and later compared with the table: those of the table as they are, even where a text
 * has the same digits. Any other may be a quotation.
 */
export function shownCode(code: string, secrets: readonly string[]): string {
  return findErrorCodes(code).length > 0 ? code.trim() : scrub(code, secrets);
}
