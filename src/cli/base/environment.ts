import type { Readable, Writable } from "node:stream";
import type { Clock } from "../../base/clock.js";

/** Everything that the command knows of the process around it. Only `main.ts` makes one of the real process. */
export interface CliEnvironment {
  readonly stdin: Readable;
  readonly stdout: Writable;
  readonly stderr: Writable;
  /** Environment variables. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Which streams are terminals. */
  readonly isTTY: { readonly stdin: boolean; readonly stderr: boolean };
  /** Width of the terminal, in characters. */
  readonly columns: number;
  readonly clock: Clock;
  /** Fires at the first Ctrl-C (or SIGTERM): stop cleanly. */
  readonly signal: AbortSignal;
  /** Version of the package. */
  readonly version: string;
}
