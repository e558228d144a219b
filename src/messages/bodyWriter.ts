import { mostBytes, writeText } from "../base/writeText.js";
import type { CheckedMessage, UsualMessage } from "./checkedMessage.js";

/** In bytes: enough for a full request of usual texts. */
const USUAL_SIZE = 256 * 1024;
/** The texts of one request are about as long as those of the last one, not exactly. */
const RESERVE = 1.125;
const NOTHING = Buffer.alloc(0);

const HEAD = Buffer.from('{"sms_message":[');
const COMMA = 0x2c;
const BRACE = 0x7d;
const END = Buffer.from("]}");
const ENDPOINT = Buffer.from('{"endpoint":"');
const MESSAGE = Buffer.from('","message":"');
const CODE = Buffer.from(',"extend_code":"');
const QUOTE = 0x22;

/**
 * Puts the body of one request together. A usual message is written into it piece by piece: as a text of its own, to be
 * turned into bytes later, it would be a quarter of all the memory that a run allocates.
 */
export class BodyWriter {
  readonly #firstSize: number;
  #bytes = NOTHING;
  #length = 0;

  /**
   * @param expectedBytes how long the body will probably be: a buffer of that size need not grow, which would copy it
   */
  constructor(expectedBytes: number = USUAL_SIZE) {
    this.#firstSize = Math.ceil(expectedBytes * RESERVE);
  }

  static of(messages: readonly CheckedMessage[]): BodyWriter {
    // All at hand: often a single one, which needs a thousandth of the usual size.
    const most = messages.reduce(
      (sum, message) => sum + 1 + sizeOf(message, mostBytes),
      HEAD.length + END.length,
    );
    const body = new BodyWriter(most);
    for (const message of messages) body.add(message);
    return body;
  }

  add(message: CheckedMessage): void {
    this.#reserve(HEAD.length + sizeOf(message, mostBytes));
    const bytes = this.#bytes;
    let at = this.#length;
    if (at === 0) at = put(bytes, at, HEAD);
    else bytes[at++] = COMMA;
    this.#length =
      message.json === undefined ? putUsual(bytes, at, message) : writeText(bytes, at, message.json);
  }

  /** Ends the body, once. */
  finish(): Uint8Array<ArrayBuffer> {
    this.#reserve(HEAD.length + END.length);
    const start = this.#length === 0 ? put(this.#bytes, 0, HEAD) : this.#length;
    return this.#bytes.subarray(0, put(this.#bytes, start, END));
  }

  #reserve(bytes: number): void {
    const needed = this.#length + bytes;
    if (needed <= this.#bytes.length) return;
    const grown = Buffer.allocUnsafeSlow(Math.max(needed, this.#firstSize, this.#bytes.length * 2));
    grown.set(this.#bytes.subarray(0, this.#length));
    this.#bytes = grown;
  }
}

/** @returns where it ends */
function putUsual(bytes: Buffer, start: number, { endpoint, message, sign, code }: UsualMessage): number {
  let at = put(bytes, start, ENDPOINT);
  at = writeText(bytes, at, endpoint);
  at = put(bytes, at, MESSAGE);
  at = writeText(bytes, at, message);
  at = put(bytes, at, sign);
  if (code !== undefined) {
    at = put(bytes, at, CODE);
    at = writeText(bytes, at, code);
    bytes[at++] = QUOTE;
  }
  bytes[at++] = BRACE;
  return at;
}

/** @returns where it ends */
function put(bytes: Buffer, start: number, given: Uint8Array): number {
  bytes.set(given, start);
  return start + given.length;
}

/** How many bytes a message has in a body, without the comma before it. */
export function bytesOfMessage(message: CheckedMessage): number {
  return sizeOf(message, (text) => Buffer.byteLength(text));
}

/** @param sizeOfText counts the bytes of a text */
function sizeOf(message: CheckedMessage, sizeOfText: (text: string) => number): number {
  if (message.json !== undefined) return sizeOfText(message.json);
  const { endpoint, message: text, sign, code } = message;
  const ofCode = code === undefined ? 0 : CODE.length + sizeOfText(code) + 1;
  return (
    ENDPOINT.length + sizeOfText(endpoint) + MESSAGE.length + sizeOfText(text) + sign.length + ofCode + 1
  );
}

/** A message as it is sent. */
export function jsonOfMessage(message: CheckedMessage): string {
  if (message.json !== undefined) return message.json;
  const bytes = Buffer.alloc(sizeOf(message, mostBytes));
  return bytes.toString("utf8", 0, putUsual(bytes, 0, message));
}
