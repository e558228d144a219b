import { spawn } from "node:child_process";
import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

export function temporaryFolder(): Promise<string> {
  return mkdtemp(join(tmpdir(), "smn-sms-docs-test-"));
}

/** Runs docs/build.mjs to its end. */
export function build(...args: string[]): Promise<{ code: number | null; output: string }> {
  const child = spawn(process.execPath, ["docs/build.mjs", ...args], { stdio: ["ignore", "pipe", "pipe"] });
  let output = "";
  child.stdout.on("data", (text: Buffer) => (output += text.toString()));
  child.stderr.on("data", (text: Buffer) => (output += text.toString()));
  return new Promise((done) => child.once("close", (code) => done({ code, output })));
}
