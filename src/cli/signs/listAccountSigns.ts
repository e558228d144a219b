import type { SmsSign } from "../../reports/types.js";
import type { CliEnvironment } from "../base/environment.js";
import { exitCodes, type ExitCode } from "../base/exitCode.js";
import { connect } from "../connection/connect.js";
import type { ReadOptions } from "../options/connectionOptions.js";
import { toCliError } from "../connection/toCliError.js";
import { signsText } from "./signsText.js";

/** `smn-sms signs`: lists the signatures of the account. Throws `CliError` when the service does not answer. */
export async function listAccountSigns(options: ReadOptions, environment: CliEnvironment): Promise<ExitCode> {
  const { stdout, signal, columns } = environment;
  const { client } = await connect(options, environment);
  const signs: SmsSign[] = [];
  try {
    for await (const sign of client.signs({ signal })) signs.push(sign);
  } catch (error) {
    throw toCliError(error, signal);
  }
  if (options.json) for (const sign of signs) stdout.write(`${JSON.stringify({ event: "sign", ...sign })}\n`);
  else stdout.write(signsText(signs, columns));
  return exitCodes.ok;
}
