import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { guideBlock } from "../guide.mjs";
import { CLIENT_CHECKS } from "../workspace.mjs";

export const tools = ["Go 1.26"];

/** oapi-codegen, from openapi-3.0.json. */
export async function run({ folder, runGuide, runProgram, run, checkReceived }) {
  writeFileSync(join(folder, "oapi-codegen.yaml"), guideBlock("Go", "yaml"));
  runGuide("Go");
  run("go", ["vet", "-mod=readonly", "./..."]);
  const checks = runProgram("go", ["run", "-mod=readonly", "."], CLIENT_CHECKS);
  await checkReceived();
  return checks;
}
