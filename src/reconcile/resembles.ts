import { startOfToken } from "../journal/correlationToken.js";

/** So many characters that follow each other are in two codes by chance only once in some hundred times. */
const ALIKE = 4;

/**
 * Whether a code may be another one that was cut off at either end, written in other letters, or changed in part: they
 * have four characters in a row in common, or it is shorter than that. Of two tokens only the beginnings are compared, which
 * say whose run it was: they end with an index, and those of all runs are alike.
 */
export function resembles(code: string, from: string): boolean {
  const [one, other] = [startOfToken(code), startOfToken(from)];
  return one === undefined || other === undefined ? areAlike(code, from) : areAlike(one, other);
}

function areAlike(code: string, from: string): boolean {
  const [one, other] = [code.toLowerCase(), from.toLowerCase()];
  if (one.length < ALIKE) return other.includes(one);
  for (let start = 0; start + ALIKE <= one.length; start++)
    if (other.includes(one.slice(start, start + ALIKE))) return true;
  return false;
}
