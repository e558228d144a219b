import type { JournalLine, Range } from "../journal/journalLine.js";
import { numberOf, type Numeric } from "./numeric.js";
import type { OutcomeStatus } from "../messages/outcome.js";

/** A line of the ledger. */
export interface StoredLine {
  readonly ordinal: number;
  readonly worker: string;
  /** Whether it says that the worker which intended these is gone. */
  readonly isSwept: boolean;
  /** As in a journal's file. */
  readonly line: JournalLine;
}

/** A line as it is handed to the database. */
export interface LineRow {
  readonly status: OutcomeStatus | "intended" | "swept";
  readonly ranges: readonly number[];
  readonly digests?: readonly number[] | undefined;
  readonly correlate?: string | undefined;
  readonly timeout_ms?: number | undefined;
  readonly request_id?: string | undefined;
  readonly ids?: readonly string[] | undefined;
  readonly message_ids?: readonly string[] | undefined;
  readonly codes?: readonly string[] | undefined;
  readonly reasons?: readonly string[] | undefined;
  readonly code?: string | undefined;
  readonly reason?: string | undefined;
}

/** A line as the database gives it back. */
export interface ReadRow extends Record<keyof LineRow | "clock", unknown> {
  readonly ordinal: number;
  readonly worker: string;
  readonly at_ms: Numeric;
}

/** What the service's ids are: sixteen bytes, which is what they take as `uuid`. */
const HEX_ID = /^[0-9a-f]{32}$/;
/** PostgreSQL keeps no NUL in a text, and no half of a surrogate pair. */
const UNSTORABLE = /\0|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;

/** The columns that `readLine` needs. */
export const LINE_COLUMNS: string =
  "ordinal, worker::text, status, extract(epoch from at) * 1000 as at_ms, to_json(ranges) as ranges, " +
  "to_json(digests) as digests, correlate, timeout_ms, clock, request_id, to_json(ids) as ids, " +
  "to_json(message_ids) as message_ids, to_json(codes) as codes, to_json(reasons) as reasons, code, reason";

export function rowOf({ indices, message_ids, ...line }: JournalLine): LineRow {
  const { status, digests, correlate, timeout_ms, request_id, codes, reasons, code, reason } = line;
  const isHex = message_ids?.every((id) => HEX_ID.test(id)) === true;
  return {
    status,
    ranges: indices.flat(),
    digests,
    correlate,
    timeout_ms,
    request_id: storable(request_id),
    ids: isHex ? message_ids : undefined,
    message_ids: isHex ? undefined : message_ids?.map((id) => storable(id)),
    codes: codes?.map((one) => storable(one)),
    reasons: reasons?.map((one) => storable(one)),
    code: storable(code),
    reason: storable(reason),
  };
}

export function readLine(row: ReadRow): StoredLine {
  const isSwept = row.status === "swept";
  // A statement that names the columns gives them their types.
  const status = (isSwept ? "unknown" : row.status) as JournalLine["status"];
  const ids = listOf<string>(row.ids)?.map((id) => id.replaceAll("-", ""));
  const line: JournalLine = {
    status,
    indices: pairs(listOf<number>(row.ranges) ?? []),
    // Nobody knows when a request ended whose worker is gone.
    ...(isSwept ? {} : { at: Math.round(numberOf(row.at_ms)) }),
    ...present("clock", row.clock as string | null),
    ...present("correlate", row.correlate as JournalLine["correlate"] | null),
    ...present("timeout_ms", row.timeout_ms as number | null),
    ...present("digests", listOf<number>(row.digests)),
    ...present("request_id", row.request_id as string | null),
    ...present("message_ids", ids ?? listOf<string>(row.message_ids)),
    ...present("codes", listOf<string>(row.codes)),
    ...present("reasons", listOf<string>(row.reasons)),
    ...present("code", row.code as string | null),
    ...present("reason", row.reason as string | null),
  };
  return { ordinal: row.ordinal, worker: row.worker, isSwept, line };
}

function present<Name extends string, V>(name: Name, value: V | null | undefined): Partial<Record<Name, V>> {
  // One property of the given name.
  return (value === null || value === undefined ? {} : { [name]: value }) as Partial<Record<Name, V>>;
}

/** A pool may leave JSON as it came. */
// The column has the type that is given at the call.
// eslint-disable-next-line @typescript-eslint/no-unnecessary-type-parameters
function listOf<V>(value: unknown): V[] | undefined {
  if (value === null || value === undefined) return undefined;
  return (typeof value === "string" ? JSON.parse(value) : value) as V[];
}

function pairs(flat: readonly number[]): Range[] {
  return Array.from({ length: flat.length / 2 }, (_, at) => [flat[2 * at] ?? 0, flat[2 * at + 1] ?? 0]);
}

function storable<T extends string | undefined>(text: T): T {
  // A text stays one, and nothing stays nothing.
  return text?.replace(UNSTORABLE, "\ufffd") as T;
}
