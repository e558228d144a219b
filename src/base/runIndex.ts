import { foldText } from "./foldText.js";
import { latePattern } from "./latePattern.js";

const other = /* @__PURE__ */ latePattern("[^\\p{L}\\p{N}]", "u");

/**
 * Every run of so many characters that some texts have, however those are spelled: see `foldText`. Made in one pass over
 * the texts; whether a run is among them is then found without looking at the texts again.
 */
export class RunIndex {
  /** Characters of a run. */
  readonly length: number;
  /** The texts one after another, each followed by its letters and digits alone if it has more than these. */
  readonly #units: Uint16Array;
  /** Where runs begin, plus one, by what their units make together, or behind that. */
  readonly #begins: Int32Array;

  constructor(texts: readonly string[], length: number) {
    this.length = length;
    let size = 0;
    for (const text of texts) size += text.length;
    this.#units = new Uint16Array(2 * size);
    this.#begins = new Int32Array(2 ** Math.ceil(Math.log2(4 * size + 1)));
    let end = 0;
    for (const text of texts) {
      const whole = foldText(text, false, this.#units, end);
      this.#add(end, whole);
      end = whole;
      if (!other().test(text)) continue;
      end = foldText(text, true, this.#units, whole);
      this.#add(whole, end);
    }
  }

  #add(from: number, end: number): void {
    for (let at = from; at + this.length <= end; at++) {
      const slot = this.#slotOf(this.#units, at);
      if (this.#begins[slot] === 0) this.#begins[slot] = at + 1;
    }
  }

  /** Whether the run that begins there is one of the texts'. */
  has(units: Uint16Array, at: number): boolean {
    return this.#begins[this.#slotOf(units, at)] !== 0;
  }

  /** Where a run is, or would be. */
  #slotOf(units: Uint16Array, at: number): number {
    const last = this.#begins.length - 1;
    let hash = 0;
    for (let i = at; i < at + this.length; i++) hash = Math.imul(hash ^ (units[i] as number), 0x9e3779b1);
    for (let slot = (hash ^ (hash >>> 15)) & last; ; slot = (slot + 1) & last) {
      const begin = (this.#begins[slot] as number) - 1;
      if (begin === -1 || this.#isEqual(begin, units, at)) return slot;
    }
  }

  #isEqual(begin: number, units: Uint16Array, at: number): boolean {
    for (let i = 0; i < this.length; i++) if (this.#units[begin + i] !== units[at + i]) return false;
    return true;
  }
}
