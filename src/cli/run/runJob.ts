import type { CliEnvironment } from "../base/environment.js";
import type { SendOptions } from "../options/sendOptions.js";
import type { Reporter } from "../terminal/runEvent.js";

/** One call of `smn-sms send`, or of `smn-sms reconcile`, which shares everything but the sending. */
export interface RunJob {
  readonly file: string;
  readonly options: SendOptions;
  readonly environment: CliEnvironment;
  readonly reporter: Reporter;
  /** The arguments as they were typed, the name of the program included: to suggest the next command. */
  readonly command: readonly string[];
}
