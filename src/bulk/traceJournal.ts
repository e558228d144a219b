import { channels } from "../messages/channels.js";
import { telemetryError } from "../messages/telemetryError.js";
import type { JournalTrace } from "../messages/telemetryMessages.js";

/** Writes to a journal, and reports it to `tracing:smn-sms:journal` if somebody listens. */
export function traceJournal(
  operation: JournalTrace["operation"],
  messages: number,
  work: () => Promise<void>,
): Promise<void> {
  return channels.journal.trace(
    // A journal that is not ours may throw at once, or return no promise.
    async () => {
      await work();
    },
    () => ({ operation, messages }),
    { failed: (message, error) => (message.error = telemetryError(error)) },
  );
}
