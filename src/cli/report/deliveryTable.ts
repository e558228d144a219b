import { IdTable } from "../../reports/idTable.js";
import { reportTime } from "../../reports/reportTime.js";
import type { SmsReport } from "../../reports/types.js";
import { carrierWord } from "./carrierWord.js";

/** How the delivery of an accepted message went. */
export type DeliveryWord = "delivered" | "failed" | "waiting" | "unlisted";

/** The delivery of one message, as far as reported. */
export interface Delivery {
  readonly word: DeliveryWord;
  readonly status_desc: string;
  readonly fee_num: number;
  /** As reports show times; `""` when there is none. */
  readonly submit_time: string;
  readonly deliver_time: string;
}

const WORDS = ["unlisted", "waiting", "delivered", "failed"] as const;
const SMALLEST = 1_024;
/** Different words of carriers that are kept apart. */
const MOST_DESCRIPTIONS = 1_000;

/**
 * The reports of the messages of one run, in some 50 bytes each. Reports of other messages, which the same signature
 * sent at the same time, are left out.
 */
export class DeliveryTable {
  readonly #ids = new IdTable();
  readonly #descriptions = new Map<string, number>([["", 0]]);
  readonly #texts: string[] = [""];
  #listed = 0;
  #words = new Uint8Array(SMALLEST);
  #described = new Uint16Array(SMALLEST);
  /** As reported, also where that is absurd: a narrower array would make another number of it. */
  #fees = new Float64Array(SMALLEST);
  /** Milliseconds; NaN for none. */
  #submitted = new Float64Array(SMALLEST);
  #delivered = new Float64Array(SMALLEST);

  /** How many messages there are. */
  get size(): number {
    return this.#ids.size;
  }

  /** How many of them have no report. */
  get unlisted(): number {
    return this.#ids.size - this.#listed;
  }

  /** Adds a message whose report is wanted. */
  expect(message_id: string): void {
    if (!this.#ids.add(message_id) || this.#ids.size <= this.#words.length) return;
    const length = this.#words.length * 2;
    this.#words = grown(this.#words, new Uint8Array(length));
    this.#described = grown(this.#described, new Uint16Array(length));
    this.#fees = grown(this.#fees, new Float64Array(length));
    this.#submitted = grown(this.#submitted, new Float64Array(length));
    this.#delivered = grown(this.#delivered, new Float64Array(length));
  }

  take({ message_id, status, status_desc, fee_num, submit_time, deliver_time }: SmsReport): void {
    const index = this.#ids.indexOf(message_id);
    if (index === undefined) return;
    if (this.#words[index] === WORDS.indexOf("unlisted")) this.#listed++;
    // A status that the document does not know yet: there is a report, and it says neither of the two.
    this.#words[index] =
      WORDS[status + 1] === undefined || status < 0 ? WORDS.indexOf("waiting") : status + 1;
    this.#described[index] = this.#describe(carrierWord(status_desc));
    this.#fees[index] = fee_num;
    this.#submitted[index] = reportTime(submit_time);
    this.#delivered[index] = reportTime(deliver_time);
  }

  /** The delivery of a message; one without a report is `unlisted`. */
  get(message_id: string): Delivery {
    const index = this.#ids.indexOf(message_id);
    const word = WORDS[(index === undefined ? 0 : this.#words[index]) ?? 0] ?? "unlisted";
    if (index === undefined || word === "unlisted")
      return { word: "unlisted", status_desc: "", fee_num: 0, submit_time: "", deliver_time: "" };
    return {
      word,
      status_desc: this.#texts[this.#described[index] ?? 0] ?? "",
      fee_num: this.#fees[index] ?? 0,
      submit_time: timeText(this.#submitted[index]),
      deliver_time: timeText(this.#delivered[index]),
    };
  }

  #describe(text: string): number {
    const known = this.#descriptions.get(text);
    if (known !== undefined) return known;
    if (this.#texts.length >= MOST_DESCRIPTIONS && text !== "OTHER") return this.#describe("OTHER");
    this.#descriptions.set(text, this.#texts.length);
    return this.#texts.push(text) - 1;
  }
}

function grown<T extends { set(array: T): void }>(old: T, larger: T): T {
  larger.set(old);
  return larger;
}

function timeText(ms: number | undefined): string {
  return ms === undefined || Number.isNaN(ms) ? "" : `${new Date(ms).toISOString().slice(0, 19)}Z`;
}
