import { reportLimit } from "../../generated/reportRules.js";
import type { Attempt } from "../journal/journal.js";
import { SmnError } from "../base/errors.js";
import { earliestStart } from "../reports/reportQuery.js";
import { askReports, type Asking } from "./askReports.js";
import { chooseControls } from "./chooseControls.js";
import type { Control, ControlSample } from "./controlSample.js";
import type { ServiceTime } from "./serviceTime.js";

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** Controls that are asked for, at most, to see how the clocks differ. */
const MOST_CONTROLS = 10;

/**
 * Learns the time of the service from an answer about an hour of the day before: a window that begins or ends now may
 * be in the future there.
 */
export async function askTime(asking: Asking, time: ServiceTime, sign_id: string): Promise<void> {
  const end_time = time.now() - DAY_MS;
  const query = { sign_id, start_time: end_time - HOUR_MS, end_time, limit: 1 };
  for await (const { message_id } of askReports(asking, query, 1)) if (message_id !== "") return;
}

/**
 * Reports of three months by one clock are not those of three months by the other when the two are days apart: what is
 * asked for would be refused as too old, or said to be.
 *
 * @throws SmnError (`protocol`)
 */
export function checkClocks({ shiftMs }: Pick<ServiceTime, "shiftMs">): void {
  if (Math.abs(shiftMs) <= DAY_MS) return;
  const days = Math.round(Math.abs(shiftMs) / DAY_MS);
  throw new SmnError(
    `By the Date of the service's answers it is ${days} ${days === 1 ? "day" : "days"} ` +
      `${shiftMs < 0 ? "earlier" : "later"} than by the clock of this machine, so reports cannot be asked for by time. ` +
      "Nothing was changed. Set the clock right; if it is right, an answer was wrong: try again, and check proxies on the way.",
    { code: "protocol", sent: "no" },
  );
}

/**
 * Asks for some accepted messages by their ids, in all the time that reports are kept, to learn how the clock of the
 * run differed from the service's. Those that are not found change nothing here: they are looked for again where the
 * unknown messages are.
 *
 * @returns those that were found as they were sent
 */
export async function measureClocks(
  asking: Asking,
  sample: ControlSample,
  attempts: readonly Attempt[],
  { sign_ids, now }: { sign_ids: readonly string[]; now: number },
): Promise<Control[]> {
  const near = sample.near(attempts);
  const chosen = chooseControls(attempts, near, 1).slice(0, MOST_CONTROLS);
  // Of the last one it is seen how soon messages are listed.
  const controls = new Set([...near.slice(-1), ...chosen]);
  const found: Control[] = [];
  for (const control of controls)
    for (const sign_id of sign_ids)
      if (await measure(asking, sample, control, { sign_id, now })) {
        found.push(control);
        break;
      }
  return found;
}

async function measure(
  asking: Asking,
  sample: ControlSample,
  { message_id }: Control,
  { sign_id, now }: { sign_id: string; now: number },
): Promise<boolean> {
  const query = { sign_id, message_id, start_time: earliestStart(now) + DAY_MS, end_time: now };
  let count = 0;
  for await (const report of askReports(asking, query, 1)) {
    if (report.message_id === message_id) return sample.measure(report);
    // A service that does not know the filter lists everything.
    if (++count >= reportLimit.default) return false;
  }
  return false;
}
