import { showColumn } from "./checkColumns.js";
import type { RowIssue } from "../input/row.js";

/** What is wrong with a row, in a line. */
export function describeIssues(issues: readonly RowIssue[]): string {
  return issues
    .map(({ property, expected, received }) => {
      const place = property === "" ? "" : `${showColumn(property)}: `;
      return `${place}expected ${expected}, got ${received}`;
    })
    .join("; ");
}
