import { isRecord } from "../../base/errorBody.js";
import { jsonMembers } from "./jsonMembers.js";
import { SourceNumber, type Row, type RowIssue } from "./row.js";

/** The row of a line that holds one JSON object; a problem for every other line. */
export function jsonRow(text: string, index: number, line: number): Row {
  const refused = (expected: string, received: string): Row => {
    const problem: RowIssue = { property: "", rule: "json", expected, received };
    return { index, line, values: {}, problem };
  };
  const expected = "one JSON object in a line";
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return refused(expected, whyNot(text));
  }
  if (Array.isArray(value)) return refused(expected, "a JSON array");
  if (typeof value === "string" && /^\s*\{/.test(value))
    return refused(expected, "an object within quotation marks: it was encoded twice");
  if (!isRecord(value)) return refused(expected, "JSON of another type");
  const names = new Set<string>();
  for (const { name, start, end } of jsonMembers(text)) {
    // Readers differ in which of two they take, so nobody knows which was meant.
    if (names.has(name)) return refused("each name once", "a name that is there twice");
    names.add(name);
    const one = value[name];
    if (typeof one !== "number") continue;
    const source = text.slice(start, end);
    if (String(one) !== source) redefine(value, name, new SourceNumber(source));
  }
  return { index, line, values: value };
}

/** Not by assignment: the name may be `__proto__`. */
function redefine(value: object, name: string, found: unknown): void {
  Object.defineProperty(value, name, { value: found, enumerable: true, configurable: true, writable: true });
}

function whyNot(text: string): string {
  const line = text.trim();
  if (/\}\s*,?\s*\{/.test(line) && line.startsWith("{")) return "two JSON objects";
  if (/^\{.*\},$/.test(line) && isJson(line.slice(0, -1))) return "a comma behind the object";
  if (line.startsWith("{") && !line.endsWith("}")) return "an object that does not end in its line";
  return FAULTS.find(([pattern]) => pattern.test(line))?.[1] ?? "a line that is not JSON";
}

/** Where JSON is written as other languages write it. */
const FAULTS: readonly (readonly [pattern: RegExp, what: string])[] = [
  [/^(?:\/\/|\/\*|#)/, "a comment, which is not JSON"],
  [/^[^{[]*[,;\t][^{[]*$/, "a line that is not JSON: is it CSV?"],
  [/^[^{]+\{.*\}$/, "something before the object"],
  [/[{,:]\s*[“”]/, "typographic quotation marks, which are not JSON"],
  [/^\{\s*'|:\s*'/, "single quotation marks, which are not JSON"],
  [/^\{\s*[\p{L}_$]/u, "a name without quotation marks, which is not JSON"],
  [/,\s*\}$/, "a comma before the }, which is not JSON"],
  [/:\s*[-+]?0\d/, "a line that is not JSON: a number begins with 0; write it in quotes"],
  [/:\s*(?:NaN|-?Infinity|undefined|None|True|False)\b/, "a value that is not JSON (NaN, undefined, None)"],
];

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
