import { pairHash, type InputCodes } from "./inputCodes.js";
import type { Finding } from "./judgeUnknown.js";
import type { Searched } from "./readInputs.js";
import { LEAST_LENGTH } from "./strayCodes.js";

/**
 * Finds reports that may belong to messages with an `extend_code` of the caller's own, although number or code differ.
 * A report with exactly the number and code of an input belongs to it, as often as there are such inputs; every other
 * report with such a code may belong to any message that has it. Memory grows with the reports that have such a code.
 */
export class OwnCodes {
  readonly #inputs: InputCodes;
  readonly #sought: ReadonlySet<string>;
  readonly #astray = new Set<string>();
  readonly #seen = new Set<number>();
  readonly #counts = new Map<number, number>();

  constructor(searched: readonly Searched[], inputs: InputCodes) {
    this.#inputs = inputs;
    this.#sought = new Set(searched.filter(hasOwn).map(({ code }) => code.toLowerCase()));
  }

  /**
   * @param keys the number of the report, in the ways that it may be read
   * @returns whether a message that is searched for has this code, in upper or lower case
   */
  add({ code, message_id }: Finding, keys: ReadonlySet<string>): boolean {
    const lower = code.toLowerCase();
    if (!this.#sought.has(lower)) return false;
    const key = [...keys].find((one) => this.#inputs.count(one, code) > 0);
    if (key === undefined) {
      this.#astray.add(lower);
      return true;
    }
    const pair = pairHash(key, code);
    const report = pairHash(String(pair), message_id);
    if (this.#seen.has(report)) return true;
    this.#seen.add(report);
    const count = (this.#counts.get(pair) ?? 0) + 1;
    this.#counts.set(pair, count);
    // More reports than inputs: one of them may be another message's, with a number that was changed.
    if (count > this.#inputs.count(key, code)) this.#astray.add(lower);
    return true;
  }

  /** The findings on the number of a message, with marks on those that may be its own, and on reports elsewhere. */
  judged(one: Searched, found: readonly Finding[]): readonly Finding[] {
    if (!hasOwn(one)) return found;
    const marked = found.map((finding) =>
      isAltered(finding.code, one.code) && this.#isSpare(one.key, finding.code, found)
        ? { ...finding, isStray: true }
        : finding,
    );
    if (!this.#astray.has(one.code.toLowerCase())) return marked;
    return [...marked, { message_id: "", code: "", isAstray: true }];
  }

  /** Whether there are more reports on the number with the code than inputs. */
  #isSpare(key: string, code: string, found: readonly Finding[]): boolean {
    const alike = found.filter((finding) => finding.code === code);
    return new Set(alike.map(({ message_id }) => message_id)).size > this.#inputs.count(key, code);
  }
}

function hasOwn(one: Searched): one is Searched & { code: string } {
  return !one.hasToken && one.code !== undefined && one.code !== "";
}

/** Whether a code may be another one in other letter case, or cut off. */
function isAltered(code: string, from: string): boolean {
  if (code === from) return false;
  const [lower, whole] = [code.toLowerCase(), from.toLowerCase()];
  return lower === whole || (lower.length >= LEAST_LENGTH && whole.startsWith(lower));
}
