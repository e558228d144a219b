/** The content of one section of an INI file. */
export interface IniSection {
  /** Values by key in lower case; keys without a value are left out. */
  values: Map<string, string>;
  /** The first thing that is wrong inside the section, as a phrase without values. */
  problem?: string;
}

/**
 * Reads one section of an INI text as the vendor's SDKs for Python and Go do: `=` or `:` between key and value,
 * `#` and `;` begin a comment at the start of a line or after a blank, blanks around everything are dropped, and
 * so are quotes around a value. A byte order mark and any line ends are accepted.
 *
 * Written here because the packages for it read secrets differently: `ini` cuts a value at `;` and takes `\` for an
 * escape, `js-ini` knows no `:`, and neither tells a line that is no pair from a key without a value.
 *
 * @returns undefined when there is no such section
 */
export function iniSection(text: string, section: string): IniSection | undefined {
  const values = new Map<string, string>();
  let inside = false;
  let found = false;
  for (const [index, raw] of text
    .replace(/^\uFEFF/, "")
    .split(/\r\n|\r|\n/)
    .entries()) {
    const line = raw.replace(/(?:^|\s)[#;].*$/, "").trim();
    const heading = /^\[(.*)\]$/.exec(line);
    if (heading !== null) {
      inside = heading[1]?.trim() === section;
      if (inside && found) return { values, problem: `line ${index + 1} begins the section a second time` };
      found ||= inside;
    } else if (inside && line !== "") {
      const problem = readPair(line, values);
      if (problem !== undefined) return { values, problem: `line ${index + 1} ${problem}` };
    }
  }
  return found ? { values } : undefined;
}

function readPair(line: string, values: Map<string, string>): string | undefined {
  const pair = /^([^=:]*)[=:](.*)$/.exec(line);
  const key = pair?.[1]?.trim().toLowerCase() ?? "";
  // A line that is no pair may be the rest of a secret, so nothing of it is shown.
  if (!/^[a-z][a-z0-9_-]*$/.test(key)) return 'is not of the form "key = value"';
  if (values.has(key)) return `gives ${key} a second time`;
  const value = (pair?.[2] ?? "").trim().replace(/^(["'])(.*)\1$/, "$2");
  if (value !== "") values.set(key, value);
  return undefined;
}
