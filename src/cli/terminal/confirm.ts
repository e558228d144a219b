import { createInterface } from "node:readline/promises";
import { CliError } from "../base/cliError.js";
import type { CliEnvironment } from "../base/environment.js";
import { counted } from "./format.js";

/** Asks whether to go on; only `y` and `yes` say so. */
export async function confirm(
  messages: number,
  parts: number,
  { stdin, stderr, isTTY, signal }: CliEnvironment,
): Promise<boolean> {
  const what = `${counted(messages, "message")} (${counted(parts, "part")})`;
  if (!isTTY.stdin || !isTTY.stderr)
    throw new CliError(
      `There is no terminal to ask whether to send ${what}. Add --yes to send without being asked. Nothing was sent.`,
    );
  const lines = createInterface({ input: stdin, output: stderr, terminal: false });
  try {
    const answer = await Promise.race([
      lines.question(`Send ${what}? [y/N] `, { signal }),
      new Promise<string>((resolve) => lines.once("close", () => resolve(""))),
    ]);
    return /^y(?:es)?$/i.test(answer.trim());
  } finally {
    lines.close();
  }
}
