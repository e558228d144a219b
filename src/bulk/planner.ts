import { numberKey } from "../messages/numberKey.js";
import type { SmsMessage } from "../messages/types.js";

/** One message on its way, with the input that it came from. */
export interface Entry<T> {
  readonly index: number;
  readonly input: T;
  readonly message: SmsMessage;
}

export interface PlanLimits {
  /** Messages in one request, at most. */
  batchSize: number;
  /** Bytes of one request's body, at most; `undefined` where no request can reach the limit. */
  maxBodyBytes: number | undefined;
}

interface Planned<T> extends Entry<T> {
  readonly key: string;
}

/** Length of `{"sms_message":[]}`. */
const FRAME_BYTES = 18;
/** How many full requests' worth of messages may wait for their number to be free. */
const WAITING_BATCHES = 10;

/**
 * Puts messages into requests. Two messages for one number are never in one request, nor in two at the same time:
 * the later one waits until the earlier one is settled, so that a number's messages keep their order. Otherwise the
 * order is that of the input.
 *
 * At most `10 × batchSize` messages wait; `isFull` asks the caller to add no more until something is settled.
 */
export class Planner<T> {
  readonly #limits: PlanLimits;
  /** Numbers that are in the open request or under way, with the messages that wait for them. */
  readonly #busy = new Map<string, Planned<T>[] | undefined>();
  /** Messages whose number has become free, oldest first. */
  #released: Planned<T>[] = [];
  #open: Planned<T>[] = [];
  #openBytes = FRAME_BYTES;
  #waiting = 0;
  /** Set when the next message did not fit any more. */
  #closed = false;

  constructor(limits: PlanLimits) {
    this.#limits = limits;
  }

  /** Whether the open request takes no further message. */
  get isReady(): boolean {
    return this.#closed || this.#open.length >= this.#limits.batchSize;
  }

  /** Whether no message may be added: the open request, or the waiting room, is full. */
  get isFull(): boolean {
    return this.isReady || this.#waiting >= this.#limits.batchSize * WAITING_BATCHES;
  }

  get isEmpty(): boolean {
    return this.#open.length === 0;
  }

  /** Messages that are not in a request yet, waiting ones included. */
  get pending(): number {
    return this.#open.length + this.#waiting;
  }

  add(entry: Entry<T>): void {
    const { index, input, message } = entry;
    const planned: Planned<T> = { index, input, message, key: numberKey(message.endpoint) };
    if (!this.#busy.has(planned.key)) {
      this.#busy.set(planned.key, undefined);
      this.#put(planned);
      return;
    }
    const queue = this.#busy.get(planned.key);
    if (queue === undefined) this.#busy.set(planned.key, [planned]);
    else queue.push(planned);
    this.#waiting++;
  }

  /** Takes the open request; `settle` must follow for each of its messages. Empty when there is none. */
  take(): Entry<T>[] {
    const batch = this.#open;
    this.#open = [];
    this.#openBytes = FRAME_BYTES;
    this.#closed = false;
    const released = this.#released;
    this.#released = [];
    for (const one of released) this.#put(one);
    return batch;
  }

  /** Says that these messages have their outcome: their numbers are free for the messages that wait for them. */
  settle(batch: readonly Entry<T>[]): void {
    for (const entry of batch) {
      const { key } = entry as Planned<T>;
      const next = this.#busy.get(key)?.shift();
      if (next === undefined) {
        this.#busy.delete(key);
        continue;
      }
      if (this.#busy.get(key)?.length === 0) this.#busy.set(key, undefined);
      this.#waiting--;
      this.#put(next);
    }
  }

  /** Takes everything that is not in a request, for a run that stops. */
  drain(): Entry<T>[] {
    const waiting = [...this.#busy.values()].flatMap((queue) => queue ?? []);
    const all = [...this.#open, ...this.#released, ...waiting];
    this.#open = [];
    this.#openBytes = FRAME_BYTES;
    this.#closed = false;
    this.#released = [];
    this.#busy.clear();
    this.#waiting = 0;
    return all.sort((a, b) => a.index - b.index);
  }

  #put(planned: Planned<T>): void {
    const bytes = this.#limits.maxBodyBytes === undefined ? 0 : bytesOf(planned.message);
    const fits =
      this.#open.length === 0 ||
      (this.#open.length < this.#limits.batchSize &&
        (this.#limits.maxBodyBytes === undefined || this.#openBytes + bytes <= this.#limits.maxBodyBytes));
    // Behind one that did not fit, everything waits: a smaller one must not overtake it.
    if (!fits || this.#closed) {
      this.#closed = true;
      this.#released.push(planned);
      return;
    }
    this.#open.push(planned);
    this.#openBytes += bytes;
  }
}

function bytesOf(message: SmsMessage): number {
  return Buffer.byteLength(JSON.stringify(message)) + 1;
}
