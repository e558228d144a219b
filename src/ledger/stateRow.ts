import { tablesMissing } from "./ledgerErrors.js";

/**
 * The row for what concerns every worker.
 *
 * @param rows what a statement about it gave
 * @throws SmnError where it is not there, so that nothing was said, or done
 */
export function stateRow<Row>([row]: readonly Row[]): Row {
  if (row === undefined) throw tablesMissing();
  return row;
}
