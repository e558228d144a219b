import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { parseInputId, type InputIdentity } from "../run/inputId.js";

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

/** The beginning that all runs of the same rows with the same options have, whoever is left out of them. */
export function runIdentityStart({ id }: InputIdentity): string {
  const parts = parseInputId(id);
  return parts === undefined ? id : `${parts.content.sha256}-${parts.content.size}-${parts.options}-`;
}
