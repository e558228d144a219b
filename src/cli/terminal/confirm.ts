import { createInterface } from "node:readline/promises";
import type { CliEnvironment } from "../base/environment.js";

/** Asks on the terminal; only `y` and `yes` say yes. */
export async function confirm(
  question: string,
  { stdin, stderr, signal }: Pick<CliEnvironment, "stdin" | "stderr" | "signal">,
): Promise<boolean> {
  const lines = createInterface({ input: stdin, output: stderr, terminal: false });
  // A terminal that goes away may fail to be read.
  let end = (): void => undefined;
  const ended = new Promise<undefined>((resolve) => (end = () => resolve(undefined)));
  for (const source of [lines, stdin]) source.on("error", end);
  lines.once("close", end);
  try {
    const answer = await Promise.race([lines.question(`${question} [y/N] `, { signal }), ended]);
    // After Ctrl-D the cursor is still behind the question.
    if (answer === undefined) stderr.write("\n");
    return /^y(?:es)?$/i.test(answer?.trim() ?? "");
  } finally {
    stdin.off("error", end);
    lines.close();
  }
}
