/** Placeholders of digits, and what a format shows besides them. */
interface Section {
  /** `0`, `#`, `?`, `.` and literals in quotes, in their order; a literal is a text of its own. */
  readonly parts: readonly Part[];
  readonly hasGroups: boolean;
  /** Powers of ten by which the number is shown: 2 for `%`, -3 for a comma behind the digits. */
  readonly scale: number;
}

type Part = { readonly literal: string } | { readonly digit: "0" | "#" | "?" } | "point" | "general";

/**
 * One piece of a format: a literal text, the name of a color, a currency, room for a sign, a placeholder. Whatever else
 * there is has a meaning that is not known here.
 */
const PIECE =
  /"(?<quoted>[^"]*)"|\\(?<escaped>.)|\[\$(?<currency>[^\]\-0-9]*)(?:-[0-9A-F]{1,4})?\]|\[(?:black|blue|cyan|green|magenta|red|white|yellow|color ?\d{1,2})\]|_.|\* |(?<general>General)|(?<digit>[0#?])|(?<point>\.)|(?<comma>,)|(?<percent>%)|(?<plain>[-+$(): ]|[\u00a2-\u00a5\u20a0-\u20bf\uff04\uffe1\uffe5]|\p{Script=Han})/iuy;
/** A `;` that divides sections: none in quotes, in brackets or behind a backslash. */
const SECTION = /(?:"[^"]*"|\\.|\[[^\]]*\]|[_*].|[^;"\\[])*/suy;

/**
 * A number as a spreadsheet shows it with a format, where that is certain: `General`, `@`, and up to three sections of
 * `0 # ? , . %` with literals. `undefined` for every other format.
 *
 * @param decimal the number in its shortest form, without an exponent
 */
export function showNumber(decimal: string, format: string): string | undefined {
  const sections = sectionsOf(format);
  if (sections === undefined) return undefined;
  const isNegative = decimal.startsWith("-");
  const digits = isNegative ? decimal.slice(1) : decimal;
  const isZero = !/[1-9]/.test(digits);
  const numeric = sections.slice(0, 3);
  const place = isNegative && numeric.length > 1 ? 1 : isZero && numeric.length > 2 ? 2 : 0;
  const source = numeric[place] ?? "";
  if (source === "@") return fitsGeneral(digits) ? decimal : undefined;
  const section = parseSection(source);
  if (section === undefined || (source === "" && numeric.length < 3)) return undefined;
  const hasDigits = section.parts.some(
    (part) => part === "general" || (typeof part === "object" && "digit" in part),
  );
  if (!hasDigits && numeric.length === 1) return undefined;
  if (section.parts.includes("general") && !fitsGeneral(digits)) return undefined;
  const shown = fill(section, digits);
  // Spreadsheets do not agree on the sign, and the section, of what is shown as nothing.
  if (
    shown === undefined ||
    (hasDigits && !isZero && !/[1-9]/.test(shown.digits) && (isNegative || sections.length > 1))
  )
    return undefined;
  return (isNegative && place === 0 ? "-" : "") + shown.text;
}

/** `General` rounds what is longer: `=100/3` is shown as 33.33333333, in the spreadsheets that do it alike. */
const GENERAL = 11;

function fitsGeneral(digits: string): boolean {
  return !digits.includes(".") || digits.length <= GENERAL;
}

/** Whether a text is shown as it is: not by a fourth section, or one with `@`, that adds something or hides it. */
export function showsTexts(format: string): boolean {
  const sections = sectionsOf(format);
  if (sections === undefined) return false;
  const own = sections[3] ?? sections.find((section) => section.replace(/"[^"]*"|\\./g, "").includes("@"));
  return own === undefined || /^(?:_.|\* |\[(?!\$)[^\]]*\])*@(?:_.|\* )*$/su.test(own);
}

function sectionsOf(format: string): string[] | undefined {
  const sections: string[] = [];
  let at = 0;
  do {
    SECTION.lastIndex = at;
    const section = SECTION.exec(format)?.[0] ?? "";
    sections.push(section);
    at += section.length + 1;
    if (at <= format.length && format[at - 1] !== ";") return undefined;
  } while (at <= format.length);
  return sections.length <= 4 ? sections : undefined;
}

function parseSection(source: string): Section | undefined {
  const parts: Part[] = [];
  let scale = 0;
  let commas = 0;
  let hasGroups = false;
  let at = 0;
  while (at < source.length) {
    PIECE.lastIndex = at;
    const found = PIECE.exec(source);
    if (found === null) return undefined;
    at = PIECE.lastIndex;
    const { quoted, escaped, currency, plain, digit, general, point, comma, percent } = found.groups ?? {};
    const literal = quoted ?? escaped ?? currency ?? plain ?? percent;
    const last = parts.at(-1);
    // A comma belongs to the digit before it: with another one behind it, it makes groups, else it divides.
    if (comma !== undefined) {
      if (commas === 0 && (typeof last !== "object" || !("digit" in last))) return undefined;
      commas++;
      continue;
    }
    if (digit !== undefined && commas > 0) {
      if (commas > 1 || parts.includes("point")) return undefined;
      hasGroups = true;
    } else scale -= 3 * commas;
    commas = 0;
    if (percent !== undefined) scale += 2;
    if (literal !== undefined) parts.push({ literal });
    else if (digit !== undefined) parts.push({ digit: digit as "0" | "#" | "?" });
    else if (point !== undefined) parts.push("point");
    else if (general !== undefined) parts.push("general");
  }
  scale -= 3 * commas;
  return isPlain(parts, hasGroups, scale) ? { parts, hasGroups, scale } : undefined;
}

