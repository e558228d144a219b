import type { SmsReport } from "../reports/types.js";
import type { ControlSample } from "./controlSample.js";
import type { Finding } from "./judgeUnknown.js";
import { OwnCodes } from "./ownCodes.js";
import type { InputCodes } from "./inputCodes.js";
import type { Searched } from "./readInputs.js";
import { hidesNumber, reportedKeys } from "./reportedKeys.js";
import { resembles } from "./resembles.js";
import type { StrayCodes } from "./strayCodes.js";

export interface FindingsOptions {
  readonly sample: ControlSample;
  readonly strays: StrayCodes;
  readonly codes: InputCodes;
}

/** A finding that applies to every message: its report may be one of those that have neither number nor code. */
const ANYBODYS: Finding = { message_id: "", code: "", isAstray: true };

/** The reports that matter, by number. */
export class Findings {
  readonly #options: FindingsOptions;
  readonly #byKey: Map<string, KnownFinding[]>;
  readonly #keyOfToken: ReadonlyMap<string, string>;
  readonly #ownCodes: OwnCodes;
  /** By number, of the messages that are looked for. */
  readonly #codesOf = new Map<string, readonly string[]>();
  #hasAnybodys = false;
  /** Of the codes that were reported exactly as an input has them, with its number. */
  #longestCode = 0;

  constructor(searched: readonly Searched[], options: FindingsOptions) {
    this.#options = options;
    this.#ownCodes = new OwnCodes(searched, options.codes);
    this.#byKey = new Map(searched.map(({ key }) => [key, []]));
    for (const { key, code } of searched)
      if (code !== undefined) this.#codesOf.set(key, [...(this.#codesOf.get(key) ?? []), code]);
    this.#keyOfToken = new Map(
      searched.flatMap(({ hasToken, code, key }) => (hasToken && code !== undefined ? [[code, key]] : [])),
    );
  }

  /** The findings on a message. */
  of(one: Searched): readonly Finding[] {
    const all = this.#byKey.get(one.key) ?? [];
    // Whose report is not there as it was sent, may be there as it was changed.
    const missing = this.#rivals(one).filter((rival) => !all.some(({ code }) => code === rival));
    const found = all.map((finding) =>
      !finding.isStray && (this.#isUnclear(finding, one) || isShortened(finding, one, missing))
        ? { ...finding, isStray: true }
        : finding,
    );
    const judged = this.#ownCodes.judged(one, found);
    return this.#hasAnybodys ? [...judged, ANYBODYS] : judged;
  }

  /** @returns whether it may be that of a message that is looked for, or is on the number of one */
  add(report: SmsReport): boolean {
    const { sample, strays, codes } = this.#options;
    sample.look(report);
    // It belongs to an accepted message.
    if (sample.has(report.message_id)) return false;
    const { message_id, extend_code } = report;
    const finding: Finding = { message_id, code: extend_code ?? "" };
    const keys = reportedKeys(report);
    let matters = this.#ownCodes.add(finding, keys);
    const isStray = strays.isStray(finding.code, keys);
    // A second report with the code of an accepted message belongs to another one.
    const isOthers = [...keys].some((key) => {
      const inputs = strays.isToken(finding.code) ? 1 : codes.count(key, finding.code);
      if (inputs > 0) this.#longestCode = Math.max(this.#longestCode, finding.code.length);
      return inputs > sample.count(key, finding.code);
    });
    if (hidesNumber(report) && (finding.code === "" || (isStray && !this.#keyOfToken.has(finding.code))))
      this.#hasAnybodys = matters = true;
    for (const key of keys) {
      this.#byKey.get(key)?.push({ ...finding, ...(isStray ? { isStray } : {}), isOthers });
      matters ||= this.#byKey.has(key);
    }
    const expected = this.#keyOfToken.get(finding.code);
    if (expected === undefined || keys.has(expected)) return matters;
    this.#byKey.get(expected)?.push({ ...finding, isElsewhere: true, isOthers: true });
    return true;
  }

  /** The other codes of the messages with the same number. */
  #rivals(one: Searched): readonly string[] {
    return (this.#codesOf.get(one.key) ?? []).filter((code) => code !== one.code);
  }

  /** Whether a report on the number of a message may be its own although the code differs, or another's although not. */
  #isUnclear({ code, isOthers }: KnownFinding, one: Searched): boolean {
    if (one.code === undefined) return false;
    if (code !== one.code && isOthers !== true) return resembles(code, one.code);
    const { codes, sample } = this.#options;
    // Where a longer code came back whole, this one is not the beginning of another.
    if (code === "" || code.length < Math.max(sample.longestCode, this.#longestCode)) return false;
    if (code !== one.code) return one.code.startsWith(code);
    return !one.hasToken && code.length < codes.longest(one.key); // tokens are all of one length
  }
}

/**
 * Whether a report with exactly the code of an input may be that of another one whose code was changed on its way: of
 * this message, or this message's code of one that is missing. A code that was cut at its end only is another matter: a
 * longer one that came back whole shows that none was.
 */
function isShortened({ code, isOthers }: KnownFinding, one: Searched, missing: readonly string[]): boolean {
  if (one.code === undefined) return false;
  if (code === one.code) return missing.some((rival) => isChanged(code, rival));
  return isOthers === true && isChanged(code, one.code);
}

/** Whether a code may be what another one leaves when characters are dropped anywhere but at its end, or its case changes. */
function isChanged(code: string, from: string): boolean {
  if (code === "" || from.startsWith(code)) return false;
  const [lower, whole] = [code.toLowerCase(), from.toLowerCase()];
  let at = 0;
  for (const character of lower) {
    const found = whole.indexOf(character, at);
    if (found === -1) return false;
    at = found + character.length;
  }
  return true;
}

interface KnownFinding extends Finding {
  /** Whether the code is exactly that of an input of the run whose report is not known. */
  readonly isOthers?: boolean;
}
