import Papa from "papaparse";
import { harmlessCell } from "../results/harmlessCell.js";
import type { DelayCounter } from "../page/delayCounter.js";
import { complete, type ResultsTarget } from "../results/resultsTarget.js";
import { countDelivery, noDeliveries, type DeliveryCounts } from "./deliveryCounts.js";
import type { DeliveryTable } from "./deliveryTable.js";
import type { RunFiles } from "./readRun.js";
import { settledRows, type SettledRow } from "./settledRows.js";

const COLUMNS = [
  "row",
  "line",
  "status",
  "message_id",
  "delivery",
  "status_desc",
  "fee_num",
  "submit_time",
  "deliver_time",
];

/**
 * Writes a line for every row of the file, in its order; neither numbers nor texts. `row` counts from 1 without the
 * header, as in the results; `line` is the line of the file.
 *
 * @returns the counts
 */
export async function writeReport(
  { table, name, journalPath }: RunFiles,
  deliveries: DeliveryTable,
  target: ResultsTarget,
  signal: AbortSignal,
  delays?: DelayCounter,
): Promise<DeliveryCounts> {
  const counts = noDeliveries();
  const format = { delimiter: table.separator, newline: table.lineEnd };
  const toText = (lines: string[][]): string => Papa.unparse(lines, format) + table.lineEnd;
  return complete(target, async () => {
    await target.write((table.hasBom ? "\uFEFF" : "") + toText([COLUMNS]));
    for await (const batch of settledRows(table, journalPath, name, signal)) {
      const lines = batch.map((settled) => lineOf(settled, deliveries, counts, delays));
      if (lines.length > 0) await target.write(toText(lines));
    }
    return counts;
  });
}

function lineOf(
  { row, record }: SettledRow,
  deliveries: DeliveryTable,
  counts: DeliveryCounts,
  delays?: DelayCounter,
): string[] {
  const { status = "unsent", message_id } = record ?? {};
  counts.rows++;
  counts[status]++;
  const place = [String(row.index + 1), String(row.line), status];
  if (status !== "accepted" || message_id === undefined) return [...place, "", "", "", "", "", ""];
  const delivery = deliveries.get(message_id);
  countDelivery(counts, delivery);
  if (delivery.word === "delivered") delays?.add(delivery);
  const { word, status_desc, fee_num, submit_time, deliver_time } = delivery;
  const fee = word === "unlisted" ? "" : String(fee_num);
  return [...place, harmlessCell(message_id), word, status_desc, fee, submit_time, deliver_time];
}
