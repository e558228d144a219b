import { expect, test } from "vitest";
import { retryAfterMs } from "../../src/auth/retryAfterMs.js";
import { START } from "./support.js";

test.each([
  [null, undefined],
  ["", undefined],
  ["0", 0],
  [" 7 ", 7_000],
  ["-1", undefined],
  ["1.5", undefined],
  ["soon", undefined],
  ["Sun, 01 Mar 2026 08:00:30 GMT", 30_000],
  ["Sun, 01 Mar 2026 07:00:00 GMT", 0],
  ["Sun, 99 Mar 2026 07:00:00 GMT", undefined],
])("%j is %j", (header, ms) => expect(retryAfterMs(header, START)).toBe(ms));
