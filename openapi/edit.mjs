import { readFileSync, writeFileSync } from "node:fs";

/** Changes the text of a file. */
export function edit(path, change) {
  writeFileSync(path, change(readFileSync(path, "utf8")));
}
