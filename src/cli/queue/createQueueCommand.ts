import { Command, Option } from "commander";
import { addMessageOptions, addTableOptions } from "../options/commonOptions.js";
import { addConnectionOptions } from "../options/connectionOptions.js";
import * as parse from "../options/optionParsers.js";
import type {
  AddOptions,
  QueueOptions,
  ReconcileRunOptions,
  ResumeCommandOptions,
  StatusOptions,
  WorkOptions,
} from "./queueOptions.js";
import { runName } from "./runName.js";

/** What the commands do; each gets its parsed arguments. */
export interface QueueActions {
  migrate(options: QueueOptions): Promise<void>;
  add(file: string, options: AddOptions): Promise<void>;
  work(options: WorkOptions): Promise<void>;
  status(options: StatusOptions): Promise<void>;
  pause(why: string, options: QueueOptions): Promise<void>;
  resume(options: ResumeCommandOptions): Promise<void>;
  reconcile(file: string, options: ReconcileRunOptions): Promise<void>;
}

const HELP = `
For more than one machine: the texts wait in a queue (pg-boss) in PostgreSQL,
any number of workers send them, and the ledger beside it keeps every text from
being sent twice or lost. DATABASE_URL names the database, such as
postgres://user@host/name; npm install pg pg-boss brings what talks to it.

  $ smn-sms queue migrate                            once, and after an update
  $ smn-sms queue add people.csv --run may --sign-id SIGN
  $ smn-sms queue work --region cn-north-4           on every machine
  $ smn-sms queue status --run may

Add the same file again under the same name after a crash: only what is missing
is added. Never use a name again for another file, and never give a file that
was added to smn-sms send: it does not look into the database, and would send
everybody the text again.`;

const EXIT_CODES = `
Exit codes of smn-sms queue:
    0  done; after work, whatever became of the messages: see status
    1  the command itself failed
    2  wrong command line, configuration or file; nothing was added or sent
    3  reconcile: some messages were rejected or are invalid;
       add --dry-run: some rows are invalid
    4  reconcile: some messages are unsent, or still unknown; add: the answer no
    5  stopped before the end: the database or the service could not be used
  130  interrupted; work that ends what is under way ends with 0`;

const JSON_OPTION = ["--json", "one JSON object per line on standard output"] as const;

/**
 * Describes `smn-sms queue` and its commands.
 *
 * @param act gets the actions: they are loaded when one of them is called
 */
export function createQueueCommand(
  act: (call: (actions: QueueActions) => Promise<void>) => Promise<void>,
): Command {
  const queue = new Command("queue")
    .description("Send from many machines, through a queue in PostgreSQL.")
    .helpCommand(false)
    .addHelpText("after", HELP)
    .addHelpText("afterAll", EXIT_CODES);
  const add = addRunOptions(
    queue.command("add").description("Put one text message for every row of a file into the queue."),
  );
  add
    .optionsGroup("Adding:")
    .option("--dry-run", "check everything and show the first texts; add nothing")
    .option("--yes", "do not ask before adding")
    .option("--skip-damaged-rows", "leave out rows whose quotes are damaged")
    .option("--max-parts <count>", "refuse to add if more parts would be billed", parse.wholeNumber(0))
    .option("--no-correlate", "do not add the extend_code by which queue reconcile finds a message")
    .option(
      "--new-run-and-risk-duplicates",
      "add a file although it was sent, or added under another name, before",
    )
    .option(...JSON_OPTION)
    .action((file: string, options: AddOptions) => act((actions) => actions.add(file, options)));
  addConnectionOptions(queue.command("work").description("Send what is in the queue."))
    .addOption(new Option("--path <name>", "last part of the path").choices(["sms", "batch_sms"]))
    .option("--no-number-check", "accept numbers that do not look like phone numbers")
    .optionsGroup("Working:")
    .option("--concurrency <count>", "jobs at once", parse.wholeNumber(1, 100), 4)
    .option(
      "--request-rate <count>",
      "requests per second at most, of all workers\ntogether; it is kept",
      parse.positiveNumber(500_000),
    )
    .option("--until-empty", "end when the queue is empty")
    .option(...JSON_OPTION)
    .action((options: WorkOptions) => act((actions) => actions.work(options)));
  queue
    .command("status")
    .description("Show what was sent, and what waits.")
    .option("--run <name>", "only this run", runName)
    .option(...JSON_OPTION)
    .action((options: StatusOptions) => act((actions) => actions.status(options)));
  queue
    .command("pause")
    .description("Stop the sending of all workers.")
    .argument("<why>", "shown to everybody who looks")
    .option(...JSON_OPTION)
    .action((why: string, options: QueueOptions) => act((actions) => actions.pause(why, options)));
  queue
    .command("resume")
    .description("Let all workers send again.")
    .option(
      "--nothing-was-lost",
      "after a failover: the new database has every\ncommit; otherwise texts are sent twice",
    )
    .option(...JSON_OPTION)
    .action((options: ResumeCommandOptions) => act((actions) => actions.resume(options)));
  const reconcile = addRunOptions(
    queue.command("reconcile").description("Find out which unknown messages of a run were sent."),
  );
  addConnectionOptions(reconcile)
    .optionsGroup("Reports:")
    .addOption(
      new Option(
        "--settle <time>",
        "how long a request is over before a message\nwithout a report counts as not sent",
      )
        .argParser(parse.duration)
        .default(parse.duration("20m"), "20m"),
    )
    .option("--text-signs <ids>", "signatures contained in the texts, separated by\ncommas", parse.list)
    .option("--unsent-without-control", "as of smn-sms reconcile; can send texts twice")
    .option(...JSON_OPTION)
    .action((file: string, options: ReconcileRunOptions) =>
      act((actions) => actions.reconcile(file, options)),
    );
  queue
    .command("migrate")
    .description("Make the tables of queue and ledger, or bring them up to date.")
    .option(...JSON_OPTION)
    .action((options: QueueOptions) => act((actions) => actions.migrate(options)));
  return queue;
}

function addRunOptions(command: Command): Command {
  command
    .argument("<file>", "CSV, workbook (.xlsx) or JSON Lines (.jsonl, .ndjson)")
    .addOption(new Option("--run <name>", "names the run").argParser(runName).makeOptionMandatory());
  addTableOptions(command.optionsGroup("Input:"));
  return addMessageOptions(command, { signName: "name of that signature, to count billed parts" }).option(
    "--exclude <file>",
    "leave out the numbers in this file, such as opt-outs",
    parse.nonEmpty,
  );
}
