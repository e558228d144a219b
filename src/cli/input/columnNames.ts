import { maskNumber } from "../../base/scrub.js";

/** The name of a column without invisible marks, with one blank where a cell has line breaks or several. */
export function cleanName(name: string): string {
  return name
    .replace(/[\p{Cf}\u00ad]/gu, "")
    .replace(/\s+/g, " ")
    .trim();
}

/** Equal for names that people take for the same: in capitals, in full-width letters, with other blanks. */
function nameKey(name: string): string {
  return name
    .normalize("NFKC")
    .toLowerCase()
    .replace(/[\s_-]+/g, "");
}

/** The column that a name probably means; `undefined` where there is none, or the name is one itself. */
export function nearColumn(name: string, columns: readonly string[]): string | undefined {
  const key = nameKey(name);
  return key === "" || columns.includes(name) ? undefined : columns.find((column) => nameKey(column) === key);
}

/** The column that an expression of another tool names, such as `user.code` or `code | upper`. */
export function columnWithin(expression: string, columns: readonly string[]): string | undefined {
  const plain = expression.normalize("NFKC");
  // Longer names first: `code2` is not `code` and a 2.
  return [...columns]
    .filter((column) => column !== "")
    .sort((one, other) => other.length - one.length)
    .find((column) => asWord(column.normalize("NFKC")).test(plain));
}

function asWord(name: string): RegExp {
  // Chinese has no blanks between words.
  const [before, behind] = /^[\x20-\x7e]+$/.test(name)
    ? ["(?<![\\p{L}\\p{N}_])", "(?![\\p{L}\\p{N}_])"]
    : ["", ""];
  return new RegExp(before + escaped(name) + behind, "iu");
}

/** A text as a part of a regular expression. */
export function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\/]/g, "\\$&");
}

const NAME = /^[\p{L}_*＊#(（[【`][\p{L}\p{M}\p{N}_ .:/%&+*＊#()（）[\]【】、：／·`-]{0,39}$/u;
/** Names that are one, because their separator is another, are shown as well. */
const OTHER_SEPARATOR = /[,;|\t，；、｜^~]/;
const LONGEST = 40;

/** The name of a column as it may be printed: a file without a header would have messages in its place. */
export function showColumn(name: string): string {
  if (name === "") return "(empty)";
  if (/\d{7,}/.test(name) && NAME.test(name)) return maskNumber(name);
  // A code of a text has four digits or more.
  if (/\d{4,}/.test(name)) return "(unprintable)";
  const names = name.split(OTHER_SEPARATOR);
  return names.every((one) => one.trim() === "" || NAME.test(one.trim()))
    ? name.replaceAll("\t", " ")
    : "(unprintable)";
}

/** The same where it is certain that the first line holds names, and for names in a command: no longer ones than fit. */
export function showName(name: string): string {
  if (name === "") return "(empty)";
  const plain = name.replace(/[\p{Cc}\p{Cf}\u2028\u2029]+/gu, " ").replace(/\d{7,}/g, "…");
  return plain.length > LONGEST ? `${plain.slice(0, LONGEST)}…` : plain;
}
