import type { Disposition } from "./outcome.js";
import { telemetryCode } from "./telemetryError.js";
import type { OutcomeCount } from "./telemetryMessages.js";

/** Counts outcomes that ended in the same way. */
export function countOutcomes(dispositions: Iterable<Disposition>): OutcomeCount[] {
  const counts = new Map<string, { -readonly [K in keyof OutcomeCount]: OutcomeCount[K] }>();
  for (const disposition of dispositions) {
    const { status } = disposition;
    const code = codeOf(disposition);
    const key = `${status} ${code ?? ""}`;
    const count = counts.get(key);
    if (count === undefined)
      counts.set(key, { status, ...(code === undefined ? {} : { code }), messages: 1 });
    else count.messages++;
  }
  return [...counts.values()];
}

function codeOf(disposition: Disposition): string | undefined {
  if (disposition.status === "rejected") return telemetryCode(disposition.code);
  return "cause" in disposition ? disposition.cause.code : undefined;
}
