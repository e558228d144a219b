import { createHash } from "node:crypto";
import { fnv1a } from "../base/fnv1a.js";
import { compactKey } from "../messages/phoneNumber.js";

/**
 * Makes the function that tells whose number is at which position of a run's inputs, in 32 bits. Every spelling of a
 * number has the same. Journals keep sums of these values: what they are must never change.
 *
 * @param runId keys the digests: those of two runs have nothing in common
 */
export function createNumberDigest(runId: string): (index: number, key: number | string) => number {
  const secret = createHash("sha256").update(`numbers of ${runId}`).digest();
  const [forKey, forIndex] = [secret.readUInt32LE(0), secret.readUInt32LE(4)];
  return (index, key) => {
    let hash = mix((typeof key === "number" ? key : fnv1a(key)) ^ forKey);
    hash = mix((hash + Math.imul(index, 0x9e3779b1)) ^ forIndex);
    return hash >>> 0;
  };
}

/**
 * The digest of one input, as an intent of the run holds it.
 *
 * @param runId of the journal
 * @param index of the input, counted from 0
 * @param endpoint the number of its message
 * @example
 * ```ts
 * const digests = messages.map(({ endpoint }, index) => numberDigest(journal.runId, index, endpoint));
 * ```
 */
export function numberDigest(runId: string, index: number, endpoint: string): number {
  return createNumberDigest(runId)(index, compactKey(endpoint));
}

/** Every bit of the input changes half of the bits of the result. */
function mix(value: number): number {
  let hash = value ^ (value >>> 16);
  hash = Math.imul(hash, 0x7feb352d);
  hash ^= hash >>> 15;
  hash = Math.imul(hash, 0x846ca68b);
  return hash ^ (hash >>> 16);
}
