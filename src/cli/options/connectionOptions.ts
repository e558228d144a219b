import type { Command } from "commander";
import { addAddressOptions, addKeyOptions } from "./commonOptions.js";
import * as parse from "./optionParsers.js";
import type { SendOptions } from "./sendOptions.js";

/** How the service is reached, as commander hands it over. */
export type ConnectionOptions = Pick<
  SendOptions,
  "baseUrl" | "region" | "projectId" | "path" | "profileFile" | "metadata" | "allowInsecureHttp" | "timeout"
> &
  Partial<Pick<SendOptions, "numberCheck">>;

/** The options of a command that only asks, as commander hands them over. */
export type ReadOptions = Omit<ConnectionOptions, "path" | "numberCheck"> & Pick<SendOptions, "json">;

/** Adds the options of `ReadOptions` to a command, as `smn-sms send` has them. */
export function addConnectionOptions(command: Command): Command {
  addAddressOptions(command.optionsGroup("Connection:"));
  return addKeyOptions(command).option(
    "--timeout <seconds>",
    "for one request",
    parse.positiveNumber(86_400),
    30,
  );
}
