import { GrowingArray } from "../base/growingArray.js";

/** The number of the last line that mentions each index, in four bytes each; 0 where there is none. */
export class LastLines extends GrowingArray<Uint32Array> {
  constructor() {
    super(Uint32Array);
  }
}
