import type { JournalOptions } from "./journalOptions.js";
import type { KnownStatus } from "./statusTable.js";

/** What a run does with an input, by its last status, and by what is to be sent again. */
export function decide(
  status: KnownStatus | undefined,
  retry: JournalOptions["retry"],
): "send" | "skip" | "unknown" {
  if (retry === undefined) {
    if (status === undefined || status === "unsent") return "send";
    return status === "intended" ? "unknown" : "skip";
  }
  const wanted: readonly string[] = retry;
  if (status === "intended") return wanted.includes("unknown") ? "send" : "unknown";
  return status !== undefined && wanted.includes(status) ? "send" : "skip";
}

/** Whether nobody knows of an input if it was sent. */
export function isUndecided(status: KnownStatus | undefined): boolean {
  return status === "unknown" || status === "intended";
}
