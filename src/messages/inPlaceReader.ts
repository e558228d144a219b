import { parseObject } from "../base/errorBody.js";
import { ByteReader, Literal } from "./byteReader.js";
import type { Correlated, Dispositions } from "./dispositions.js";
import type { Disposition } from "./outcome.js";
import { readResult } from "./readResult.js";
import { requestIdOf } from "./requestIdOf.js";

/** A message, as far as its result is found by it. */
type Sent = Readonly<Record<"endpoint" | "message", string>>;

const ID_FIRST = new Literal('{"request_id":"');
const THEN_RESULT = new Literal('","result":[');
const RESULT_FIRST = new Literal('{"result":[');
const THEN_ID = new Literal('],"request_id":"');
const END = new Literal("]}");
const END_OF_ID = new Literal('"}');
const COMMA = new Literal(",");
const ENDPOINT = new Literal('{"endpoint":"');
const MESSAGE_ID = new Literal('","message_id":"');
/** In bytes; far above any answer of the usual form. */
const LARGEST = 1024 * 1024;

/**
 * Reads an answer of the usual form: compact JSON, whose results stand in the order of the messages, each under exactly
 * the number that was sent. It says the same as `JSON.parse` and `correlate`, in a part of their time and memory: what
 * belongs to an accepted message is made when it is asked for.
 */
export class InPlaceReader {
  readonly #reader = new ByteReader();
  /** Bytes are compared faster than characters. */
  #bytes = Buffer.alloc(0);
  #view = new DataView(new ArrayBuffer(0));
  #raw = "";

  /**
   * @param raw the answer, a character for each byte
   * @param messages no two of them for one number
   * @returns undefined for every other answer: it has to be parsed, and nothing is said about it
   */
  read(raw: string, messages: readonly Sent[]): Correlated | undefined {
    if (raw.length > LARGEST) return undefined;
    if (this.#bytes.length < raw.length) {
      this.#bytes = Buffer.allocUnsafeSlow(raw.length * 2);
      this.#view = new DataView(this.#bytes.buffer);
    }
    this.#reader.begin(this.#view, this.#bytes.write(raw, "latin1"));
    this.#raw = raw;
    const found = this.#read(messages);
    this.#raw = "";
    return found;
  }

  #read(messages: readonly Sent[]): Correlated | undefined {
    const reader = this.#reader;
    let id = reader.skip(ID_FIRST) ? this.#plain() : undefined;
    if (!reader.skip(id === undefined ? RESULT_FIRST : THEN_RESULT)) return undefined;
    const spans = new Int32Array(messages.length * 2);
    /** As they are now: the caller may change its objects before an outcome is asked for. */
    const endpoints = messages.map(({ endpoint }) => endpoint);
    const others: [place: number, result: object][] = [];
    for (let place = 0; place < messages.length; place++) {
      if (place > 0 && !reader.skip(COMMA)) return undefined;
      const endpoint = endpoints[place] as string;
      const start = reader.place;
      if (this.#accepted(endpoint, spans, place)) continue;
      const result = this.#other(start, endpoint);
      if (result === undefined) return undefined;
      others.push([place, result]);
    }
    if (id !== undefined) {
      if (!reader.skip(END)) return undefined;
    } else {
      if (!reader.skip(THEN_ID)) return undefined;
      id = this.#plain();
      if (!reader.skip(END_OF_ID)) return undefined;
    }
    const request_id = requestIdOf(id === undefined ? undefined : copyOf(id));
    if (request_id === undefined || !reader.isAtEnd) return undefined;
    const unusual = new Map(
      others.map(([place, one]) => [place, readResult(one, request_id, messages[place]?.message ?? "")]),
    );
    return {
      request_id,
      dispositions: new InPlace(this.#raw, request_id, endpoints, spans, unusual),
      unusual: [...unusual.values()].filter(({ status }) => status !== "accepted"),
      unmatched: [],
    };
  }

  /** Passes the result of an accepted message, and notes where its id stands. */
  #accepted(endpoint: string, spans: Int32Array, place: number): boolean {
    const reader = this.#reader;
    if (!(reader.skip(ENDPOINT) && reader.skipText(endpoint) && reader.skip(MESSAGE_ID))) return false;
    const begin = reader.place;
    if (!reader.skipPlain() || reader.place === begin) return false;
    const end = reader.place;
    if (!reader.skip(END_OF_ID)) return false;
    spans[place * 2] = begin;
    spans[place * 2 + 1] = end;
    return true;
  }

  /** Passes a result of any other kind that ends at the next closing brace, as a rejected one does. */
  #other(start: number, endpoint: string): object | undefined {
    const end = this.#raw.indexOf("}", start) + 1;
    if (end === 0) return undefined;
    this.#reader.place = end;
    // Were the brace in a text, or within another value, this would not be JSON.
    const result = parseObject(this.#bytes.toString("utf8", start, end));
    return result?.["endpoint"] === endpoint ? result : undefined;
  }

  #plain(): string | undefined {
    const start = this.#reader.place;
    return this.#reader.skipPlain() ? this.#raw.slice(start, this.#reader.place) : undefined;
  }
}

/** A part of a text keeps all of it in memory; outcomes that are not accepted may be kept for long. */
function copyOf(text: string): string {
  return Buffer.from(text, "latin1").toString("latin1");
}

class InPlace implements Dispositions {
  readonly #raw: string;
  readonly #request_id: string;
  readonly #endpoints: readonly string[];
  /** Where the message id of each accepted message begins and ends; 0 for the others. */
  readonly #spans: Int32Array;
  readonly #others: ReadonlyMap<number, Disposition>;

  constructor(
    raw: string,
    request_id: string,
    endpoints: readonly string[],
    spans: Int32Array,
    others: ReadonlyMap<number, Disposition>,
  ) {
    this.#raw = raw;
    this.#request_id = request_id;
    this.#endpoints = endpoints;
    this.#spans = spans;
    this.#others = others;
  }

  get length(): number {
    return this.#endpoints.length;
  }

  at(place: number): Disposition | undefined {
    const begin = this.#spans[place * 2];
    if (begin === undefined || begin === 0) return this.#others.get(place);
    return {
      status: "accepted",
      endpoint: this.#endpoints[place] as string,
      message_id: this.#raw.slice(begin, this.#spans[place * 2 + 1]),
      request_id: this.#request_id,
    };
  }
}
