import { SmnError } from "../base/errors.js";
import type { Ledger, LedgerOptions } from "./ledger.js";

/**
 * Makes the ledger of a database. It opens no connection by itself, and changes no tables: see `migrate`.
 *
 * @throws SmnError (`validation`) for options that cannot work
 *
 * @example
 * ```ts
 * const ledger = createLedger({ pool });
 * const outcomes = await ledger.sendOnce(sms, "order 17", messages);
 * console.log(outcomes.map(({ status }) => status));
 * ```
 */
export function createLedger({ schema = "smn_sms" }: LedgerOptions): Ledger {
  throw new SmnError(`createLedger: the schema ${schema} cannot be used yet.`, {
    code: "validation",
    sent: "no",
  });
}
