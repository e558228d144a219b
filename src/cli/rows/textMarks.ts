import { odd, oddIn, unseenIn } from "../input/oddCharacters.js";
import { lostCharacterIn } from "./lostCharacter.js";
import { misreadingOf } from "./misreading.js";

const PLACE = /[{｛][^{}｛｝\n]{1,40}[}｝]|\$\{|<%|%(?:\d+\$)?[sd@](?!\w)/;
const MARKUP =
  /\\(?:r\\n|[nrt"']|u[0-9a-f]{4}|x[0-9a-f]{2}|$)|(?:=[0-9A-F]{2}){3}|(?<![\w/:.?&=%#-])(?:%[0-9a-f]{2}){3}|<\/?[a-z][a-z0-9]{0,9}\s*\/?>|&(?:nbsp|amp|lt|gt|quot|apos|[lr][sd]quo|[lr]aquo|[mn]dash|hellip|middot|bull|copy|reg|trade|yen|euro|times|deg|e[mn]sp|thinsp|zwn?j|shy|#\d{1,7}|#x[0-9a-f]{1,6});/i;
/** As debuggers fill memory, and what is left of characters that an encoding does not have. */
const NO_TEXT = /烫烫烫|屯屯屯|\?{4}/;
const QUESTION_MARK = 0x3f;
const UNDERSCORE = 0x5f;
const PAIRS: readonly string[] = ['""', "''", "“”", "‘’"];

/** Parts of a text that its writer hardly wanted to send. */
export interface TextMarks {
  /** The first place of a value, line break or character that is written for a program: `{name}`, `\n`, `&amp;`. */
  readonly mark: string | undefined;
  /** How it was garbled before it came here, as a phrase. */
  readonly garbled: string | undefined;
  /** The first character that nobody sees, or few phones show: `U+200B`. */
  readonly unseen: string | undefined;
  /** Whether it has quotation marks around all of it, or one without a partner. */
  readonly hasOddQuotes: boolean;
}

/** The kinds of characters that one of the marks has. */
export const MARKING: number = odd.twoBytes | odd.latin | odd.noText | odd.marks | odd.unseen;

const NONE: TextMarks = { mark: undefined, garbled: undefined, unseen: undefined, hasOddQuotes: false };

/** @param isLiteral whether the places of values in it are meant as they are */
export function textMarks(text: string, isLiteral: boolean): TextMarks {
  const found = oddIn(text);
  if ((found & MARKING) === 0) return NONE;
  const noText = (found & odd.noText) === 0 ? undefined : (lostCharacterIn(text) ?? NO_TEXT.exec(text)?.[0]);
  const garbled = noText ?? misreadingOf(text, found);
  const unseen = (found & odd.unseen) === 0 ? undefined : unseenIn(text);
  if ((found & odd.marks) === 0) return { ...NONE, garbled, unseen };
  return {
    mark: isLiteral ? undefined : (PLACE.exec(text) ?? MARKUP.exec(text))?.[0],
    garbled,
    unseen,
    hasOddQuotes: hasOddQuotes(text),
  };
}

/** A value of which nothing is left but the signs for characters that an encoding does not have. */
export function isNothingLeft(value: string): boolean {
  const first = value.charCodeAt(0);
  return (first === QUESTION_MARK || first === UNDERSCORE) && /^(?:\?{2,}|_{2,})$/.test(value);
}

function hasOddQuotes(text: string): boolean {
  const trimmed = text.trim();
  if (trimmed.length > 1 && PAIRS.includes(trimmed.charAt(0) + trimmed.slice(-1))) return true;
  let count = 0;
  for (let at = text.indexOf('"'); at !== -1; at = text.indexOf('"', at + 1)) count++;
  return count % 2 === 1;
}
