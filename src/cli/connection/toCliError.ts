import { SmnError } from "../../base/errors.js";
import { CliError } from "../base/cliError.js";
import { exitCodes } from "../base/exitCode.js";

/** The error to show for a failed request. Interruptions are reported by the command itself. */
export function toCliError(error: unknown, signal: AbortSignal): unknown {
  if (!(error instanceof SmnError) || signal.aborted) return error;
  return new CliError(
    error.message,
    error.code === "validation" || error.code === "journal" ? exitCodes.usage : exitCodes.stopped,
  );
}
