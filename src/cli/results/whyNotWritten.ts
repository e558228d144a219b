import { SmnError } from "../../base/errors.js";
import { CliError } from "../base/cliError.js";

/** Why something could not be written, for the brackets behind that: the journal or the input may not be readable. */
export function whyNotWritten(error: unknown): string {
  if (error instanceof CliError || error instanceof SmnError) return error.message;
  return (error as NodeJS.ErrnoException).code ?? "unknown reason";
}
