import { decodeText } from "./decodeText.js";
import { AnswerLog } from "./answerLog.js";

/** A request as it goes out: the bytes of `body` are the bytes that were signed. */
export interface WireRequest {
  readonly method: string;
  readonly url: string;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array<ArrayBuffer> | undefined;
  readonly timeoutMs: number;
  readonly signal: AbortSignal | undefined;
  /** The most bytes of the answer's body. Default: `LARGEST_ANSWER`. */
  readonly maxBytes?: number | undefined;
}

/** A complete answer. */
export interface WireResponse {
  readonly status: number;
  /** Values by name in lower case. */
  readonly headers: ReadonlyMap<string, string>;
  /** Decoded where it was compressed. */
  readonly body: Uint8Array;
  /** The body as a text, without a byte order mark. */
  readonly text: string;
  /** The answers that came on the same connection before, where that is known. */
  readonly earlier: AnswerLog;
  /** Closes the connection that it came on, where there is a choice: nothing more on it can be believed. */
  closeConnection(): void;
  /**
   * Whether anything has come behind it on its connection by now, where that is known: then it may be one too many, and
   * the answer to its request may be what came behind it. Only of an answer that is no success.
   */
  readonly hasSurplus: boolean;
  /** Whether it is a proxy's, in place of a connection to the service, so that nothing was sent. */
  readonly refusedTunnel: boolean;
}

/** The connection that an answer came on. */
export type Connection = Pick<WireResponse, "earlier" | "closeConnection"> &
  Partial<Pick<WireResponse, "hasSurplus">>;

/** A proxy's answer in place of a connection, of which only the status is known. */
export function refusedTunnel(status: number): WireResponse {
  return createResponse(status, [], new Uint8Array(), undefined, true);
}

/** An answer whose text is made when it is first asked for. Without a connection it counts as the first of its own. */
export function createResponse(
  status: number,
  headers: Iterable<readonly [string, string]>,
  body: Uint8Array,
  connection?: Connection,
  refusedTunnel = false,
): WireResponse {
  return new Answer(status, new Map(headers), body, connection, refusedTunnel);
}

/**
 * No literal with getters: V8 keeps the getters of each one in its description of the object's shape, which only a full
 * collection frees, and with them whatever they can reach: the bytes of every answer.
 */
class Answer implements WireResponse {
  readonly status: number;
  readonly headers: ReadonlyMap<string, string>;
  readonly body: Uint8Array;
  readonly refusedTunnel: boolean;
  readonly #connection: Connection | undefined;
  #text: string | undefined;

  constructor(
    status: number,
    headers: ReadonlyMap<string, string>,
    body: Uint8Array,
    connection: Connection | undefined,
    refusedTunnel: boolean,
  ) {
    this.status = status;
    this.headers = headers;
    this.body = body;
    this.#connection = connection;
    this.refusedTunnel = refusedTunnel;
  }

  get text(): string {
    return (this.#text ??= decodeText(this.body));
  }

  get earlier(): AnswerLog {
    return this.#connection?.earlier ?? new AnswerLog();
  }

  get hasSurplus(): boolean {
    return this.#connection?.hasSurplus ?? false;
  }

  closeConnection(): void {
    this.#connection?.closeConnection();
  }
}

/**
 * Carries one request to the service and its whole answer back. Follows no redirect, retries nothing. Throws
 * `TransportFailure` and nothing else.
 */
export type Transport = (request: WireRequest) => Promise<WireResponse>;

/** Why no complete answer came. */
export class TransportFailure extends Error {
  readonly kind: "network" | "timeout" | "aborted" | "oversized" | "redirected" | "premature";
  /** Whether there was a connection, so that the service may have got the request. */
  readonly reached: boolean;

  constructor(kind: TransportFailure["kind"], reached: boolean, cause?: unknown) {
    super(kind, cause === undefined ? undefined : { cause });
    this.kind = kind;
    this.reached = reached;
  }
}

/** No answer of this service is anywhere near this; more is a fault or an attack. */
export const LARGEST_ANSWER: number = 16 * 1024 * 1024;
