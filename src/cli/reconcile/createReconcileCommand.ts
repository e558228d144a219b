import { Command, Option } from "commander";
import { addMessageOptions, addRecordOptions, addTableOptions } from "../options/commonOptions.js";
import { addConnectionOptions } from "../options/connectionOptions.js";
import * as parse from "../options/optionParsers.js";
import type { ReconcileCommandOptions } from "./reconcileFile.js";

const EXAMPLES = `
Asks the service for its reports on unknown messages: those that may have been
sent. A message with a report was sent and becomes accepted; one without becomes
unsent, and the same smn-sms send command sends it, if the reports show the
messages that were accepted within ten minutes of it as they were sent. Where it
cannot be decided, the message stays unknown, and the results say why. Nothing
is sent by this command. File, --template, --sign-id and the other input options
must be those of the run.

Messages are identified by the extend_code that smn-sms send gave them, or by
their own if no other message to the number has it.

--settle: a message without a report counts as not sent once its request is over
for so long. With less than 20m, texts can be sent twice.

--unsent-without-control: also makes messages unsent near which nothing was
accepted, so that nothing shows whether their reports can be found. Texts are
sent twice if reports of that time are missing, or show numbers or codes in
another form. Look for the report of a message that was sent before you use it.

Examples:
  $ smn-sms reconcile people.csv --region cn-north-4 --sign-id SIGN
  then the same command as before, to send the rest:
  $ smn-sms send people.csv --region cn-north-4 --sign-id SIGN

Exit codes:
    0  all messages of the file are accepted
    1  the command itself failed
    2  wrong command line, configuration, file or journal
    3  some messages were rejected or are invalid
    4  some messages are unsent, or still unknown
    5  the reports could not be read; outcomes found until then are kept
  130  interrupted`;

/** Describes `smn-sms reconcile`; `action` gets the parsed arguments. */
export function createReconcileCommand(
  action: (file: string, options: ReconcileCommandOptions) => Promise<void>,
): Command {
  const command = new Command("reconcile")
    .description("Find out which unknown messages were sent.")
    .argument("<file>", "the file that was sent; - for standard input");
  addTableOptions(command.optionsGroup("Input, as in the run:"));
  addMessageOptions(command, { signName: "accepted, but not used here" });
  addConnectionOptions(command);
  command
    .optionsGroup("Reports:")
    .addOption(
      new Option("--settle <time>", "see below; such as 90s, 20m or 1h")
        .argParser(parse.duration)
        .default(parse.duration("20m"), "20m"),
    )
    .option("--text-signs <ids>", "signatures contained in the texts, separated by\ncommas", parse.list)
    .option("--unsent-without-control", "see below; can send texts twice");
  addRecordOptions(command.optionsGroup("Record and results:")).option(
    "--json",
    "one JSON object per line on standard output",
  );
  return command.addHelpText("after", EXAMPLES).action(action);
}