/** Whether the placeholders stand in a way that has one meaning. */
function isPlain(parts: readonly Part[], hasGroups: boolean, scale: number): boolean {
  const shape = shapeOf(parts);
  if (/^x*Gx*$/.test(shape)) return scale === 0;
  const [, whole = "", fraction] = /^([0#?x]*)(?:\.([0#?]*)x*)?$/.exec(shape) ?? [undefined, "-"];
  if (whole === "-" || (hasGroups && INNER_LITERAL.test(whole))) return false;
  return fraction === undefined || (/^0*(?:#*|\?*)$/.test(fraction) && /[0#?]/.test(whole + fraction));
}

const INNER_LITERAL = /[0#?]x+[0#?]/;

function shapeOf(parts: readonly Part[]): string {
  return parts
    .map((part) => (part === "point" ? "." : part === "general" ? "G" : "digit" in part ? part.digit : "x"))
    .join("");
}

function fill(
  { parts, hasGroups, scale }: Section,
  digits: string,
): { readonly text: string; readonly digits: string } | undefined {
  const point = parts.indexOf("point");
  const isDigit = (part: Part): part is { digit: "0" | "#" | "?" } =>
    typeof part === "object" && "digit" in part;
  const fraction = point === -1 ? [] : parts.slice(point).filter(isDigit);
  const [whole = "", decimals = ""] = rounded(digits, scale, fraction.length).split(".");
  const wholeParts = (point === -1 ? parts : parts.slice(0, point)).filter(isDigit);
  const significant = whole.replace(/^0+/, "");
  if (point !== -1 && wholeParts.length === 0 && significant !== "") return undefined;
  // Where digits are not there, it is in doubt what becomes of the literals between them.
  const lacking = wholeParts.slice(0, Math.max(0, wholeParts.length - significant.length));
  const hasInner = INNER_LITERAL.test(shapeOf(parts).split(".")[0] ?? "");
  if (!(hasInner ? /^0*$/ : /^[#?]*0*$/).test(shapeOf(lacking))) return undefined;
  const shownWhole = wholeDigits(
    significant,
    wholeParts.map(({ digit }) => digit),
    hasGroups,
  );
  let next = 0;
  let text = "";
  for (const part of parts) {
    if (part === "general") text += digits;
    else if (part === "point") {
      text +=
        "." +
        fractionDigits(
          decimals,
          fraction.map(({ digit }) => digit),
        );
      next = Number.NaN; // the digits behind it are shown
    } else if ("literal" in part) text += part.literal;
    else if (!Number.isNaN(next)) text += shownWhole[next++] ?? "";
  }
  return { text, digits: parts.includes("general") ? digits : shownWhole.join("") + decimals };
}

/** What each placeholder shows, the first one all digits for which there is none. */
function wholeDigits(digits: string, places: readonly string[], hasGroups: boolean): string[] {
  const missing = places.length - digits.length;
  const length = Math.max(digits.length, places.length);
  const padded = Array.from({ length }, (_, place) => digits[place - Math.max(0, missing)] ?? "");
  const isShown = (place: number): boolean => place >= missing || places[place] === "0";
  const filled = padded.map((digit, place) => {
    const shown = digit !== "" ? digit : places[place] === "0" ? "0" : places[place] === "?" ? " " : "";
    const behind = padded.length - 1 - place;
    return hasGroups && behind > 0 && behind % 3 === 0 && isShown(place) ? `${shown},` : shown;
  });
  if (places.length === 0) return [];
  const first = filled.slice(0, filled.length - places.length + 1).join("");
  return [first, ...filled.slice(filled.length - places.length + 1)];
}

function fractionDigits(decimals: string, places: readonly string[]): string {
  let end = decimals.length;
  while (end > 0 && places[end - 1] !== "0" && decimals[end - 1] === "0") end--;
  return decimals.slice(0, end) + (places.includes("?") ? " ".repeat(decimals.length - end) : "");
}

/** Times a power of ten, to so many decimals, half away from zero: on the digits, because 1.005 is less in binary. */
function rounded(decimal: string, scale: number, decimals: number): string {
  const [whole = "", fraction = ""] = decimal.split(".");
  const units = BigInt(whole + fraction);
  const shift = scale + decimals - fraction.length;
  const divisor = 10n ** BigInt(Math.max(0, -shift));
  const scaled = (units * 10n ** BigInt(Math.max(0, shift)) * 2n + divisor) / (2n * divisor);
  const digits = String(scaled).padStart(decimals + 1, "0");
  return decimals === 0 ? digits : `${digits.slice(0, -decimals)}.${digits.slice(-decimals)}`;
}
