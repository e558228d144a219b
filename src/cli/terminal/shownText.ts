import { displayWidth } from "./format.js";

/** Characters that would garble a terminal, or hide what is there. */
const HIDDEN = /[\p{Cc}\p{Cf}\p{Co}\p{Cs}\u2028\u2029\u00ad\u115f\u1160\u3164\uffa0\ufffe\uffff]/u;
/** Joins the parts of an emoji. */
const JOINER = "\u200d";

/** A text of a message for a terminal, broken into lines; those after the first begin under the text. */
export function shownText(lead: string, text: string, columns: number): string {
  const indent = " ".repeat(displayWidth(lead));
  const lines: string[] = [];
  let line = lead;
  // A carriage return alone is a line break to some phones.
  for (const character of text.replace(/\r\n?/g, "\n")) {
    if (character === "\n") {
      lines.push(line);
      line = indent;
      continue;
    }
    const shown = visible(character);
    if (displayWidth(line + shown) > columns && line !== indent && line !== lead) {
      lines.push(line);
      line = indent;
    }
    line += shown;
  }
  return [...lines, line].join("\n");
}

function visible(character: string): string {
  if (character === JOINER || !HIDDEN.test(character)) return character;
  return `<U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0")}>`;
}
