import { Command } from "commander";
import { addTableOptions } from "../options/commonOptions.js";
import { addConnectionOptions } from "../options/connectionOptions.js";
import type { ReportOptions } from "./reportFile.js";
import * as parse from "../options/optionParsers.js";

const EXAMPLES = `
Asks the service whether the messages of a run were delivered, and writes one
line for every row of the file: status, message_id, and the delivery. Rows
are matched by message_id, as recorded in the journal. Nothing is sent, and
the file and its journal are not changed, so it may be run again at any time.
The service keeps reports for three months.

Column delivery: delivered, failed (status_desc is the carrier's code), waiting
(sent, the carrier has not reported yet), unlisted (the service lists no report
yet), or empty for a row that was not accepted.

Examples:
  $ smn-sms report people.csv --region cn-north-4 --sign-id SIGN
  $ smn-sms report people.csv --region cn-north-4 --out - > report.csv

Exit codes:
    0  all messages were delivered
    1  the command itself failed
    2  wrong command line, configuration, file or journal
    3  some deliveries failed, or messages were rejected or invalid
    4  some messages have no report yet, or are unknown or unsent
    5  stopped before the end: the service refused or could not be reached,
       or the report could not be written
  130  interrupted
  Of several, the most serious: 5 and 130 before 4 before 3.`;

/** Describes `smn-sms report`; `action` gets the parsed arguments. */
export function createReportCommand(
  action: (file: string, options: ReportOptions) => Promise<void>,
): Command {
  const command = new Command("report")
    .description("Show whether the messages of a file were delivered.")
    .argument("<file>", "the file that was sent");
  addTableOptions(command.optionsGroup("Input:"))
    .option("--phone-column <name>", "column with the phone numbers; default: endpoint", parse.nonEmpty)
    .option("--sign-id <id>", "signature of rows without a sign_id", parse.nonEmpty)
    .option("--journal <path>", "default: <file>.journal", parse.nonEmpty);
  addConnectionOptions(command);
  command
    .optionsGroup("Report:")
    .option("--out <path>", "as CSV; - for standard output;\ndefault: <file>.report.csv", parse.nonEmpty)
    .option("--page", "also draw run and deliveries: <file>.results.html")
    .option("--json", "the summary as one JSON object on standard output");
  return command.addHelpText("after", EXAMPLES).action(action);
}
