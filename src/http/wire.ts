/** A request as it goes out: the bytes of `body` are the bytes that were signed. */
export interface WireRequest {
  readonly method: string;
  readonly url: string;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array<ArrayBuffer> | undefined;
  readonly timeoutMs: number;
  readonly signal: AbortSignal | undefined;
}

/** A complete answer. */
export interface WireResponse {
  readonly status: number;
  /** Value of a header, by name in lower case. */
  header(name: string): string | undefined;
  readonly headers: Iterable<readonly [string, string]>;
  readonly text: string;
  /** The first byte of the body, where the transport has the bytes: `text` need not be made to see it. */
  readonly first?: number | undefined;
  /**
   * The body as it came, a character for each byte; where the transport has the bytes. To be taken once, instead of
   * `text`.
   */
  takeRaw?(): string;
  /** Set when nothing can read the bytes of the request's body any more, so that they may be overwritten. */
  readonly isBodyFree?: boolean;
}

/**
 * Carries one request to the service and its whole answer back. Follows no redirect, repeats nothing. Throws
 * `TransportFailure` and nothing else.
 */
export type Transport = (request: WireRequest) => Promise<WireResponse>;

/** Why no complete answer came. */
export class TransportFailure extends Error {
  readonly kind: "network" | "timeout" | "aborted" | "oversized" | "redirected";
  /** Whether a connection stood, so that the service may have got the request. */
  readonly reached: boolean;

  constructor(kind: TransportFailure["kind"], reached: boolean, cause?: unknown) {
    super(kind, cause === undefined ? undefined : { cause });
    this.kind = kind;
    this.reached = reached;
  }
}

/** No answer of this service is anywhere near this; more is a fault or an attack. */
export const LARGEST_ANSWER: number = 16 * 1024 * 1024;
