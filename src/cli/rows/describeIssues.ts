import { showColumn } from "./checkColumns.js";
import type { RowIssue } from "../input/row.js";

/** The issues of a row in one line: the first about each property. */
export function describeIssues(issues: readonly RowIssue[]): string {
  const first = issues.filter(
    ({ property }, place) => issues.findIndex((one) => one.property === property) === place,
  );
  return first
    .map(({ property, rule, expected, received }) => {
      const place = property === "" ? "" : `${showColumn(property)}: `;
      // Few of those who prepare files of recipients read regular expressions.
      const wanted = property === "endpoint" && rule === "pattern" ? "a phone number" : expected;
      return `${place}expected ${wanted}, got ${received}`;
    })
    .join("; ");
}
