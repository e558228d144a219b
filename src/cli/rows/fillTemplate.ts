import { isBlankText } from "../../messages/isBlankText.js";
import { SourceNumber, UnusableValue, type Row, type RowIssue, type Table } from "../input/row.js";
import type { TemplatePart } from "./parseTemplate.js";

/** Fills the template; a value that is missing is an issue, because a text with a gap must not be sent. */
export function createFill(
  table: Table,
  template: readonly TemplatePart[],
): (row: Row, issues: RowIssue[]) => string {
  const parts = template.map((part) =>
    "text" in part ? part : { column: part.column, read: table.reader(part.column) },
  );
  return (row, issues) => {
    let text = "";
    for (const part of parts) {
      if ("text" in part) {
        text += part.text;
        continue;
      }
      const value = part.read?.(row);
      if (typeof value === "string" && !isBlankText(value)) text += value;
      else if (typeof value === "number") text += String(value);
      else if (value instanceof SourceNumber) text += value.source;
      else issues.push(badValue(part.column, value));
    }
    return text;
  };
}

function badValue(column: string, value: unknown): RowIssue {
  return {
    property: column,
    rule: "template_value",
    expected: "a value for the template",
    received: describe(value),
  };
}

function describe(value: unknown): string {
  if (value instanceof UnusableValue) return value.received;
  if (value === undefined || value === null || typeof value === "string") return "nothing";
  return Array.isArray(value) ? "a list" : `a value of type ${typeof value}`;
}
