const LONGEST = 300;
/** Phone numbers in any usual spelling: seven digits or more, with single blanks, dots or hyphens between. */
const NUMBER = /\+?\d(?:[ .-]?\d){6,}/g;
/** Access keys are runs of capitals and digits (the vendor's have 20); gateway errors quote them. */
const ACCESS_KEY = /\b(?=[A-Z0-9]*\d)(?=[A-Z0-9]*[A-Z])[A-Z0-9]{16,}\b/g;
const QUOTED_KEY = /\b(ak|access|accesskey)(\s*[:=]\s*)[A-Za-z0-9_-]+/gi;
/** Tokens are long runs of Base64. */
const TOKEN = /[A-Za-z0-9+/=_-]{64,}/g;
/** A beginning of a secret of this length must be hidden as well: the server may have cut it anywhere. */
const HEAD = 12;

/**
 * Makes a text that came from a server, or from a foreign error, fit to be printed: known secrets and texts
 * out (also when they are escaped, or cut short), anything that looks like a number, key or token masked,
 * control characters flattened, length bounded.
 */
export function scrub(text: string, secrets: Iterable<string> = []): string {
  // If the cut goes through a secret, the rest may be too short to be recognised.
  const bounded = text.length > LONGEST * 8 ? text.slice(0, LONGEST * 8 - HEAD) : text;
  const clean = without(bounded, secrets)
    .replace(TOKEN, "***")
    .replace(QUOTED_KEY, "$1$2***")
    .replace(ACCESS_KEY, "***")
    .replace(NUMBER, maskNumber)
    // Control characters would garble logs and terminals.
    .replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]+/g, " ")
    .trim();
  return clean.length > LONGEST ? `${clean.slice(0, LONGEST)}…` : clean;
}

/** A phone number with its middle hidden: `+8613800000001` → `+861380****01`. Short ones are hidden whole. */
export function maskNumber(endpoint: string): string {
  const plain = endpoint.replace(/[^\d+]/g, "");
  if (plain.length < 8) return "****";
  const head = Math.min(plain.length - 6, plain.startsWith("+") ? 7 : 5);
  return `${plain.slice(0, head)}****${plain.slice(-2)}`;
}

/**
 * Takes secrets out of a text. All are looked for before any is replaced: texts made from one template begin
 * alike, and replacing the common part first would hide the rest of the others from the search.
 */
function without(text: string, secrets: Iterable<string>): string {
  const hidden: [from: number, to: number][] = [];
  for (const secret of secrets) {
    if (secret.length < 4) continue;
    for (const spelling of spellingsOf(secret)) {
      const head = spelling.slice(0, HEAD);
      for (let from = text.indexOf(head); from !== -1;) {
        let length = head.length;
        while (length < spelling.length && text[from + length] === spelling[length]) length++;
        hidden.push([from, from + length]);
        from = text.indexOf(head, from + length);
      }
    }
  }
  hidden.sort(([one], [other]) => one - other);
  let clean = "";
  let end = 0;
  for (const [from, to] of hidden) {
    if (from >= end) clean += `${text.slice(end, from)}***`;
    end = Math.max(end, to);
  }
  return clean + text.slice(end);
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
