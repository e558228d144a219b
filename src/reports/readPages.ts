import { IdTable } from "./idTable.js";
import { malformed } from "./requestJson.js";
import type { SmsReport } from "./types.js";

/** Pages without a new report that are read before the list counts as endless. */
const PATIENCE = 10;
/** The same at the end of a list, whose last page may come again at any offset. */
const PATIENCE_AT_END = 3;
const CIRCLES = "the same reports come again and again";

export interface Page {
  readonly reports: readonly SmsReport[];
  /** How many reports fit the query, as the service says. */
  readonly count: number;
  readonly requestId: string | undefined;
}

/**
 * Reads a list page by page until a page is empty, whatever `count` says: some services count the page, or up to a
 * limit. Reports that come a second time are left out. The list may move while it is read, so pages overlap: one that begins
 * with a report that is not known yet has left something out, and the list is read again from further in front.
 *
 * @param limit reports that are asked for at once
 * @throws SmnError (`protocol`) when the list has no end, or ends before its count
 */
export async function* readPages(
  limit: number,
  page: (offset: number) => Promise<Page>,
): AsyncGenerator<SmsReport, undefined> {
  const seen = new IdTable();
  const position = new Position(limit);
  let barren = 0;
  for (;;) {
    const { offset, overlap } = position;
    const { reports, count, requestId } = await page(offset);
    if (reports.length === 0 && (overlap === 0 || offset === 0)) {
      if (offset < count) throw malformed("a page is empty before the end of the list", requestId);
      return;
    }
    const isKnown = (report: SmsReport | undefined): boolean =>
      report !== undefined && seen.has(report.message_id);
    const isNew = !reports.every(isKnown);
    const isJoined = position.turn(reports.length, {
      isNew,
      isJoined: isKnown(reports[0]),
      isStill: isKnown(reports[overlap - 1]),
    });
    // Reports after a gap must not make the gap look closed.
    if (isJoined) for (const report of reports) if (seen.add(report.message_id)) yield report;

    barren = isNew && isJoined ? 0 : barren + 1;
    const isEnd = isJoined && position.isLast && offset + reports.length >= count;
    if (isEnd && barren > PATIENCE_AT_END) return;
    // No more pages than it takes to read again all that was read.
    if (barren > PATIENCE + (2 * seen.size) / position.longest) throw malformed(CIRCLES, requestId);
  }
}

/** Where the next page begins. */
class Position {
  /** All reports in front of this offset were read. */
  #next = 0;
  /** How far in front of it the next page begins. */
  #overlap = 0;
  /** How far the list moved at once, lately. */
  #movement = 1;
  /** A page of fewer reports may be the last one. */
  #full: number;
  #longest = 1;
  #isLast = false;

  constructor(limit: number) {
    this.#full = limit;
  }

  get offset(): number {
    return this.#next - this.#overlap;
  }

  get overlap(): number {
    return this.#overlap;
  }

  /** The reports of the longest page so far. */
  get longest(): number {
    return this.#longest;
  }

  /** Whether the page before may have been the last one. */
  get isLast(): boolean {
    return this.#isLast;
  }

  /**
   * Goes on from a page of so many reports.
   *
   * @param page whether it has unknown reports, begins with a known one, and overlaps as much as it should
   * @returns whether nothing is missing in front of it
   */
  turn(length: number, page: { isNew: boolean; isJoined: boolean; isStill: boolean }): boolean {
    const { offset } = this;
    this.#longest = Math.max(this.#longest, length);
    // Something follows a page that was shorter than it could be: pages of this service are no longer.
    if (offset > 0 && this.#overlap === 0 && page.isNew) this.#full = this.#longest;
    this.#isLast = length < this.#full;
    // Pages of one report cannot overlap.
    const isSingle = this.#longest === 1;
    if (!page.isJoined && offset > 0 && !isSingle) {
      this.#movement = Math.max(1, this.#overlap * 2);
      this.#overlap = Math.min(this.#next, this.#movement);
      return false;
    }
    if (page.isStill) this.#movement = Math.ceil(this.#movement / 2);
    this.#next = offset + length;
    // After the last page there should be nothing, which only a page without overlap shows. By half at most, so that
    // it goes forward.
    this.#overlap =
      this.#isLast || isSingle ? 0 : Math.min(this.#movement, Math.max(1, Math.floor(this.#longest / 2)));
    return true;
  }
}
