import { scrub } from "../../base/scrub.js";

/** A carrier's status code, safe to print: the list of codes is open, so anything that does not look like one is hidden. */
export function carrierWord(status_desc: string | null | undefined): string {
  const word = status_desc?.trim() ?? "";
  if (word === "") return "";
  return /^[\p{L}\p{N}][\p{L}\p{N}_:./ -]{0,39}$/u.test(word) && scrub(word) === word
    ? word
    : "(unprintable)";
}
