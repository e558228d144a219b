import type { ErrorCodeRow } from "../../../generated/errorCodes.js";
import openapi from "../../../generated/openapi.json" with { type: "json" };

/** One row of the document's table of error codes. */
export interface ErrorCode extends ErrorCodeRow {
  /** The vendor's text. */
  readonly message: string;
}

/** The whole table: the client has only a part of it. */
export const errorCodes: readonly ErrorCode[] = openapi["x-error-codes"] as readonly ErrorCode[];
