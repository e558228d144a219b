import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { guideBlock } from "../guide.mjs";

export const tools = ["Go 1.26"];

/** oapi-codegen, from openapi-3.0.json. */
export async function run({ folder, runGuide, runClient, run, checkReceived }) {
  writeFileSync(join(folder, "oapi-codegen.yaml"), guideBlock("Go", "yaml"));
  runGuide("Go");
  run("go", ["vet", "-mod=readonly", "./..."]);
  const checks = runClient("go", ["run", "-mod=readonly", "."]);
  await checkReceived();
  return checks;
}
