import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { parseInputId, type InputIdentity } from "../run/inputId.js";

const INPUT_PARTS = 4;

/**
 * What a run in the queue is tied to: the file, how it is read, and who is left out of it. All of it decides which row is
 * in which job.
 */
export async function runIdentity({ id }: InputIdentity, exclude: string | undefined): Promise<string> {
  if (exclude === undefined) return id;
  const hash = createHash("sha256")
    .update(await readFile(exclude))
    .digest("hex");
  return `${id}-${hash.slice(0, 16)}`;
}

/** Its parts, without who is left out. `undefined` for one of another form. */
export function parseRunIdentity(id: string): ReturnType<typeof parseInputId> {
  return parseInputId(id.split("-").slice(0, INPUT_PARTS).join("-"));
}
