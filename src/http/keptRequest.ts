/**
 * The least that openapi-fetch needs of a `Request`, keeping the body as the bytes that it was given: a standard
 * `Request` turns them into a stream, which costs more than sending them.
 */
export class KeptRequest {
  readonly url: string;
  readonly method: string;
  readonly headers: Headers;
  readonly body: Uint8Array<ArrayBuffer> | undefined;
  readonly signal: AbortSignal | undefined;

  constructor(url: string, init: RequestInit) {
    this.url = url;
    this.method = init.method ?? "GET";
    this.headers = init.headers as Headers;
    this.body = (init.body ?? undefined) as Uint8Array<ArrayBuffer> | undefined;
    this.signal = init.signal ?? undefined;
  }
}
