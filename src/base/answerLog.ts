import { decodeText } from "./decodeText.js";

/** So many answers of a connection are remembered: a second copy of one comes soon after it. */
const LONGEST = 64;
/** Characters of an id that the service made for one answer. */
const SHORTEST_UNIQUE = 32;
/** Of the end of an answer, in bytes: the id of its last message is in it. */
const TAIL = 256;

/**
 * The answers that came on one connection. HTTP/1.1 does not say to which request an answer belongs: one too many (of a
 * proxy, or a second copy) that comes when the next request was sent is read as the answer to that one.
 */
export class AnswerLog {
  readonly #marks = new Map<string, string>();
  #isFresh: boolean;
  #isOutOfStep = false;

  /** @param isFresh whether nothing was answered on the connection yet */
  constructor(isFresh = true) {
    this.#isFresh = isFresh;
  }

  /** Whether there was no answer yet: then one that comes after a request was sent in full belongs to it. */
  get isFresh(): boolean {
    return this.#isFresh;
  }

  /** Whether an answer came that belongs to another request: those that follow may be behind as well. */
  get isOutOfStep(): boolean {
    return this.#isOutOfStep;
  }

  /** Says that an answer belongs to another request. */
  foundStranger(): void {
    this.#isOutOfStep = true;
  }

  /** Whether an answer with this request id came before. */
  hasId(id: string): boolean {
    return this.#found(this.#marks.has(id));
  }

  /** Whether the same answer came before: one with the same request id and content. */
  hasAnswer(id: string, body: Uint8Array): boolean {
    return this.#found(this.#marks.get(id) === markOf(body));
  }

  #found(isKnown: boolean): boolean {
    if (isKnown) this.foundStranger();
    return isKnown;
  }

  add(id: string | undefined, body: Uint8Array): void {
    this.#isFresh = false;
    if (id === undefined) return;
    this.#marks.delete(id);
    this.#marks.set(id, markOf(body));
    for (const oldest of this.#marks.keys()) {
      if (this.#marks.size <= this.longest) return;
      this.#marks.delete(oldest);
    }
  }

  protected get longest(): number {
    return LONGEST;
  }
}

/**
 * The answers of all connections of a `fetch`, which does not tell which came on which: a second copy is known by its
 * request id alone, and from then on no refusal is believed, as a connection that is an answer behind stays so. Ids that are
 * no longer than those of tests, which are the same in every answer, count for nothing.
 */
export class SharedAnswerLog extends AnswerLog {
  override get isFresh(): boolean {
    return true;
  }

  override add(id: string | undefined, body: Uint8Array): void {
    if (id !== undefined && id.length >= SHORTEST_UNIQUE) super.add(id, body);
  }

  protected override get longest(): number {
    return 16 * LONGEST;
  }
}

function markOf(body: Uint8Array): string {
  return `${body.length} ${decodeText(body.subarray(-TAIL))}`;
}
