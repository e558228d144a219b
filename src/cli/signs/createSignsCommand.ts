import { Command } from "commander";
import { addConnectionOptions } from "../options/connectionOptions.js";
import type { ReadOptions } from "../options/connectionOptions.js";

const EXAMPLES = `
Only an approved signature can be used for sending: its id is the --sign-id of
smn-sms send.

Examples:
  $ smn-sms signs --region cn-north-4
  $ smn-sms signs --region cn-north-4 --json

Exit codes: 0 listed, 1 the command itself failed, 2 wrong command line or
configuration, 5 the service refused or could not be reached, 130 interrupted.`;

/** Describes `smn-sms signs`; `action` gets the parsed arguments. */
export function createSignsCommand(action: (options: ReadOptions) => Promise<void>): Command {
  const command = new Command("signs").description("List the signatures of the account.");
  return addConnectionOptions(command)
    .optionsGroup("Output:")
    .option("--json", "one JSON object per line on standard output")
    .addHelpText("after", EXAMPLES)
    .action(action);
}
