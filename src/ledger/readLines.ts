import type { JournalLine } from "../journal/journalLine.js";
import type { Queryable } from "./pool.js";
import { LINE_COLUMNS, readLine, type ReadRow, type StoredLine } from "./storedLine.js";

/** Lines that are held at once: each may be some 100 kB. */
const TOGETHER = 64;

/** What runs the statements of a reader, and again where they fail. */
export interface LineSource {
  readonly schema: string;
  query<Row>(text: string, values: unknown[]): Promise<Row[]>;
}

/** The lines of a job, in order. */
export async function* readLines(source: LineSource, job: string): AsyncGenerator<StoredLine, undefined> {
  for await (const row of readRows<ReadRow>(source, job)) yield readLine(row);
}

/**
 * Their rows. Lines are only added, behind the others: all of them together are what there was when the last one was read.
 *
 * @param more a further column, of the job `$1`
 */
export async function* readRows<Row extends ReadRow>(
  source: LineSource,
  job: string,
  more = "",
): AsyncGenerator<Row, undefined> {
  const text =
    `select ${LINE_COLUMNS}${more} from ${source.schema}.line where job = $1 and ordinal > $2 ` +
    `order by ordinal limit ${TOGETHER}`;
  for (let after = 0; ;) {
    const rows = await source.query<Row>(text, [job, after]);
    yield* rows;
    const last = rows.at(-1);
    if (last === undefined || rows.length < TOGETHER) return;
    after = last.ordinal;
  }
}

/** The same, as a journal's file has them. */
export async function* journalLinesOf(
  source: LineSource,
  job: string,
): AsyncGenerator<JournalLine, undefined> {
  for await (const { line } of readLines(source, job)) yield line;
}

/** A source within a transaction. */
export function sourceOf(client: Queryable, schema: string): LineSource {
  return {
    schema,
    query: async <Row>(text: string, values: unknown[]) => (await client.query(text, values)).rows as Row[],
  };
}
