/**
 * The least that openapi-fetch needs of a `Request`, keeping the body as the JSON that it was given: a standard
 * `Request` turns it into a stream.
 */
export class KeptRequest {
  readonly url: string;
  readonly method: string;
  readonly headers: Headers;
  readonly body: string | undefined;
  readonly signal: AbortSignal | undefined;

  constructor(url: string, init: RequestInit) {
    this.url = url;
    this.method = init.method ?? "GET";
    this.headers = init.headers as Headers;
    this.body = (init.body ?? undefined) as string | undefined;
    this.signal = init.signal ?? undefined;
  }
}
