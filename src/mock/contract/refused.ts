import { errorCodes } from "./errorCodes.js";
import { exampleValue, type ExampleName } from "./document.js";

/** Thrown inside the sandbox to answer with an error; the request id is added when the answer is written. */
export class Refused extends Error {
  readonly status: number;
  readonly body: Readonly<Record<string, unknown>>;
  readonly headers: Readonly<Record<string, string>>;

  constructor(
    status: number,
    body: Readonly<Record<string, unknown>>,
    headers: Readonly<Record<string, string>> = {},
  ) {
    super(`refused with ${status}`);
    this.status = status;
    this.body = body;
    this.headers = headers;
  }
}

/** An answer of the API gateway: the document's text for the code, followed by the detail. */
export function gatewayError(
  code: string,
  status: number,
  detail?: string,
  headers?: Readonly<Record<string, string>>,
): Refused {
  const text = textOf(code, status);
  const error_msg = detail === undefined ? text : `${text.replace(/\.$/, "")}: ${detail}`;
  return new Refused(status, { error_code: code, error_msg }, headers);
}

/** An answer of the service itself, with the status that the document's table gives to the code. */
export function serviceError(code: string, detail?: string): Refused {
  const text = textOf(code);
  const message = detail === undefined ? text : `${text} (${detail})`;
  return new Refused(statusOf(code), { code, message });
}

/** An answer as one of the document's named examples shows it. */
export function exampleError(name: ExampleName, status: number): Refused {
  return new Refused(status, exampleValue(name));
}

/** The document's text for a code; the code itself where the table does not know it. */
export function textOf(code: string, status?: number): string {
  const rows = errorCodes.filter((row) => row.code === code);
  return (rows.find((row) => row.http_status === status) ?? rows[0])?.message ?? code;
}

function statusOf(code: string): number {
  const status = errorCodes.find((row) => row.code === code)?.http_status ?? 400;
  return status < 400 ? 400 : status;
}
