import { invalidOption } from "../base/invalid.js";

/** The longest name that PostgreSQL keeps, in bytes. */
const LONGEST = 63;

/**
 * A name as an identifier in a statement.
 *
 * @throws SmnError (`validation`) for one that PostgreSQL cannot have
 */
export function quoteIdentifier(option: string, name: unknown): string {
  const isName =
    typeof name === "string" && name !== "" && !name.includes("\0") && Buffer.byteLength(name) <= LONGEST;
  if (!isName) throw invalidOption(option, `a name of 1 to ${LONGEST} bytes`, name);
  return `"${name.replaceAll('"', '""')}"`;
}
