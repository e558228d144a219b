import { invalid } from "../../base/invalid.js";

/** Headers by lower-case name, each with the name as it is sent and its trimmed value. */
export type HeaderTable = Map<string, readonly [name: string, value: string]>;

/**
 * Takes over the caller's headers: values trimmed (HTTP stacks strip outer blanks, so the blanks must not be
 * signed), names unique whatever their case.
 *
 * @throws {SmnError} `validation` for names that are no tokens or hold `_` (proxies and some of the vendor's
 * signers drop those), names given twice, and values with CR, LF or NUL. The message quotes no value.
 */
export function headerTable(headers: Readonly<Record<string, string>>): HeaderTable {
  const table: HeaderTable = new Map();
  for (const [name, value] of Object.entries(headers)) {
    checkName(name);
    if (table.has(name.toLowerCase())) throw invalid(`header ${name} is given twice, in different case`);
    table.set(name.toLowerCase(), [name, checkValue(name, value)]);
  }
  return table;
}

/**
 * Adds a header of the signer. One that the caller gave with the same value stays as it is.
 *
 * @throws {SmnError} `validation` when the caller gave another value: one of the two must be a mistake.
 */
export function addHeader(table: HeaderTable, name: string, value: string | undefined): void {
  if (value === undefined) return;
  const checked = checkValue(name, value);
  const given = table.get(name.toLowerCase());
  if (given !== undefined && given[1] !== checked) {
    throw invalid(`header ${given[0]} differs from the value passed for ${name}`);
  }
  if (given === undefined) table.set(name.toLowerCase(), [name, checked]);
}

const TOKEN = /^[!#$%&'*+.^`|~0-9A-Za-z-]+$/;
/** The characters that would end a header, or a string in some gateways. */
const BREAKS = /[\0\r\n]/;
const OUTER_BLANKS = /^[ \t]|[ \t]$/;

function checkName(name: string): void {
  if (TOKEN.test(name)) return;
  // A name that is not even close to one may be a value in the wrong place, so it is not shown.
  if (TOKEN.test(name.replaceAll("_", ""))) {
    throw invalid(`header ${name} must not hold "_": gateways leave such names out of the signature`);
  }
  throw invalid("a header name is empty or holds characters that HTTP does not allow there");
}

function checkValue(name: string, value: unknown): string {
  if (typeof value !== "string") throw invalid(`header ${name} must be a string, got ${typeof value}`);
  if (BREAKS.test(value)) throw invalid(`header ${name} must not hold CR, LF or NUL`);
  return OUTER_BLANKS.test(value) ? value.replace(/^[ \t]+/, "").replace(/[ \t]+$/, "") : value;
}
