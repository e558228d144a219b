import { decodeText } from "./decodeText.js";

/** So many answers of a connection are remembered: a second copy of one comes soon after it. */
const LONGEST = 64;
/** Of the end of an answer, in bytes: the id of its last message is in it. */
const TAIL = 256;

/**
 * The answers that came on one connection. HTTP/1.1 does not say to which request an answer belongs: one too many (of a
 * proxy, or a second copy) that comes when the next request was sent is read as the answer to that one.
 */
export class AnswerLog {
  readonly #marks = new Map<string, string>();
  #isFresh: boolean;

  /** @param isFresh whether nothing was answered on the connection yet */
  constructor(isFresh = true) {
    this.#isFresh = isFresh;
  }

  /** Whether there was no answer yet: then one that comes after a request was sent in full belongs to it. */
  get isFresh(): boolean {
    return this.#isFresh;
  }

  /** Whether an answer with this request id came before. */
  hasId(id: string): boolean {
    return this.#marks.has(id);
  }

  /** Whether the same answer came before: one with the same request id and content. */
  hasAnswer(id: string, body: Uint8Array): boolean {
    return this.#marks.get(id) === markOf(body);
  }

  add(id: string | undefined, body: Uint8Array): void {
    this.#isFresh = false;
    if (id === undefined) return;
    this.#marks.delete(id);
    this.#marks.set(id, markOf(body));
    for (const oldest of this.#marks.keys()) {
      if (this.#marks.size <= LONGEST) return;
      this.#marks.delete(oldest);
    }
  }
}

function markOf(body: Uint8Array): string {
  return `${body.length} ${decodeText(body.subarray(-TAIL))}`;
}
