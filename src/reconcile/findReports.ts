import { reportLimit } from "../../generated/reportRules.js";
import { SmnError } from "../base/errors.js";
import type { ReportQuery } from "../reports/reportQuery.js";
import type { SmsReport } from "../reports/types.js";
import { numberKey } from "../messages/phoneNumber.js";
import type { InputCodes } from "./inputCodes.js";
import type { Finding } from "./judgeUnknown.js";
import { OwnCodes } from "./ownCodes.js";
import type { Searched } from "./readSuspects.js";
import type { ReportSource } from "./reconcileOptions.js";
import { isWithin, type ReportWindow } from "./reportWindows.js";
import type { StrayCodes } from "./strayCodes.js";

export interface Search {
  readonly source: ReportSource;
  /** Resolves when the next request may be made. */
  readonly pace: () => Promise<void>;
  readonly signal: AbortSignal | undefined;
  readonly strays: StrayCodes;
  readonly codes: InputCodes;
}

/** Pages that one number can have in a window, at most: 100,000 reports. */
const MOST_OF_NUMBER = 1_000;
/** Pages that a window can have, at most, besides those of the run: a million reports. */
const MOST_OF_WINDOW = 10_000;
/** How many times the reports of the whole run a window can have besides. */
const RUNS = 10;

/** Up to so many numbers are asked for one by one, rather than reading all reports of the time. */
const FEW = 50;

/**
 * All reports on the numbers of these messages, and what else may be theirs.
 *
 * @throws SmnError (`protocol`) when the reports do not come to an end
 */
export async function findReports(
  search: Search,
  searched: readonly Searched[],
  sign_ids: readonly string[],
  windows: readonly ReportWindow[],
): Promise<Findings> {
  const findings = new Findings(searched, search);
  for (const sign_id of sign_ids)
    for (const window of windows) {
      const within = searched.filter(({ attempts }) => isWithin(attempts, window));
      await findWithin(search, within, { sign_id, start_time: window.start, end_time: window.end }, findings);
    }
  return findings;
}

/**
 * Few numbers are asked for one by one. For many, all reports of the time are read, until that has taken as many
 * requests as there are numbers: then other messages are in the majority, and the numbers are asked for after all.
 */
async function findWithin(
  search: Search,
  within: readonly Searched[],
  query: ReportQuery,
  findings: Findings,
): Promise<void> {
  const numbers = new Set(within.map(({ key }) => key));
  if (within.every(({ isMainland }) => isMainland)) {
    if (numbers.size > FEW && (await readAll(search, query, findings, numbers.size))) return;
    if (await readEach(search, query, numbers, findings)) return;
  }
  await readAll(search, query, findings, Infinity);
}

/** @returns false when it was given up after `most` requests */
async function readAll(
  search: Search,
  query: ReportQuery,
  findings: Findings,
  most: number,
): Promise<boolean> {
  let count = 0;
  const bound = MOST_OF_WINDOW + RUNS * Math.ceil(search.strays.inputs / reportLimit.default);
  for await (const report of paced(search, query, bound)) {
    findings.add(report);
    if (++count >= most * reportLimit.default) return false;
  }
  return true;
}

/** @returns false when no number has a report: a filter that lets nothing through proves nothing */
async function readEach(
  search: Search,
  query: ReportQuery,
  numbers: Iterable<string>,
  findings: Findings,
): Promise<boolean> {
  let hasAny = false;
  for (const mobile of numbers)
    for await (const report of paced(search, { ...query, mobile }, MOST_OF_NUMBER))
      if (findings.add(report)) hasAny = true;
  return hasAny;
}

/** @param most pages: a service that goes on for ever must not be read for ever */
async function* paced(
  { source, pace, signal }: Search,
  query: ReportQuery,
  most: number,
): AsyncGenerator<SmsReport> {
  await pace();
  let count = 0;
  for await (const report of source.reports(query, signal === undefined ? {} : { signal })) {
    signal?.throwIfAborted();
    if (count >= most * reportLimit.default) throw endless(count);
    yield report;
    if (++count % reportLimit.default === 0) await pace();
  }
}

function endless(count: number): SmnError {
  return new SmnError(
    `The reports of one query do not come to an end: ${count} were read, more than there can be. ` +
      "Nothing was changed about the messages that they were read for.",
    { code: "protocol", sent: "no" },
  );
}

/** The reports that matter, by number. */
export class Findings {
  readonly #byKey: Map<string, Finding[]>;
  readonly #keyOfToken: ReadonlyMap<string, string>;
  readonly #strays: StrayCodes;
  readonly #ownCodes: OwnCodes;

  constructor(searched: readonly Searched[], { strays, codes }: Pick<Search, "strays" | "codes">) {
    this.#strays = strays;
    this.#ownCodes = new OwnCodes(searched, codes);
    this.#byKey = new Map(searched.map(({ key }) => [key, []]));
    this.#keyOfToken = new Map(
      searched.flatMap(({ hasToken, code, key }) => (hasToken && code !== undefined ? [[code, key]] : [])),
    );
  }

  /** What is known of a message. */
  of(one: Searched): readonly Finding[] {
    return this.#ownCodes.judged(one, this.#byKey.get(one.key) ?? []);
  }

  /** @returns whether it is one that matters */
  add({ message_id, extend_code, nation_code, mobile }: SmsReport): boolean {
    const finding: Finding = { message_id, code: extend_code ?? "" };
    // The number may come with its country code, beside it.
    const keys = new Set([numberKey(`+${nation_code.replace(/\D/g, "")}${mobile}`), numberKey(mobile)]);
    let matters = this.#ownCodes.add(finding, keys);
    const isStray = this.#strays.isStray(finding.code, keys);
    for (const key of keys) {
      this.#byKey.get(key)?.push(isStray ? { ...finding, isStray } : finding);
      matters ||= this.#byKey.has(key);
    }
    const expected = this.#keyOfToken.get(finding.code);
    if (expected === undefined || keys.has(expected)) return matters;
    this.#byKey.get(expected)?.push({ ...finding, isElsewhere: true });
    return true;
  }
}
