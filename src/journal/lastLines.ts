import { GrowingArray } from "../base/growingArray.js";
import type { Range } from "./journalLine.js";

/** The number of the last line that mentions each index, in four bytes each; 0 where there is none. */
export class LastLines extends GrowingArray<Uint32Array> {
  constructor() {
    super(Uint32Array);
  }

  /** Says that a line mentions all indices of a range. */
  setRange([first, last]: Range, ordinal: number): void {
    this.set(last, ordinal); // makes room
    this.all().fill(ordinal, first, last);
  }
}
