import { recordOf } from "../../journal/outcomeLines.js";
import type { Outcome } from "../../messages/outcome.js";
import { noCounts, type Counts } from "../exitCode.js";
import type { Row } from "../input/row.js";
import { textLength } from "../input/textLength.js";
import type { RowSet } from "../message/rowSet.js";
import { LineOrder } from "./lineOrder.js";
import type { ResultLines } from "./resultLines.js";
import type { ResultsTarget } from "./resultsTarget.js";
import { RowWindow } from "./rowWindow.js";

export interface LiveResultsOptions {
  readonly lines: ResultLines;
  /** The rows that cannot be sent: their lines need more than the first part. */
  readonly invalidRows: RowSet;
  /** Opens what the results are written to. */
  readonly open: () => Promise<ResultsTarget>;
  /** Whether there is room for more: asked again and again, because the journal must not run out of it. */
  readonly hasRoom: () => Promise<boolean>;
  /**
   * How much may wait, for its own outcome, for that of an earlier row, or for the disk, in bytes, about.
   * @default 33554432
   */
  readonly mostWaiting?: number;
}

const MOST_WAITING = 32 * 1024 * 1024;
/** What is written at once, about: a busy run has few turns of the event loop in which a write can end. */
const STEP = 1024 * 1024;
/** Pieces that are joined for it. */
const PIECES_AT_ONCE = 64;

/**
 * Writes the results while the outcomes come, in the order of the rows. It serves a run that goes as it should, and
 * gives up whenever something does not: the results can always be written from the journal afterwards. So no failure
 * of the results is one of the run, and nothing here is waited for while messages are sent.
 */
export class LiveResults {
  readonly #options: LiveResultsOptions;
  readonly #mostWaiting: number;
  readonly #counts = noCounts();
  /** First parts of the lines of rows that have no outcome yet; of those that cannot be sent, the rows. */
  readonly #expected = new RowWindow<string | Row>();
  #expectedSize = 0;
  readonly #order = new LineOrder();
  /** Size of the lines at which `#order` is looked through. */
  #nextLook = STEP;
  /** What waits for the disk. */
  #pieces: Uint8Array[];
  #piecesSize: number;
  #isGivenUp = false;
  #target: ResultsTarget | undefined;
  #isWorking = true;
  #working: Promise<void>;

  constructor(options: LiveResultsOptions) {
    this.#options = options;
    this.#mostWaiting = options.mostWaiting ?? MOST_WAITING;
    const head = Buffer.from(options.lines.head(), "utf8");
    this.#pieces = [head];
    this.#piecesSize = head.length;
    this.#working = this.#begin();
  }

  /** Says that this row, the next one of the input, will have an outcome. Never throws. */
  expect(row: Row): void {
    if (this.#isGivenUp) return;
    try {
      const { lines, invalidRows } = this.#options;
      const kept = invalidRows.has(row.index) ? row : lines.row(row);
      this.#expected.add(kept);
      this.#expectedSize += sizeOf(kept);
      if (this.#waiting > this.#mostWaiting) this.#giveUp();
    } catch {
      this.#giveUp(); // the pass from the journal tells whoever waits for the results
    }
  }

  /** Takes the outcome of a row. Never throws. */
  add(outcome: Outcome<unknown>): void {
    if (this.#isGivenUp) return;
    try {
      this.#order.add(outcome.index, this.#lineOf(outcome));
      this.#counts[outcome.status]++;
      if (this.#order.size >= this.#nextLook) this.#writeOn();
    } catch {
      this.#giveUp();
    }
  }

  /**
   * Ends the results. To be called when the journal is on disk: they must not say what it does not hold.
   *
   * @param rows how many lines there must be
   * @returns how many rows have which status; `undefined` when the results have to be written from the journal
   */
  async finish(rows: number): Promise<Counts | undefined> {
    this.#writeOn();
    if (!this.#order.isAt(rows)) this.#giveUp();
    await this.#working;
    if (this.#isGivenUp) return undefined;
    try {
      await this.#target?.finish();
      return this.#counts;
    } catch {
      await this.discard();
      return undefined;
    }
  }

  /** Leaves nothing of the results. Never throws. */
  async discard(): Promise<void> {
    this.#giveUp();
    await this.#working;
  }

  #lineOf(outcome: Outcome<unknown>): string {
    const { lines } = this.#options;
    const { index, status } = outcome;
    const kept = this.#expected.take(index);
    if (kept !== undefined) this.#expectedSize -= sizeOf(kept);
    // An accepted outcome has in it what its record will hold.
    const record = status === "accepted" ? outcome : recordOf({ index, disposition: outcome });
    if (typeof kept === "object") return lines.line(kept, record);
    if (kept === undefined || status === "invalid") throw new Error("the row was expected to be another");
    return kept + lines.ending(record);
  }

  #writeOn(): void {
    for (const bytes of this.#order.take()) {
      this.#pieces.push(bytes);
      this.#piecesSize += bytes.length;
    }
    this.#nextLook = this.#order.size + STEP;
    if (this.#waiting > this.#mostWaiting) this.#giveUp();
    else this.#wake();
  }

  get #waiting(): number {
    return this.#expectedSize + this.#order.size + this.#piecesSize;
  }

  #giveUp(): void {
    this.#isGivenUp = true;
    this.#order.clear();
    this.#expected.clear();
    this.#expectedSize = 0;
    this.#pieces = [];
    this.#wake();
  }

  #wake(): void {
    if (this.#isWorking) return;
    this.#isWorking = true;
    this.#working = this.#work();
  }

  async #begin(): Promise<void> {
    try {
      this.#target = await this.#options.open();
    } catch {
      this.#giveUp();
    }
    await this.#work();
  }

  async #work(): Promise<void> {
    try {
      while (!this.#isGivenUp && this.#pieces.length > 0) {
        const bytes = Buffer.concat(this.#pieces.splice(0, PIECES_AT_ONCE));
        this.#piecesSize -= bytes.length;
        if (await this.#options.hasRoom()) await this.#target?.write(bytes);
        else this.#giveUp();
      }
    } catch {
      this.#giveUp();
    }
    if (this.#isGivenUp) await this.#letGo();
    this.#isWorking = false;
  }

  async #letGo(): Promise<void> {
    const target = this.#target;
    this.#target = undefined;
    await target?.discard().catch(() => undefined); // what is left of it, a later run removes
  }
}

/** A text of other than Latin letters has two bytes a character. */
function sizeOf(kept: string | Row): number {
  return 2 * (typeof kept === "string" ? kept.length : textLength(kept));
}
