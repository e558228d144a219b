import { CliError } from "../base/cliError.js";
import type { Row, Table } from "../input/row.js";
import { counted } from "../terminal/format.js";
import { DeliveryTable } from "./deliveryTable.js";
import { settledRows } from "./settledRows.js";
import type { WhoseRows } from "./whoseRows.js";

/** The accepted messages of a run. */
export interface AcceptedRun {
  readonly deliveries: DeliveryTable;
  /** Their signatures: reports are asked for by signature. */
  readonly signIds: ReadonlySet<string>;
}

export interface RunFiles {
  readonly table: Table;
  /** As it is shown. */
  readonly name: string;
  readonly journalPath: string;
}

/**
 * Reads which messages were accepted, and under which signatures.
 *
 * @param signId for rows without a `sign_id` of their own
 * @throws CliError when the signature of an accepted row is not known, or other numbers are in the rows
 */
export async function readRun(
  { table, name, journalPath }: RunFiles,
  signId: string | undefined,
  whose: WhoseRows,
  signal: AbortSignal,
): Promise<AcceptedRun> {
  const deliveries = new DeliveryTable();
  const signIds = new Set<string>();
  const ownSign = table.reader("sign_id");
  let unsigned = 0;
  for await (const batch of settledRows(table, journalPath, name, signal)) {
    for (const { row, record } of batch) {
      whose.add(row);
      if (record?.status !== "accepted" || record.message_id === undefined) continue;
      deliveries.expect(record.message_id);
      const sign = signOf(row, ownSign) ?? signId;
      if (sign === undefined) unsigned++;
      else signIds.add(sign);
    }
  }
  whose.end();
  if (unsigned > 0)
    throw new CliError(
      `${name}: ${counted(unsigned, "accepted row")} without a sign_id, and reports are asked for by signature. ` +
        "Name the one that they were sent with: --sign-id (smn-sms signs lists them).",
    );
  return { deliveries, signIds };
}

function signOf(row: Row, ownSign: ((row: Row) => unknown) | undefined): string | undefined {
  if (row.problem !== undefined) return undefined;
  const value = ownSign?.(row);
  return typeof value === "string" && value !== "" ? value : undefined;
}
