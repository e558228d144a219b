/** A member of a JSON object: its name, and where its value is in the text. */
export interface JsonMember {
  readonly name: string;
  readonly start: number;
  readonly end: number;
}

/** The members of an object, in the order of the text, also those of one name. @param text valid JSON: an object */
export function jsonMembers(text: string): JsonMember[] {
  const members: JsonMember[] = [];
  let at = text.indexOf("{") + 1;
  for (;;) {
    const nameStart = text.indexOf('"', at);
    if (nameStart === -1) return members;
    const nameEnd = endOfString(text, nameStart);
    const start = skipBlanks(text, text.indexOf(":", nameEnd) + 1);
    const end = endOfValue(text, start);
    members.push({ name: JSON.parse(text.slice(nameStart, nameEnd)) as string, start, end });
    at = skipBlanks(text, end);
    if (text[at] !== ",") return members;
  }
}

/** Offset behind the value that begins here. */
function endOfValue(text: string, start: number): number {
  if (text[start] === '"') return endOfString(text, start);
  let depth = 0;
  for (let at = start; at < text.length; at++) {
    const character = text[at];
    if (character === '"') at = endOfString(text, at) - 1;
    else if (character === "{" || character === "[") depth++;
    else if (character === "}" || character === "]") {
      if (depth === 0) return trimEnd(text, start, at);
      if (--depth === 0) return at + 1;
    } else if (character === "," && depth === 0) return trimEnd(text, start, at);
  }
  return text.length;
}

function trimEnd(text: string, start: number, end: number): number {
  return start + text.slice(start, end).trimEnd().length;
}

function endOfString(text: string, start: number): number {
  for (let at = start + 1; at < text.length; at++) {
    if (text[at] === "\\") at++;
    else if (text[at] === '"') return at + 1;
  }
  return text.length;
}

function skipBlanks(text: string, from: number): number {
  let at = from;
  while (at < text.length && /\s/.test(text.charAt(at))) at++;
  return at;
}
