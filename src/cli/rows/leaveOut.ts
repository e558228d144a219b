import { numberKey } from "../../messages/phoneNumber.js";
import type { Row, RowIssue, Table } from "../input/row.js";

/** Says of a row that must not be sent why not. */
export type LeaveOut = (row: Row, endpoint: unknown) => RowIssue | undefined;

/** The rules of rows that are left out although their messages are good. */
export const LEFT_OUT_RULES: readonly string[] = ["excluded", "sent_earlier"];

/** Leaves out the numbers of a list, in any spelling. @param keys of the numbers, see `numberKey` */
export function leaveOutNumbers(keys: ReadonlySet<string>): LeaveOut {
  const issue: RowIssue = {
    property: "endpoint",
    rule: "excluded",
    expected: "a number that is not on the list of --exclude",
    received: "one that is on it",
  };
  return (_, endpoint) => (typeof endpoint === "string" && keys.has(numberKey(endpoint)) ? issue : undefined);
}

/** Statuses of an earlier run that do not speak against sending. */
const MAY_BE_SENT = new Set(["", "rejected", "invalid", "unsent"]);
/** Statuses that do; any other word comes from somebody else's column. */
const MUST_NOT = new Set(["accepted", "unknown"]);
const ADDED = ["status", "message_id", "code", "reason", "request_id"];

/** The columns that hold the statuses of earlier runs, where the file is the results of one. */
export function resultStatusColumns({ columns }: Pick<Table, "columns">): readonly string[] {
  const found = ADDED.map((name) => columns.filter((column) => column.replace(/^(?:smn_)+/, "") === name));
  return found.every((names) => names.length > 0) ? (found[0] ?? []) : [];
}

/**
 * Leaves out the rows that an earlier run, whose results the file is, has sent or may have sent.
 *
 * @param mayResendUnknown whether those that may have been sent are sent again
 */
export function leaveOutSent(table: Table, mayResendUnknown: boolean): LeaveOut | undefined {
  const names = resultStatusColumns(table);
  if (names.length === 0) return undefined;
  const own = longest(names);
  const readers = names.map((name) => ({ read: table.reader(name), isOwn: name === own }));
  return (row) => {
    for (const { read, isOwn } of readers) {
      const value = read?.(row);
      const status = typeof value === "string" ? value.trim().toLowerCase() : "";
      if (MAY_BE_SENT.has(status) || (status === "unknown" && mayResendUnknown)) continue;
      // A column `status` of the user's own may hold any word; that of the results holds only ours.
      if (!isOwn && !MUST_NOT.has(status)) continue;
      const received = MUST_NOT.has(status)
        ? `${status} in these results`
        : "another word in the column of the results";
      return { property: own, rule: "sent_earlier", expected: "a row that was not sent", received };
    }
    return undefined;
  };
}

const STATUS_NAME = /^\s*(?:smn_)*status\s*$/i;

/**
 * Says of a row whether a column calls it sent, as results do: also where they have lost some of their columns, or became
 * another kind of file, so that nothing is left out. `undefined` where no row has such a column.
 */
export function sentByStatus({
  columns,
  hasHeader,
}: Pick<Table, "columns" | "hasHeader">): ((row: Row) => boolean) | undefined {
  const says = (value: unknown): boolean =>
    typeof value === "string" && MUST_NOT.has(value.trim().toLowerCase());
  if (!hasHeader)
    return ({ values }) =>
      Object.entries(values).some(([name, value]) => STATUS_NAME.test(name) && says(value));
  const places = [...columns.keys()].filter((place) => STATUS_NAME.test(columns[place] ?? ""));
  if (places.length === 0) return undefined;
  return ({ values }) => places.some((place) => says((values as readonly unknown[])[place]));
}

const longest = (names: readonly string[]): string =>
  names.reduce((one, other) => (other.length > one.length ? other : one), "");
