import type { Command } from "commander";
import { CliError } from "../base/cliError.js";

const EXCLUDE = "--exclude";

/**
 * Refuses two lists of numbers to leave out, of which one would be ignored, and a value that is an option of the command: an
 * unset shell variable makes `--template $TEXT --dry-run` into
 * `--template --dry-run`, and everybody would be sent "--dry-run".
 *
 * @param args those of the command, without its name
 * @throws CliError that names the options
 */
export function checkSwallowedOptions(command: Command, args: readonly string[]): void {
  const flags = new Map(
    command.options.flatMap((option) =>
      [option.long, option.short].flatMap((flag) => (flag === undefined ? [] : [[flag, option] as const])),
    ),
  );
  const isOption = (word: string): boolean => {
    // Word processors make one dash of two hyphens.
    const flag = word
      .trim()
      .replace(/=.*/s, "")
      .replace(/^[\u2010-\u2015\u2212]+/, "--");
    return flags.has(flag) || flag === "--help" || flag === "-h";
  };
  const given = new Set<string>();
  for (let place = 0; place < args.length; place++) {
    const word = args[place] ?? "";
    const [, flag = word, inline] = /^(--[^=]+)=(.*)$/s.exec(word) ?? [];
    const option = flags.get(flag);
    if (option?.required !== true) continue;
    const value = inline ?? args[++place];
    if (flag === EXCLUDE && given.has(flag))
      throw new CliError(
        `${flag} is there twice, and only the last list would count. Put all numbers into one list. Nothing was sent.`,
      );
    given.add(flag);
    if (value !== undefined && isOption(value))
      throw new CliError(
        `${flag} has ${value} as its value, which is an option itself. Is the value missing, or a shell variable unset? ` +
          "Nothing was sent.",
      );
  }
}
