import { readFileSync } from "node:fs";

const LIST = new URL("equivalents.json", import.meta.url);
const plain = (code) => code.replace(/\s+/g, " ").trim();

/**
 * The mutants of a file that change nothing anybody could notice. An entry names the line (without indentation) in
 * which the mutant begins, the code that it replaces, and the code that it puts there; and says why that changes nothing.
 */
export class Equivalents {
  #lines;
  #entries;
  #used = new Set();
  found = 0;

  constructor(file) {
    this.#lines = readFileSync(file, "utf8").split("\n");
    this.#entries = JSON.parse(readFileSync(LIST, "utf8"))[file] ?? [];
  }

  /** Whether the mutant is one of them. */
  has(mutant) {
    const { line, from, to } = this.#describe(mutant);
    const entry = this.#entries.find(
      (listed) => listed.line === line && listed.from === from && [listed.to].flat().includes(to),
    );
    if (entry === undefined) return false;
    this.#used.add(entry);
    this.found++;
    return true;
  }

  /** Entries that fit none of the survivors: the code has changed, or a test notices them by now. */
  get unused() {
    return this.#entries.filter((entry) => !this.#used.has(entry));
  }

  show(mutant) {
    return `${mutant.location.start.line} ${mutant.status} ${JSON.stringify(this.#describe(mutant))}`;
  }

  /** Stryker counts lines and columns from 1. */
  #describe({ location: { start, end }, replacement }) {
    const lines = this.#lines.slice(start.line - 1, end.line);
    lines[lines.length - 1] = lines.at(-1).slice(0, end.column - 1);
    lines[0] = lines[0].slice(start.column - 1);
    return {
      line: this.#lines[start.line - 1].trim(),
      from: plain(lines.join("\n")),
      to: plain(replacement),
    };
  }
}
