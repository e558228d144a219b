import { connect, type Connection } from "../connect.js";
import type { CliEnvironment } from "../environment.js";
import type { SendOptions } from "../sendOptions.js";

/** How the service is reached, as commander hands it over. */
export type ReadOptions = Pick<
  SendOptions,
  "baseUrl" | "region" | "projectId" | "profileFile" | "metadata" | "allowInsecureHttp" | "timeout" | "json"
>;

/** The connection of a command that sends nothing. Throws `CliError`. */
export function connectToRead(options: ReadOptions, environment: CliEnvironment): Promise<Connection> {
  return connect(
    {
      ...options,
      // What only sending needs.
      encoding: "utf-8",
      separator: ",",
      phoneColumn: "endpoint",
      numberCheck: true,
      concurrency: 1,
    },
    environment,
  );
}
