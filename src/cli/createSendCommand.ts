import { Command, Option } from "commander";
import * as parse from "./optionParsers.js";
import type { SendOptions } from "./sendOptions.js";

const EXAMPLES = `
Keys come from the environment (HUAWEICLOUD_SDK_AK, HUAWEICLOUD_SDK_SK), else
from ~/.huaweicloud/credentials. They are never options.

Input: CSV with a header line, or JSON Lines. Columns endpoint and message, and
if you like sign_id, message_include_sign_flag, extend_src_id, extend_code.
Other columns are kept for the results. Standard input (-) is copied to a
private file first; its results go to standard output unless --out is given,
and it can be resumed only with --journal.

Examples:
  Check a file, send nothing:
    $ smn-sms send people.csv --sign-id SIGN --dry-run
  Send it:
    $ smn-sms send people.csv --region cn-north-4 --sign-id SIGN
  Make the texts from columns:
    $ smn-sms send people.csv --region cn-north-4 --sign-id SIGN \\
        --phone-column phone --template '您的验证码是{code}'
  Go on after a crash or Ctrl-C: the same command again.
  Find out what became of unknown ones, then send the rest:
    $ smn-sms reconcile people.csv --region cn-north-4 --sign-id SIGN
    $ smn-sms send people.csv --region cn-north-4 --sign-id SIGN
  Send again what was rejected, when the cause is mended:
    $ smn-sms send people.csv --region cn-north-4 --sign-id SIGN \\
        --retry rejected

Exit codes:
    0  all messages were accepted (or valid, with --dry-run)
    1  the command itself failed
    2  wrong command line, configuration or file; nothing was sent
    3  some messages were rejected or are invalid
    4  some messages are unknown or unsent
    5  stopped before the end: account or signature refused, journal or disk
       failed
  130  interrupted
  Of several, the most serious: 5 and 130 before 4 before 3.`;

/** Describes `smn-sms send`; `action` gets what was asked for. */
export function createSendCommand(action: (file: string, options: SendOptions) => Promise<void>): Command {
  const command = new Command("send")
    .description("Send one text message for every row of a file.")
    .argument("<file>", "CSV (.csv) or JSON Lines (.jsonl, .ndjson); - for standard input");

  command
    .optionsGroup("Input:")
    .addOption(
      new Option("--format <format>", "default: by the name of the file, else csv").choices(["csv", "jsonl"]),
    )
    .addOption(
      new Option("--encoding <encoding>", "of the file").choices(["utf-8", "gb18030"]).default("utf-8"),
    )
    .option("--separator <character>", "between cells: , ; | or tab", parse.separator, ",")
    .option("--template <text>", "makes the texts: {column} is its value, {{ }} are braces", parse.nonEmpty)
    .option("--phone-column <name>", "column with the phone numbers", parse.nonEmpty, "endpoint")
    .option("--sign-id <id>", "signature of rows without a sign_id", parse.nonEmpty)
    .option("--sign-name <name>", "its name, only to count characters", parse.nonEmpty)
    .option("--no-number-check", "also take numbers that do not look like phones");

  command
    .optionsGroup("Connection:")
    .option("--region <id>", "for instance cn-north-4; default: HW_REGION_NAME", parse.nonEmpty)
    .option("--base-url <url>", "address of the service, instead of the region's", parse.nonEmpty)
    .option(
      "--project-id <id>",
      "default: HUAWEICLOUD_SDK_PROJECT_ID, HW_PROJECT_ID,\nor the region's project",
      parse.nonEmpty,
    )
    .addOption(new Option("--path <name>", "last part of the path").choices(["sms", "batch_sms"]))
    .option("--profile-file <path>", "file with keys; default: ~/.huaweicloud/credentials", parse.nonEmpty)
    .option("--metadata", "also ask the metadata service of a cloud server for keys")
    .option("--allow-insecure-http", "allow http:// to other machines");

  command
    .optionsGroup("Sending:")
    .option("--dry-run", "check everything, send nothing")
    .option("--yes", "do not ask before sending")
    .option("--max-parts <count>", "refuse to send if more parts would be billed", parse.wholeNumber(0))
    .option("--concurrency <count>", "requests at once", parse.wholeNumber(1, 1000), 4)
    .option("--rate <count>", "messages per second at most", parse.positiveNumber(1e9))
    .option("--batch-size <count>", "messages per request at most", parse.batchSize)
    .option("--timeout <seconds>", "for one request", parse.positiveNumber(86_400), 30)
    .option("--no-correlate", "give messages no extend_code, by which smn-sms reconcile finds them");

  command
    .optionsGroup("Record and results:")
    .option("--journal <path>", "default: <file>.journal", parse.nonEmpty)
    .option(
      "--out <path>",
      "results, as CSV; - for standard output;\ndefault: <file>.results.csv",
      parse.nonEmpty,
    )
    .option("--retry <statuses>", "send only these again: unsent, rejected, invalid", parse.retryStatuses)
    .option("--resend-unknown-and-risk-duplicates", "send again what may have been sent already")
    .option("--json", "one JSON object per line on standard output");

  return command.addHelpText("after", EXAMPLES).action(action);
}
