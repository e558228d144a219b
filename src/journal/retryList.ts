import { SmnError } from "../base/errors.js";
import type { JournalOptions } from "./journalOptions.js";

const RETRIABLE = ["rejected", "invalid", "unsent", "unknown"] satisfies JournalOptions["retry"];

/**
 * A copy of the list of what is to be sent again: what its owner does with it later changes nothing.
 *
 * @param method whose option it is
 * @throws SmnError (`validation`) for anything but a list of these outcomes
 */
export function retryList(method: string, retry: unknown): JournalOptions["retry"] {
  if (retry === undefined) return undefined;
  const list: unknown[] = Array.isArray(retry) ? Array.from<unknown>(retry) : [undefined];
  const statuses = list.map((status) => RETRIABLE.find((one) => one === status));
  if (!statuses.includes(undefined)) return statuses.filter((status) => status !== undefined);
  throw new SmnError(`${method}: retry must be a list of ${RETRIABLE.join(", ")}. Nothing was sent.`, {
    code: "validation",
    sent: "no",
  });
}
