import { reportLimit } from "../../generated/reportRules.js";
import type { Attempt, TimeSpan } from "../journal/journal.js";
import { askReports, type Asking } from "./askReports.js";
import { chooseControls } from "./chooseControls.js";
import type { Control, ControlSample } from "./controlSample.js";
import { Findings, type FindingsOptions } from "./findings.js";
import type { Searched } from "./readInputs.js";
import { readWindow } from "./readWindow.js";
import { attemptsWithin, type WindowOptions } from "./reportWindows.js";

/** Pages that one number can have in a window, at most: 100,000 reports. */
const MOST_OF_NUMBER = 1_000;
/** Pages that a window can have, at most, besides those of the run: a million reports. */
const MOST_OF_WINDOW = 10_000;
/** How many times the reports of the whole run a window can have besides. */
const RUNS = 10;
/** Up to so many numbers are asked for one by one, rather than reading all reports of the time. */
const FEW = 50;
/** Of the controls, so many are asked for one by one at least, and one for so many numbers. */
const LEAST_CONTROLS = 5;
const NUMBERS_PER_CONTROL = 20;

export interface Search extends FindingsOptions {
  readonly asking: Asking;
  readonly sample: ControlSample;
  /** The signatures that the messages may have been sent with. */
  readonly sign_ids: readonly string[];
  readonly times: WindowOptions;
}

/** The messages of one window, and the controls near them. */
interface Part {
  readonly search: Search;
  readonly window: TimeSpan;
  readonly within: readonly Searched[];
  /** Their sendings in this window. */
  readonly attempts: readonly Attempt[];
  readonly controls: readonly Control[];
  readonly numbers: ReadonlySet<string>;
  readonly findings: Findings;
}

/**
 * All reports on the numbers of these messages, and what else may be theirs; the control sample is looked for in the
 * same way.
 *
 * @throws SmnError (`protocol`) when the reports do not come to an end
 */
export async function findReports(
  search: Search,
  searched: readonly Searched[],
  windows: readonly TimeSpan[],
): Promise<Findings> {
  const findings = new Findings(searched, search);
  for (const window of windows) {
    const within = searched.filter((one) => attemptsWithin(one.attempts, window, search.times).length > 0);
    // A message can have sendings in several windows. The controls of each are in its own.
    const attempts = attemptsWithin(attemptsOf(within), window, search.times);
    const controls = search.sample.near(attempts);
    const numbers = new Set(within.map(({ key }) => key));
    await findWithin({ search, window, within, attempts, controls, numbers, findings });
  }
  return findings;
}

/**
 * Few numbers are asked for one by one. For many, all reports of the time are read, until that has taken as many
 * requests as there are numbers: then other messages are in the majority, and the numbers are asked for after all.
 * Neither way counts that does not lead to the controls.
 */
async function findWithin(part: Part): Promise<void> {
  const { within, attempts, controls, numbers } = part;
  const isMainland = within.every((one) => one.isMainland);
  const canAskEach = isMainland && (controls.length === 0 || controls.some((one) => one.isMainland));
  if (canAskEach && numbers.size > FEW && (await readAll(part, numbers.size))) return;
  if (canAskEach && (await readEach(part))) return;
  if (!(await readAll(part, Infinity))) part.search.sample.fail(attempts);
}

/** @returns whether all reports were read, with those of the controls */
async function readAll({ search, window, controls, findings }: Part, most: number): Promise<boolean> {
  search.sample.expect(controls);
  for (const sign_id of search.sign_ids) {
    const state = await readWindow(search.asking, {
      sign_id,
      window,
      bound: MOST_OF_WINDOW + RUNS * Math.ceil(search.strays.inputs / reportLimit.default),
      most,
      onReport: (report) => findings.add(report),
    });
    if (state !== "complete") return false;
  }
  return search.sample.hasAll(controls);
}

/**
 * A number is asked for again when its own report was not among the answers: one of them may have been that of another
 * question, or short of a report.
 *
 * @returns false when a control was not found, or nothing else: a filter that lets nothing through proves nothing
 */
async function readEach(part: Part): Promise<boolean> {
  const { search, within, attempts, controls, numbers, findings } = part;
  const { sample } = search;
  const count = Math.max(LEAST_CONTROLS, Math.ceil(numbers.size / NUMBERS_PER_CONTROL));
  const mainland = controls.filter((one) => one.isMainland);
  const chosen = chooseControls(attempts, mainland, count);
  sample.expect(chosen);
  const hasAny = await readNumbers(part, new Set([...numbers, ...chosen.map(({ key }) => key)]));
  if (!hasAny || !sample.hasAll(chosen)) return false;
  const open = within.filter((one) => !findings.of(one).some(({ code }) => code === (one.code ?? "")));
  await readNumbers(part, new Set(open.map(({ key }) => key)));
  return true;
}

/** @returns whether there was a report on one of the messages that are looked for, or on the number of one */
async function readNumbers(
  { search, window, findings }: Part,
  numbers: ReadonlySet<string>,
): Promise<boolean> {
  const { start, end } = window;
  let hasAny = false;
  for (const sign_id of search.sign_ids)
    for (const mobile of numbers) {
      const query = { sign_id, start_time: start, end_time: end, mobile };
      for await (const report of askReports(search.asking, query, MOST_OF_NUMBER))
        if (findings.add(report)) hasAny = true;
    }
  return hasAny;
}

function attemptsOf(searched: readonly Searched[]): Attempt[] {
  return [...new Set(searched.flatMap(({ attempts }) => attempts))];
}
