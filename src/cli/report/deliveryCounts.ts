import { exitCodes, noCounts, type Counts, type ExitCode } from "../base/exitCode.js";
import type { Delivery, DeliveryWord } from "./deliveryTable.js";

/** Counts of the rows of a file by status, and of the accepted ones by delivery. */
export interface DeliveryCounts extends Counts, Record<DeliveryWord, number> {
  /** Rows of the file. */
  rows: number;
  /** Failed deliveries, by the carrier's word. */
  failures: Record<string, number>;
  /** Parts that are billed, as far as they are reported. */
  parts: number;
}

export function noDeliveries(): DeliveryCounts {
  const failures = Object.create(null) as Record<string, number>;
  return { rows: 0, ...noCounts(), delivered: 0, failed: 0, waiting: 0, unlisted: 0, failures, parts: 0 };
}

export function countDelivery(counts: DeliveryCounts, { word, status_desc, fee_num }: Delivery): void {
  counts[word]++;
  counts.parts += fee_num;
  if (word !== "failed") return;
  const reason = status_desc === "" ? "no reason given" : status_desc;
  counts.failures[reason] = (counts.failures[reason] ?? 0) + 1;
}

/** The most serious of these rows decides. */
export function deliveryExitCode(counts: DeliveryCounts): ExitCode {
  const { waiting, unlisted, unknown, unsent, failed, rejected, invalid } = counts;
  if (waiting + unlisted + unknown + unsent > 0) return exitCodes.open;
  return failed + rejected + invalid > 0 ? exitCodes.refused : exitCodes.ok;
}
