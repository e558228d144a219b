/** Longest text that is billed as one part. */
const SINGLE = 70;
/** Characters in each part of a longer text; the rest of each part holds its number. */
const PART = 67;

/** The length of a text, and the parts it is billed as. */
export interface Segments {
  /** Length as carriers count it, in UTF-16 units (an emoji counts 2), signature included. */
  characters: number;
  /** Parts that are billed. */
  segments: number;
}

/**
 * Counts the parts that a text is billed as: up to 70 characters are one part, longer texts are counted in parts
 * of 67 (the vendor's rule; the signature counts). Parts are transported as UTF-16, so UTF-16 units are counted.
 *
 * @param text the message; with `message_include_sign_flag: "true"` it carries its signature already
 * @param signName name of the signature that the service puts in front, without `【】`; default none
 *
 * @example
 * ```ts
 * countSegments("您的验证码是 482913。", "华为云"); // { characters: 19, segments: 1 }
 * ```
 */
export function countSegments(text: string, signName = ""): Segments {
  const bare = signName.replace(/^【(.*)】$/su, "$1");
  const characters = text.length + (bare === "" ? 0 : bare.length + 2);
  return { characters, segments: characters <= SINGLE ? 1 : Math.ceil(characters / PART) };
}
