/** Words that introduce a code, in the languages that texts are written in. */
const WORDS =
  /验证码|校验码|動態碼|驗證碼|动态码|动态密码|一次性密码|code|otp\b|passcode|\bpin\b|password|コード/iu;
/** 4 to 8 digits, perhaps in two groups, that are not part of a longer number, a date, a time, a price or a percentage. */
const CODE =
  /(?<![\dA-Za-z.,:/+¥￥$€£]|\d-)(?:\d{3}[ -]\d{3}|\d{4,8})(?![\dA-Za-z%％]|[.,:/-]\d| ?[元块円年月日])/gu;

/**
 * The code in a text that somebody is to type in: the digits nearest to a word such as `验证码` or `code`. Undefined
 * without such a word, or without such digits.
 */
export function verificationCode(text: string): string | undefined {
  const word = WORDS.exec(text);
  if (word === null) return undefined;
  const [begin, end] = [word.index, word.index + word[0].length];
  // A code mostly follows its word, so what comes before counts as three times as far away.
  const distance = (index: number): number => (index >= end ? index - end : 3 * (begin - index));
  const candidates = [...text.matchAll(CODE)].sort((a, b) => distance(a.index) - distance(b.index));
  return candidates[0]?.[0].replace(/\D/g, "");
}
