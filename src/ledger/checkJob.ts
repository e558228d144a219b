import type { LedgerJob } from "./job.js";
import { checkDate, checkKey } from "./checks.js";
import { refused } from "./ledgerErrors.js";

/** An index of an input that the tables take. */
const LARGEST_INDEX = 2 ** 32;
/** Messages of one job, at most. */
export const MOST_MESSAGES = 100_000;

/** @throws SmnError (`validation`) for a job that cannot work */
export function checkJob(method: string, job: LedgerJob): void {
  const given: unknown = job;
  if (typeof given !== "object" || given === null) throw refused(method, "a job must be an object");
  const { key, run, messages, indices, after, notAfter } = job;
  checkKey(method, "key", key);
  if (run !== undefined) checkKey(method, "run", run);
  if (!Array.isArray(messages) || messages.length < 1 || messages.length > MOST_MESSAGES)
    throw refused(method, `messages must be an array of 1 to ${MOST_MESSAGES} messages`);
  checkDate(method, "notAfter", notAfter);
  const keys: unknown = after ?? [];
  if (!Array.isArray(keys)) throw refused(method, "after must be an array of keys");
  for (const one of keys) checkKey(method, "after", one);
  if (after?.includes(key) === true)
    throw refused(method, `after must not hold the key itself: ${JSON.stringify(key)} would wait for ever`);
  if (indices === undefined) return;
  if (run === undefined) throw refused(method, "indices need the run that they count the inputs of");
  const areFine =
    Array.isArray(indices) &&
    indices.length === messages.length &&
    indices.every(
      (index, place) =>
        Number.isInteger(index) &&
        index < LARGEST_INDEX &&
        index > (place === 0 ? -1 : (indices[place - 1] ?? 0)),
    );
  if (!areFine) throw refused(method, "indices must be one ascending whole number for each message");
}
