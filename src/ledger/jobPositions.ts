import type { IntendedRange } from "../journal/journal.js";
import { createNumberDigest } from "../journal/numberDigest.js";
import { compactKey } from "../messages/phoneNumber.js";
import type { SmsMessage } from "../messages/types.js";

/** The messages of a job, and where each is among the inputs of its run. */
export class JobPositions {
  readonly messages: readonly SmsMessage[];
  readonly #indices: readonly number[] | undefined;
  readonly #offsets: ReadonlyMap<number, number> | undefined;
  readonly #digests: readonly number[];

  constructor(runId: string, messages: readonly SmsMessage[], indices: readonly number[] | undefined) {
    this.messages = messages;
    this.#indices = indices;
    this.#offsets = indices && new Map(indices.map((index, offset) => [index, offset]));
    const digestOf = createNumberDigest(runId);
    this.#digests = messages.map((message, offset) => digestOf(this.indexOf(offset), keyOf(message)));
  }

  /** In the run, of a message of the job. */
  indexOf(offset: number): number {
    return this.#indices === undefined ? offset : (this.#indices[offset] ?? -1);
  }

  /** In the job, of an input of the run; undefined where it is not one of this job's. */
  offsetOf(index: number): number | undefined {
    if (this.#offsets !== undefined) return this.#offsets.get(index);
    return index < this.messages.length ? index : undefined;
  }

  digestAt(offset: number): number {
    return this.#digests[offset] ?? 0;
  }

  /** Whether the messages go to the numbers that were recorded. */
  fits(ranges: Iterable<IntendedRange>): boolean {
    for (const { first, last, digest } of ranges) {
      let sum = 0;
      for (let index = first; index <= last; index++) {
        const offset = this.offsetOf(index);
        if (offset === undefined) return false;
        sum = (sum + this.digestAt(offset)) >>> 0;
      }
      if (sum !== digest) return false;
    }
    return true;
  }
}

function keyOf(message: SmsMessage): number | string {
  try {
    const { endpoint } = message;
    return typeof endpoint === "string" ? compactKey(endpoint) : "";
  } catch {
    return ""; // not an object, or a getter that throws: it is found to be invalid
  }
}
