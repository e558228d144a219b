import { exitCodes, type ExitCode } from "./exitCode.js";

/** Ends the command with a text for the user and an exit code. The text never holds a number, text or secret. */
export class CliError extends Error {
  readonly exitCode: ExitCode;

  constructor(message: string, exitCode: ExitCode = exitCodes.usage) {
    super(message);
    this.name = "CliError";
    this.exitCode = exitCode;
  }
}
