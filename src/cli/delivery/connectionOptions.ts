import type { Command } from "commander";
import * as parse from "../optionParsers.js";

/** Adds the options of `ReadOptions` to a command, as `smn-sms send` has them. */
export function addConnectionOptions(command: Command): Command {
  return command
    .optionsGroup("Connection:")
    .option("--region <id>", "for instance cn-north-4; default: HW_REGION_NAME", parse.nonEmpty)
    .option("--base-url <url>", "address of the service, instead of the region's", parse.nonEmpty)
    .option(
      "--project-id <id>",
      "default: HUAWEICLOUD_SDK_PROJECT_ID, HW_PROJECT_ID,\nor the region's project",
      parse.nonEmpty,
    )
    .option("--profile-file <path>", "file with keys; default: ~/.huaweicloud/credentials", parse.nonEmpty)
    .option("--metadata", "also ask the metadata service of a cloud server for keys")
    .option("--allow-insecure-http", "allow http:// to other machines")
    .option("--timeout <seconds>", "for one request", parse.positiveNumber(86_400), 30);
}
