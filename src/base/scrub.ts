import { errorCodes } from "../../generated/errorCodes.js";

const LONGEST = 300;
/** Runs of digits of any script and of what people and programs put between them, also what cannot be seen. */
const DIGITS = /[+\uff0b]?[\p{Nd} ./_()\-\u00a0\u00ad\u2010-\u2015\u200b-\u200f\u2060\ufeff\uff0d]+/gu;
/** So many digits may be a phone number. */
const LEAST_DIGITS = 7;
/** Access keys are runs of capitals and digits (the vendor's have 20); gateway errors quote them. */
const ACCESS_KEY = /\b(?=[A-Z0-9]*\d)(?=[A-Z0-9]*[A-Z])[A-Z0-9]{16,}\b/g;
const QUOTED_KEY = /\b(ak|access|accesskey)(\s*[:=]\s*)[A-Za-z0-9_-]+/gi;
/** Tokens are long runs of Base64. */
const TOKEN = /[A-Za-z0-9+/=_-]{64,}/g;
/** A part of a secret as long as this gives something away: many one-time codes are not longer. */
const RUN = 4;

/**
 * Makes a text that came from a server, or from a foreign error, fit to be printed: known secrets and texts
 * out (also when they are escaped, or cut short), anything that looks like a number, key or token masked,
 * control characters flattened, length bounded.
 */
export function scrub(text: string, secrets: Iterable<string> = []): string {
  const clean = without(text.slice(0, LONGEST * 8), secrets)
    .replace(TOKEN, "***")
    .replace(QUOTED_KEY, "$1$2***")
    .replace(ACCESS_KEY, "***")
    .replace(DIGITS, maskDigits)
    // Control characters would garble logs and terminals.
    .replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]+/g, " ")
    .trim();
  return clean.length > LONGEST ? `${clean.slice(0, LONGEST)}…` : clean;
}

/** A phone number with its middle hidden: `+8613800000001` → `+861380****01`. Short ones are hidden whole. */
export function maskNumber(endpoint: string): string {
  // Full-width digits become plain ones.
  const plain = endpoint.normalize("NFKC").replace(/[^\d+]/g, "");
  if (plain.length < 8) return "****";
  const head = Math.min(plain.length - 6, plain.startsWith("+") ? 7 : 5);
  return `${plain.slice(0, head)}****${plain.slice(-2)}`;
}

/** A run of digits and separators, masked where it may hold a number; what is around it is kept. */
function maskDigits(run: string): string {
  const digits = [...run.matchAll(/\p{Nd}/gu)];
  const last = digits.at(-1);
  if (last === undefined || digits.length < LEAST_DIGITS) return run;
  const start = run.search(/[+\uff0b\p{Nd}]/u);
  const end = last.index + last[0].length;
  return run.slice(0, start) + maskNumber(run) + run.slice(end);
}

/**
 * Takes secrets out of a text, and every part of one that is long enough: a server may quote the beginning, the middle
 * or the end. What only has a word of the vendor's own messages in common with one is left.
 */
function without(text: string, secrets: Iterable<string>): string {
  const known = [...secrets].filter((secret) => secret.length >= RUN);
  if (known.length === 0 || text.length < RUN) return text;
  // What is between them keeps the end of one and the beginning of the next from making a part of a secret.
  const written = [...spellingsOf(known.join(BETWEEN))].join(BETWEEN);
  let clean = "";
  let shown = 0;
  for (let from = 0; from + RUN <= text.length;) {
    let end = from + RUN;
    if (!written.includes(text.slice(from, end))) {
      from++;
      continue;
    }
    while (end < text.length && written.includes(text.slice(end - RUN + 1, end + 1))) end++;
    // Blanks around it give nothing away.
    const part = text.slice(from, end);
    const first = end - part.trimStart().length;
    const last = from + part.trimEnd().length;
    if (first < last && !isVendors(text, first, last)) {
      clean += `${text.slice(shown, first)}***`;
      shown = last;
    }
    from = end;
  }
  return clean + text.slice(shown);
}

/** In no text: such a unit stands for nothing. */
const BETWEEN = "\uffff";
let vendorsWords: ReadonlySet<string> | undefined;

/** Whether a part of a text, up to the ends of its words, has only words of the vendor's own messages. */
function isVendors(text: string, from: number, end: number): boolean {
  const isLetter = (at: number): boolean => /^[A-Za-z]$/.test(text.charAt(at));
  let [first, last] = [from, end];
  while (isLetter(first - 1)) first--;
  while (isLetter(last)) last++;
  const part = text.slice(first, last);
  if (!/^[A-Za-z ,.:]+$/.test(part)) return false;
  vendorsWords ??= new Set(errorCodes.flatMap(({ message }) => message.toLowerCase().match(/[a-z]+/g) ?? []));
  return part
    .toLowerCase()
    .split(/[^a-z]+/)
    .every((word) => word === "" || vendorsWords?.has(word) === true);
}

/** How a server may echo a text: as it is, or as part of JSON (in JSON), of an address or of a page. */
function spellingsOf(secret: string): Set<string> {
  const json = inJson(secret);
  const html = secret.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
  const address = encodeURIComponent(secret.replace(/\p{Surrogate}/gu, "\ufffd"));
  return new Set([
    secret,
    json,
    inJson(json),
    inAscii(json),
    inJson(inAscii(json)),
    html,
    html.replaceAll('"', "&quot;"),
    address,
  ]);
}

function inJson(text: string): string {
  return JSON.stringify(text).slice(1, -1);
}

/** As some JSON libraries write characters beyond ASCII. */
function inAscii(json: string): string {
  return json.replace(/[\u0080-\uffff]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`);
}
