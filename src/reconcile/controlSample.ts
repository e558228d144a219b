import type { Attempt } from "../journal/journal.js";
import { reportTime } from "../reports/reportTime.js";
import type { SmsReport } from "../reports/types.js";
import type { Evidence } from "./judgeUnknown.js";
import { isNear, nearness } from "./nearby.js";
import { reportedKeys } from "./reportedKeys.js";

/** The clock of the service less that of the run, in milliseconds: between these. */
export interface Shift {
  readonly least: number;
  readonly most: number;
}

/** The properties that a control must share with the message it vouches for. */
export interface Likeness {
  readonly code: string | undefined;
  readonly isMainland: boolean;
  readonly attempts: readonly Attempt[];
}

/** A message that the service accepted in its answer. */
export interface Control {
  readonly message_id: string;
  /** When its request was about to leave, by the clock of this name. */
  readonly at: number;
  readonly clock: string | undefined;
  readonly endpoint: string;
  /** Its number, one for every spelling. */
  readonly key: string;
  readonly isMainland: boolean;
  /** As it was sent; empty where it had none. */
  readonly code: string;
  /** The signatures that it may have been sent with. */
  readonly signs: readonly string[];
}

/**
 * The control sample of messages with the same signatures: what certainly was sent, and should be found among the
 * reports with its number and code unchanged. Whatever hides or changes the reports of the messages that are looked
 * for (another project, a wrong time, masked numbers, shortened codes, a list that ends too early) does the same to
 * those of the control sample.
 */
export class ControlSample {
  /** By time. */
  readonly #controls: readonly Control[];
  readonly #byId: ReadonlyMap<string, Control>;
  /** Of those that should be found, or came along. */
  readonly #states = new Map<Control, "found" | "missing" | "altered">();
  readonly #failed = new Set<Attempt>();
  #shift: Shift | undefined;
  #longestCode = 0;
  readonly #counts = new Map<string, number>();

  constructor(controls: readonly Control[]) {
    this.#controls = [...controls].sort((one, other) => one.at - other.at);
    this.#byId = new Map(controls.map((control) => [control.message_id, control]));
    for (const { key, code } of controls) this.#counts.set(`${key} ${code}`, this.count(key, code) + 1);
  }

  /** What the controls that were found so far say about the clocks. */
  get shift(): Shift | undefined {
    return this.#shift;
  }

  /** The longest code that was found unchanged, in characters: the service does not cut off shorter ones. */
  get longestCode(): number {
    return this.#longestCode;
  }

  /** How many controls were sent to a number with a code. */
  count(key: string, code: string): number {
    return this.#counts.get(`${key} ${code}`) ?? 0;
  }

  has(message_id: string): boolean {
    return this.#byId.has(message_id);
  }

  /** The controls that left near one of these times. */
  near(attempts: readonly Attempt[]): Control[] {
    const isNearAny = nearness(attempts);
    return this.#controls.filter(isNearAny);
  }

  /** Says that these should be found from now on, whatever was found before. */
  expect(controls: readonly Control[]): void {
    for (const control of controls)
      if (this.#states.get(control) !== "altered") this.#states.set(control, "missing");
  }

  /** Says that the reports around these sendings are not complete. */
  fail(attempts: readonly Attempt[]): void {
    for (const attempt of attempts) this.#failed.add(attempt);
  }

  /** Whether all of these were found, unchanged or not. */
  hasAll(controls: readonly Control[]): boolean {
    return controls.every((control) => this.#states.get(control) !== "missing");
  }

  /** Compares a report with what was sent, where it is one of the sample. */
  look(report: SmsReport): void {
    const control = this.#byId.get(report.message_id);
    if (control === undefined || this.#states.get(control) === "altered") return;
    const isUnchanged = this.measure(report);
    this.#states.set(control, isUnchanged ? "found" : "altered");
    if (isUnchanged) this.#longestCode = Math.max(this.#longestCode, control.code.length);
  }

  /**
   * Learns from a report how the clock of the service differs from that of the run.
   *
   * @returns whether the report is of the sample and has everything as it was sent
   */
  measure(report: SmsReport): boolean {
    const control = this.#byId.get(report.message_id);
    if (control === undefined) return false;
    const submittedAt = reportTime(report.submit_time);
    const isUnchanged = (report.extend_code ?? "") === control.code && reportedKeys(report).has(control.key);
    if (!isUnchanged || Number.isNaN(submittedAt)) return false;
    const ms = submittedAt - control.at;
    const { least, most } = this.#shift ?? { least: ms, most: ms };
    this.#shift = { least: Math.min(least, ms), most: Math.max(most, ms) };
    return true;
  }

  /** Says of messages whether the sample shows that they would have been found; to be asked when all was read. */
  states(): (one: Likeness) => Evidence["control"] {
    // Messages that left together have one list of sendings.
    const known = new Map<readonly Attempt[], Map<string, Evidence["control"]>>();
    return ({ code, isMainland, attempts }) => {
      const kind = (code ?? "") === "" ? `number ${isMainland}` : "code";
      const kinds = known.get(attempts) ?? new Map<string, Evidence["control"]>();
      known.set(attempts, kinds);
      const state =
        kinds.get(kind) ??
        this.#stateFor(attempts, (control) =>
          kind === "code" ? control.code !== "" : control.isMainland === isMainland,
        );
      kinds.set(kind, state);
      return state;
    };
  }

  /** @param isAlike whether a control can vouch for the message */
  #stateFor(attempts: readonly Attempt[], isAlike: (control: Control) => boolean): Evidence["control"] {
    const near = this.near(attempts);
    const states = new Set(near.map((control) => this.#states.get(control)));
    if (states.has("altered")) return "altered";
    if (states.has("missing") || attempts.some((attempt) => this.#failed.has(attempt))) return "missing";
    const found = near.filter((control) => this.#states.get(control) === "found" && isAlike(control));
    return attempts.every((attempt) => found.some((control) => isNear(control, attempt))) ? "found" : "none";
  }
}
