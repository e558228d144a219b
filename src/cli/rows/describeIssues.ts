import { showColumn } from "../input/columnNames.js";
import type { RowIssue } from "../input/row.js";

/** The issues of a row in one line: the first about each property. */
export function describeIssues(issues: readonly RowIssue[]): string {
  const first = issues.filter(
    ({ property }, place) => issues.findIndex((one) => one.property === property) === place,
  );
  return first
    .map(({ property, expected, received }) => {
      const place = property === "" ? "" : `${showColumn(property)}: `;
      return `${place}expected ${expected}, got ${received}`;
    })
    .join("; ");
}
