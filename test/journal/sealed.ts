import { seal } from "../../src/journal/seal.js";

/** Lines with their check sums. */
export function sealed(...lines: string[]): string {
  let crc = 0;
  return lines
    .map((line) => {
      const { bytes, ...rest } = seal(line, crc);
      ({ crc } = rest);
      return Buffer.from(bytes).toString();
    })
    .join("");
}
