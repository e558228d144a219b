import { displayWidth } from "./format.js";

const INDENT = "    ";

/** A command to be copied into a shell: quoted where that is needed, and broken so that it fits. */
export function commandText(command: readonly string[], columns: number): string {
  const lines: string[] = [];
  let line = INDENT;
  for (const word of joined(command)) {
    const next = line.trim() === "" ? `${line}${word}` : `${line} ${word}`;
    if (displayWidth(next) > columns - 2 && line.trim() !== "") {
      lines.push(`${line} \\`);
      line = `${INDENT}  ${word}`;
    } else {
      line = next;
    }
  }
  return [...lines, line].join("\n");
}

/** Keeps an option and its value on one line. */
function joined(command: readonly string[]): string[] {
  const words: string[] = [];
  command.forEach((word, place) => {
    const isValue = command[place - 1]?.startsWith("--") === true && !word.startsWith("--");
    if (isValue) words.push(`${words.pop() ?? ""} ${quote(word)}`);
    else words.push(quote(word));
  });
  return words;
}

function quote(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}
