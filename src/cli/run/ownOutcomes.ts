import { GrowingArray } from "../../base/growingArray.js";
import type { OutcomeStatus } from "../../messages/outcome.js";
import { noCounts, type Counts } from "../base/exitCode.js";

/** A row that had no outcome has the place 0. */
const STATUSES = [undefined, ...(Object.keys(noCounts()) as OutcomeStatus[])];

/** The outcomes that a run handed out, which nobody can take away as a journal can be. A byte for each row. */
export class OwnOutcomes {
  readonly counts: Counts = noCounts();
  /** The place of the status in `STATUSES`. */
  readonly #places = new GrowingArray(Uint8Array);

  add(index: number, status: OutcomeStatus): void {
    this.counts[status]++;
    this.#places.set(index, STATUSES.indexOf(status));
  }

  /** `undefined` for a row that had none. */
  statusOf(index: number): OutcomeStatus | undefined {
    return STATUSES[this.#places.get(index)];
  }
}
