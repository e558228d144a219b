import { Command, Option } from "commander";
import {
  addAddressOptions,
  addKeyOptions,
  addMessageOptions,
  addRecordOptions,
  addTableOptions,
} from "../options/commonOptions.js";
import * as parse from "../options/optionParsers.js";
import type { SendOptions } from "../options/sendOptions.js";

const EXAMPLES = `
Keys come from the environment (HUAWEICLOUD_SDK_AK, HUAWEICLOUD_SDK_SK), else
from section [basic] of ~/.huaweicloud/credentials (ak = …, sk = …). They are
never options.

Input: CSV with a header line, a workbook (.xlsx), or JSON Lines; UTF-8, UTF-16
with a byte order mark, or GB18030. Columns endpoint and message, and
optionally sign_id, message_include_sign_flag, extend_src_id, extend_code.
Other columns are copied to the results. Standard input (-) is copied to a
private file first; its results go to standard output unless --out is given,
and it can be resumed only with --journal.

Examples:
  Check a file and see the first texts, send nothing:
    $ smn-sms send people.csv --sign-id SIGN --dry-run
  Send it:
    $ smn-sms send people.csv --region cn-north-4 --sign-id SIGN
  Send the first text to yourself, then the first 10 rows, then the rest:
    $ smn-sms send people.csv --region cn-north-4 --sign-id SIGN \\
        --test-to 13800000001
    $ smn-sms send people.csv --region cn-north-4 --sign-id SIGN --first 10
    $ smn-sms send people.csv --region cn-north-4 --sign-id SIGN
  Make the texts from columns:
    $ smn-sms send people.csv --region cn-north-4 --sign-id SIGN \\
        --phone-column phone --template '您的验证码是{code}'
  Resume after a crash or Ctrl-C: run the same command again.
  Find out whether unknown messages were sent, then send the rest:
    $ smn-sms reconcile people.csv --region cn-north-4 --sign-id SIGN
    $ smn-sms send people.csv --region cn-north-4 --sign-id SIGN
  Send rejected messages again, once the cause is fixed:
    $ smn-sms send people.csv --region cn-north-4 --sign-id SIGN \\
        --retry rejected

Exit codes:
    0  all messages were accepted (or valid, with --dry-run)
    1  the command itself failed
    2  wrong command line, configuration or file; nothing was sent
    3  some messages were rejected or are invalid
    4  some messages are unknown or unsent, also after the answer no
    5  stopped before the end: account or signature refused, journal or disk
       failed; or no connection to the service in the first place
  130  interrupted
  Of several, the most serious: 5 and 130 before 4 before 3.`;

/** Describes `smn-sms send`; `action` gets the parsed arguments. */
export function createSendCommand(action: (file: string, options: SendOptions) => Promise<void>): Command {
  const command = new Command("send")
    .description("Send one text message for every row of a file.")
    .argument("<file>", "CSV, workbook (.xlsx) or JSON Lines (.jsonl, .ndjson); - for standard input");

  addTableOptions(command.optionsGroup("Input:"));
  addMessageOptions(command, { signName: "name of that signature, to count billed parts" });

  addAddressOptions(command.optionsGroup("Connection:"));
  command.addOption(new Option("--path <name>", "last part of the path").choices(["sms", "batch_sms"]));
  addKeyOptions(command);

  command
    .optionsGroup("Sending:")
    .option("--dry-run", "check everything and show the first texts; send nothing")
    .option("--yes", "do not ask before sending")
    .option("--first <count>", "send only the first rows; a later call sends the rest", parse.wholeNumber(1))
    .option("--test-to <number>", "send the first text to this number and to nobody else", parse.phoneNumber)
    .option("--exclude <file>", "leave out the numbers in this file, such as opt-outs", parse.nonEmpty)
    .option("--skip-damaged-rows", "leave out rows whose quotes are damaged")
    .option("--max-parts <count>", "refuse to send if more parts would be billed", parse.wholeNumber(0))
    .option("--concurrency <count>", "requests at once", parse.wholeNumber(1, 1000), 4)
    .option("--rate <count>", "messages per second at most", parse.positiveNumber(500_000))
    .option("--batch-size <count>", "messages per request at most", parse.batchSize)
    .option("--ignore-hangup", "go on when the terminal is closed (SIGHUP), as under nohup")
    .option("--timeout <seconds>", "for one request", parse.positiveNumber(86_400), 30)
    .option("--no-correlate", "do not add the extend_code by which smn-sms reconcile finds a message");

  addRecordOptions(command.optionsGroup("Record and results:"))
    .option("--retry <statuses>", "send only these again: unsent, rejected, invalid", parse.retryStatuses)
    .option("--resend-unknown-and-risk-duplicates", "also send messages that may already have been sent")
    .option("--new-run-and-risk-duplicates", "send everything again although an earlier run is recorded")
    .option("--page", "also draw the run: <file>.results.html, without numbers and texts")
    .option("--json", "one JSON object per line on standard output");

  return command.addHelpText("after", EXAMPLES).action(action);
}
