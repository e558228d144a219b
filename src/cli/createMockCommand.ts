import { Command } from "commander";
import type { MockCommandOptions } from "./runMock.js";
import * as parse from "./optionParsers.js";

const EXAMPLES = `
The sandbox checks keys, signatures and messages as the service does, keeps what
it accepts in memory and sends nothing to anybody.

Examples:
  $ smn-sms mock
  $ smn-sms mock --port 0 --seed 7 --latency 50
  $ smn-sms mock --faults '{"kind":"throttle","times":3}'
  $ smn-sms mock --faults faults.json

See what was accepted:
  $ curl http://127.0.0.1:8787/__sandbox/messages

Exit codes: 0 stopped by Ctrl-C or SIGTERM, 1 failed, 2 wrong command line.`;

/** Describes `smn-sms mock`. */
export function createMockCommand(action: (options: MockCommandOptions) => Promise<void>): Command {
  return new Command("mock")
    .description("Start a sandbox of the service on this machine.")
    .option("--port <port>", "to listen on; 0 is a free one", parse.wholeNumber(0, 65_535), 8787)
    .option("--host <address>", "to listen on", parse.nonEmpty, "127.0.0.1")
    .option("--ak <id>", "access key that it accepts; a sandbox key, never a real one", parse.nonEmpty)
    .option("--sk <secret>", "its secret", parse.nonEmpty)
    .option("--token <token>", "token that it accepts", parse.nonEmpty)
    .option("--latency <ms>", "time that every answer takes", parse.wholeNumber(0, 600_000))
    .option("--seed <number>", "same seed, same ids", parse.wholeNumber(0))
    .option("--faults <json>", "failures to show: JSON, or a file with it", parse.nonEmpty)
    .option("--any-sign", "accept every sign_id")
    .addHelpText("after", EXAMPLES)
    .action(action);
}
