import { createHash } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { openInputFile } from "../../../src/cli/input/inputFile.js";

it("finds the longest of several contents that a file begins with", async () => {
  const folder = mkdtempSync(join(tmpdir(), "smn-sms-input-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const path = join(folder, "a.csv");
  const bytes = Buffer.from(Array.from({ length: 100_000 }, (_, n) => `row ${n}\n`).join(""));
  writeFileSync(path, bytes);
  const file = await openInputFile(path);
  onTestFinished(file.close);
  const first = (size: number): { size: number; sha256: string } => ({
    size,
    sha256: createHash("sha256").update(bytes.subarray(0, size)).digest("hex"),
  });
  const wrong = (size: number): { size: number; sha256: string } => ({ size, sha256: first(1).sha256 });
  const [one, block, whole] = [first(1), first(256 * 1024), first(bytes.length)];
  expect(await file.beginning<typeof one>([])).toBeUndefined();
  expect(await file.beginning([wrong(7), wrong(bytes.length), first(0), first(0)])).toBeUndefined();
  expect(await file.beginning([wrong(900_000), block, one, wrong(7), wrong(2 ** 40)])).toBe(block);
  expect(await file.beginning([whole, block, whole])).toEqual(whole);
  expect(await file.startsWith(first(300_000))).toBe(true);
  expect(await file.startsWith(wrong(300_000))).toBe(false);
});
