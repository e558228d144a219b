import { crc32 } from "./crc32.js";

/** Length of `,"crc":"01234567"}`, the end of a line with a check sum. */
const SEAL_LENGTH = 18;
const SEAL = /^,"crc":"[0-9a-f]{8}"\}$/;

/** A line with its check sum and line feed, as it is written. */
export interface Sealed {
  readonly bytes: Uint8Array;
  readonly crc: number;
}

/**
 * Adds a check sum to a line. It covers the line and, by the check sum of the line before it, all earlier ones: a line
 * that was altered, removed, doubled or moved does not fit.
 *
 * @param line a JSON object with at least one property
 * @param before the check sum of the line before; 0 for the first
 */
export function seal(line: string, before: number): Sealed {
  const body = Buffer.from(line.slice(0, -1), "utf8");
  const crc = crc32(body, before);
  return { bytes: Buffer.concat([body, Buffer.from(`,"crc":"${hex(crc)}"}\n`)]), crc };
}

/** Checks the check sum of a line: returns it if it is right, else whether it is wrong or absent. */
export function checkSeal(line: Buffer, before: number): number | "wrong" | "absent" {
  const end = line.length - SEAL_LENGTH;
  const found = end < 1 ? "" : line.toString("latin1", end);
  if (!SEAL.test(found)) return "absent";
  const crc = crc32(line.subarray(0, end), before);
  return found === `,"crc":"${hex(crc)}"}` ? crc : "wrong";
}

function hex(crc: number): string {
  return crc.toString(16).padStart(8, "0");
}
