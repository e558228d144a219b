import { scrub } from "../../base/scrub.js";

/** A carrier's word as it may be printed: the list is open, and what does not look like a word may hold anything. */
export function carrierWord(status_desc: string | null | undefined): string {
  const word = status_desc?.trim() ?? "";
  if (word === "") return "";
  return /^[\p{L}\p{N}][\p{L}\p{N}_:./ -]{0,39}$/u.test(word) && scrub(word) === word
    ? word
    : "(unprintable)";
}
