import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { guideBlock } from "../guide.mjs";

export const tools = ["Python 3.11"];

/** The signer that the guide shows, against every vector that the package ships. */
export function run({ folder, run, runGuide, runProgram }) {
  runGuide("Sign with AK and SK");
  writeFileSync(join(folder, "signer.py"), guideBlock("Sign with AK and SK", "python"));
  run("python3", ["-W", "error", "-m", "py_compile", "signer.py"]);
  const checks = [
    "signing.json",
    "signing-rawbody.json",
    "signing-published.json",
    "the sandbox takes a signed request",
  ];
  return runProgram("python3", ["-W", "error", "program.py"], checks);
}
