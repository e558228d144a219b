import type { Clock } from "../../base/clock.js";
import type { SmsClient } from "../../createSmsClient.js";
import { toCliError } from "../connection/toCliError.js";
import { formatCount } from "../terminal/format.js";
import type { AcceptedRun } from "./readRun.js";
import type { Window } from "./windowsOf.js";

const EVERY_MS = 5_000;
/** How often the lists are read, at most, while reports are missing that another reading finds. */
const READINGS = 4;

export interface ReadReportsOptions {
  readonly windows: readonly Window[];
  readonly signal: AbortSignal;
  readonly clock: Clock;
  /** Hears every few seconds how it goes on. */
  readonly tell: (text: string) => void;
}

/**
 * Asks for the reports of a run, signature by signature. Where some are missing, the lists are read again: an answer may
 * have been short of reports, or that of another question.
 *
 * @throws CliError when the service does not answer
 */
export async function readReports(
  client: Pick<SmsClient, "reports">,
  { deliveries, signIds }: AcceptedRun,
  { windows, signal, clock, tell }: ReadReportsOptions,
): Promise<void> {
  let nextAt = clock.now() + EVERY_MS;
  const readAll = async (done: string): Promise<void> => {
    let read = 0;
    for (const sign_id of signIds) {
      for (const window of windows) {
        for await (const report of client.reports({ sign_id, ...window }, { signal })) {
          deliveries.take(report);
          if (++read % 100 !== 0 || clock.now() < nextAt) continue;
          nextAt = clock.now() + EVERY_MS;
          tell(`${formatCount(read)} reports ${done}`);
        }
      }
    }
  };
  try {
    await readAll("read");
    for (let reading = 1; reading < READINGS && deliveries.unlisted > 0; reading++) {
      const missing = deliveries.unlisted;
      await readAll("read again, for some are missing");
      if (deliveries.unlisted === missing) return;
    }
  } catch (error) {
    throw toCliError(error, signal);
  }
}
