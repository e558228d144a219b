import type { ReconcilableJournal } from "../../journal/journal.js";
import { reconcile } from "../../reconcile/reconcile.js";
import type { ReportSource } from "../../reconcile/reconcileOptions.js";
import type { CliEnvironment } from "../base/environment.js";
import { eachMessage, toMessage } from "../rows/eachMessage.js";
import type { CliInput } from "../run/cliInput.js";
import { addVerdict, type ReconcileEvent } from "./reconcileText.js";

/** How unknown messages are judged, as the commands take it. */
export interface VerdictOptions {
  /** Milliseconds. */
  readonly settle: number;
  readonly textSigns?: readonly string[];
  readonly unsentWithoutControl?: boolean;
}

/** Settles the unknown messages of a file by the service's reports, and counts what was found in `event`. */
export async function collectVerdicts(
  event: ReconcileEvent,
  sms: ReportSource,
  journal: ReconcilableJournal,
  { table, reader }: Pick<CliInput, "table" | "reader">,
  { settle, textSigns, unsentWithoutControl = false }: VerdictOptions,
  { signal, clock }: Pick<CliEnvironment, "signal" | "clock">,
): Promise<void> {
  const verdicts = reconcile(sms, journal, eachMessage(table, reader), {
    toMessage,
    settleMs: settle,
    unsentWithoutControl,
    ...(textSigns === undefined ? {} : { sign_ids: textSigns }),
    signal,
    clock,
  });
  for await (const verdict of verdicts) addVerdict(event, verdict);
}
