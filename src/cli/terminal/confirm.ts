import { createInterface } from "node:readline/promises";
import type { CliEnvironment } from "../base/environment.js";

/** Asks on the terminal; only `y` and `yes` say yes. */
export async function confirm(
  question: string,
  { stdin, stderr, signal }: Pick<CliEnvironment, "stdin" | "stderr" | "signal">,
): Promise<boolean> {
  const lines = createInterface({ input: stdin, output: stderr, terminal: false });
  try {
    const answer = await Promise.race([
      lines.question(`${question} [y/N] `, { signal }),
      new Promise<undefined>((resolve) => lines.once("close", () => resolve(undefined))),
    ]);
    // After Ctrl-D the cursor is still behind the question.
    if (answer === undefined) stderr.write("\n");
    return /^y(?:es)?$/i.test(answer?.trim() ?? "");
  } finally {
    lines.close();
  }
}
