import { latePattern } from "../base/latePattern.js";

/** Blanks, and characters that take no room: joiners, direction marks, variation selectors, fillers. */
const blank = /* @__PURE__ */ latePattern(
  "^[\\s\\p{Cf}\\u115f\\u1160\\u17b4\\u17b5\\u2800\\u3164\\ufe00-\\ufe0f\\uffa0]*$",
  "u",
);

/** Whether nothing of a text can be seen. */
export function isBlankText(text: string): boolean {
  // Most texts begin with a character that decides it.
  return !(text.charCodeAt(0) > 0x20 && text.charCodeAt(0) < 0x7f) && blank().test(text);
}
