import type { Attempt } from "../journal/journal.js";
import type { Asking } from "./askReports.js";
import type { ControlSample } from "./controlSample.js";
import { findReports } from "./findReports.js";
import type { InputCodes } from "./inputCodes.js";
import { listingDelay } from "./listingDelay.js";
import { judgeUnknown } from "./judgeUnknown.js";
import { askTime, checkClocks, measureClocks } from "./measureClocks.js";
import type { Read, Searched } from "./readInputs.js";
import type { Verdict } from "./reconcileOptions.js";
import { inReach, isSettled, reportWindows, type WindowOptions } from "./reportWindows.js";
import type { ServiceTime } from "./serviceTime.js";
import type { StrayCodes } from "./strayCodes.js";

export interface GroupOptions {
  asking: Asking;
  time: ServiceTime;
  /** Waits, in milliseconds. */
  pause: (ms: number) => Promise<void>;
  sample: ControlSample;
  settleMs: number;
  unsentWithoutControl: boolean;
  strays: StrayCodes;
  codes: InputCodes;
}

/** Reads the reports on messages with the same signatures, and makes what judges each of them. */
export async function createJudge(
  group: readonly Read[],
  options: GroupOptions,
): Promise<(read: Read) => Verdict> {
  const { asking, time, pause, sample, settleMs, unsentWithoutControl, strays, codes } = options;
  const all = group.filter((read): read is Searched => !("reason" in read));
  const sign_ids = all[0]?.signs ?? [];
  if (sign_ids[0] !== undefined) {
    await askTime(asking, time, sign_ids[0]);
    checkClocks(time);
    const attempts = attemptsOf(all);
    const listed = await measureClocks(asking, sample, attempts, { sign_ids, now: time.now() });
    checkClocks(time);
    const delayMs = listingDelay(listed, attempts);
    if (delayMs > 0) await pause(delayMs);
  }
  // The clock of the run may have been right or wrong, and is not the one of now.
  const shifts = [0, time.shiftMs, sample.shift?.least ?? 0, sample.shift?.most ?? 0];
  const shift = { least: Math.min(...shifts), most: Math.max(...shifts) };
  const times: WindowOptions = { now: time.now(), settleMs, shift };
  const reachable = new Map<Read, Searched>();
  const attempts = new Map<readonly Attempt[], readonly Attempt[]>();
  for (const one of all) {
    const within = attempts.get(one.attempts) ?? inReach(one.attempts, times);
    attempts.set(one.attempts, within);
    if (within.at(-1) === one.attempts.at(-1)) reachable.set(one, { ...one, attempts: within });
  }
  const searched = [...reachable.values()];
  const windows = reportWindows(attemptsOf(searched), times);
  const findings = await findReports({ asking, sample, sign_ids, times, strays, codes }, searched, windows);
  const controlFor = sample.states();
  const shiftMs = sample.shift?.most ?? Math.max(0, time.shiftMs);
  return (read) => {
    if ("reason" in read) return { status: "unknown", reason: read.reason };
    const one = reachable.get(read);
    if (one === undefined) return { status: "unknown", reason: "too_old" };
    return judgeUnknown(one, findings.of(one), {
      isSettled: isSettled(one.attempts, times, shiftMs),
      control: controlFor(one),
      unsentWithoutControl,
    });
  };
}

function attemptsOf(searched: readonly Searched[]): Attempt[] {
  return [...new Set(searched.flatMap(({ attempts }) => attempts))];
}
