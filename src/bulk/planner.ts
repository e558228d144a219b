import { bytesOfMessage, type BodyWriter } from "../messages/bodyWriter.js";
import type { CheckedMessage } from "../messages/checkedMessage.js";
import { Batch } from "./batch.js";

export interface PlanLimits {
  /** Messages in one request, at most. */
  batchSize: number;
  /** Bytes of one request's body, at most; `undefined` where no request can reach the limit. */
  maxBodyBytes: number | undefined;
}

/** A message that is not in a request yet, and the input that it came from. */
interface Waiting<T> {
  readonly index: number;
  readonly input: T;
  readonly message: CheckedMessage;
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
  readonly #createBody: () => BodyWriter;
  /** Numbers that are in the request being filled or under way. */
  readonly #busy = new Set<CheckedMessage["key"]>();
  /** The messages that wait for a number, where there are any. */
  readonly #queues = new Map<CheckedMessage["key"], Waiting<T>[]>();
  /** Messages whose number has become free, oldest first. */
  #released: Waiting<T>[] = [];
  #filling: Batch<T>;
  #fillingBytes = FRAME_BYTES;
  #waiting = 0;
  /** Set when the next message did not fit any more. */
  #closed = false;

  constructor(limits: PlanLimits, createBody: () => BodyWriter) {
    this.#limits = limits;
    this.#createBody = createBody;
    this.#filling = new Batch(createBody(), limits.batchSize);
  }

  /** Whether the request being filled takes no further message. */
  get isReady(): boolean {
    return this.#closed || this.#filling.length >= this.#limits.batchSize;
  }

  /** Whether no message may be added: the request being filled, or the waiting room, is full. */
  get isFull(): boolean {
    return this.isReady || this.#waiting >= this.#limits.batchSize * WAITING_BATCHES;
  }

  get isEmpty(): boolean {
    return this.#filling.length === 0;
  }

  /** Messages that are not in a request yet, waiting ones included. */
  get pending(): number {
    return this.#filling.length + this.#waiting;
  }

  add(index: number, input: T, message: CheckedMessage): void {
    const { key } = message;
    const { size } = this.#busy;
    this.#busy.add(key);
    // The set has grown if the number was free: that saves a second search for every message.
    if (this.#busy.size > size) {
      this.#put(index, input, message);
      return;
    }
    const waiting = { index, input, message };
    const queue = this.#queues.get(key);
    if (queue === undefined) this.#queues.set(key, [waiting]);
    else queue.push(waiting);
    this.#waiting++;
  }

  /** Takes the request being filled; `release` must follow for its messages. Empty when there is none. */
  take(): Batch<T> {
    const batch = this.#filling.close();
    this.#startNext();
    const released = this.#released;
    this.#released = [];
    for (const { index, input, message } of released) this.#put(index, input, message);
    return batch;
  }

  /** Says that these messages have their outcome: their numbers are free for the messages that wait for them. */
  release({ keys }: Pick<Batch<T>, "keys">): void {
    for (const key of keys) {
      const queue = this.#waiting === 0 ? undefined : this.#queues.get(key);
      const next = queue?.shift();
      if (queue?.length === 0) this.#queues.delete(key);
      if (next === undefined) {
        this.#busy.delete(key);
        continue;
      }
      this.#waiting--;
      this.#put(next.index, next.input, next.message);
    }
  }

  /** Takes everything that is not in a request, for a run that stops. */
  drain(): Pick<Waiting<T>, "index" | "input">[] {
    const { indices, inputs } = this.#filling.close();
    const filling = indices.map((index, offset) => ({ index, input: inputs[offset] as T }));
    const all = [...filling, ...this.#released, ...[...this.#queues.values()].flat()];
    this.#startNext();
    this.#released = [];
    this.#queues.clear();
    this.#busy.clear();
    this.#waiting = 0;
    return all.sort((a, b) => a.index - b.index);
  }

  #startNext(): void {
    this.#filling = new Batch(this.#createBody(), this.#limits.batchSize);
    this.#fillingBytes = FRAME_BYTES;
    this.#closed = false;
  }

  #put(index: number, input: T, message: CheckedMessage): void {
    const { batchSize, maxBodyBytes } = this.#limits;
    const bytes = maxBodyBytes === undefined ? 0 : bytesOfMessage(message) + 1;
    const fits =
      this.#filling.length === 0 ||
      (this.#filling.length < batchSize &&
        (maxBodyBytes === undefined || this.#fillingBytes + bytes <= maxBodyBytes));
    // A later, smaller message must not overtake one that did not fit, so all wait behind it.
    if (!fits || this.#closed) {
      this.#closed = true;
      this.#released.push({ index, input, message });
      return;
    }
    this.#filling.add(index, input, message);
    this.#fillingBytes += bytes;
  }
}
