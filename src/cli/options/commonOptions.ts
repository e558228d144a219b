import { Option, type Command } from "commander";
import * as parse from "./optionParsers.js";

/** The format of the file. */
export function addTableOptions(command: Command): Command {
  return command
    .addOption(
      new Option("--format <format>", "default: by the name of the file, else csv").choices(["csv", "jsonl"]),
    )
    .addOption(
      new Option("--encoding <encoding>", "of the file")
        .choices(["utf-8", "gb18030"])
        .argParser(parse.encoding)
        .default("utf-8"),
    )
    .option(
      "--separator <character>",
      "between cells: , ; | or tab; default: ,\nor as the first line says",
      parse.separator,
    )
    .option("--sheet <name>", "sheet of a workbook; default: the first one", parse.nonEmpty);
}

/** How its rows become messages. `signName` describes the option --sign-name. */
export function addMessageOptions(command: Command, { signName }: { signName: string }): Command {
  return command
    .option(
      "--template <text>",
      "makes the texts: {column} becomes its value, {{ and }} braces",
      parse.nonEmpty,
    )
    .option("--literal-template", "accept {{x}}, ${x}, [x], \\n and the like; only {column} becomes a value")
    .option("--allow-garbled", "send texts with signs of lost characters (U+FFFD, 锟斤拷)")
    .option("--phone-column <name>", "column with the phone numbers", parse.nonEmpty, "endpoint")
    .option("--sign-id <id>", "signature of rows without a sign_id", parse.nonEmpty)
    .option("--sign-name <name>", signName, parse.nonEmpty)
    .option("--no-number-check", "accept numbers that do not look like phone numbers");
}

/** Where the service is. */
export function addAddressOptions(command: Command): Command {
  return command
    .option("--region <id>", "such as cn-north-4; default: HW_REGION_NAME", parse.nonEmpty)
    .option("--base-url <url>", "address of the service, instead of the region's", parse.nonEmpty)
    .option(
      "--project-id <id>",
      "default: HUAWEICLOUD_SDK_PROJECT_ID, HW_PROJECT_ID,\nor the region's project",
      parse.nonEmpty,
    );
}

/** Where the keys are, and whether they may travel in the clear. */
export function addKeyOptions(command: Command): Command {
  return command
    .option("--profile-file <path>", "file with keys; default: ~/.huaweicloud/credentials", parse.nonEmpty)
    .option("--metadata", "also ask the metadata service of a cloud server for keys")
    .option("--allow-insecure-http", "allow http:// to other machines");
}

/** Where a run is recorded, and where its results go. */
export function addRecordOptions(command: Command): Command {
  return command
    .option("--journal <path>", "default: <file>.journal", parse.nonEmpty)
    .option(
      "--out <path>",
      "results, as CSV; - for standard output;\ndefault: <file>.results.csv",
      parse.nonEmpty,
    );
}
