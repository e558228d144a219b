import { VENDOR_CHECKS } from "../vendor-node/run.mjs";

export const tools = ["Python 3.11"];

/** The vendor's Python SDK signs; the sandbox verifies. */
export function run({ home, run, runProgram }) {
  run("python3", ["-m", "venv", ".venv"]);
  run(".venv/bin/pip", ["install", "--quiet", "--requirement", "requirements.txt"]);
  // The SDK keeps a file in the home directory.
  return runProgram(".venv/bin/python", ["program.py"], VENDOR_CHECKS, { env: { HOME: home } });
}
