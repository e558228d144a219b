import type { BodyWriter } from "../messages/bodyWriter.js";
import type { CheckedMessage } from "../messages/checkedMessage.js";
import { SentMessages } from "../messages/sentMessages.js";

/**
 * The messages of one request, and its body. One list for each property of the messages, instead of one object for each
 * message: a run has thousands of messages in flight, and the garbage collector looks at every object.
 */
export class Batch<T> {
  readonly indices: number[];
  readonly inputs: T[];
  readonly messages: SentMessages;
  readonly keys: CheckedMessage["key"][];
  readonly body: BodyWriter;

  /** @param most how many messages it is for: lists that grow leave several times their size behind */
  constructor(body: BodyWriter, most: number) {
    this.body = body;
    this.indices = new Array<number>(most);
    this.inputs = new Array<T>(most);
    this.messages = new SentMessages(most);
    this.keys = new Array<CheckedMessage["key"]>(most);
  }

  get length(): number {
    return this.messages.length;
  }

  add(index: number, input: T, checked: CheckedMessage): void {
    const { endpoint, message, key } = checked;
    const offset = this.length;
    this.indices[offset] = index;
    this.inputs[offset] = input;
    this.messages.add(endpoint, message, key);
    this.keys[offset] = key;
    this.body.add(checked);
  }

  /** Ends the lists where the messages end; none is added afterwards. */
  close(): this {
    for (const list of [this.indices, this.inputs, this.keys]) list.length = this.length;
    this.messages.close();
    return this;
  }
}
