/** An answer as it is written out. */
export interface WrittenAnswer {
  readonly status: number;
  readonly headers: Record<string, string>;
  readonly body: string;
}

/** An answer in JSON, with its request id as body and header show it. */
export function jsonAnswer(
  status: number,
  body: object,
  request_id: string,
  headers: Readonly<Record<string, string>> = {},
): WrittenAnswer {
  // Answers of identity management have no request id in their body.
  const whole = "error" in body ? body : { ...body, request_id };
  return {
    status,
    headers: { "content-type": "application/json", "x-request-id": request_id, ...headers },
    body: JSON.stringify(whole),
  };
}

/** Statuses whose answers have no body at all. */
const BODILESS: ReadonlySet<number> = new Set([204, 205, 304]);

export function responseOf({ status, headers, body }: WrittenAnswer): Response {
  return new Response(BODILESS.has(status) ? null : body, { status, headers });
}
