import { compileProgram } from "../typescript.mjs";

export const tools = ["Java 17", "Maven"];

/** openapi-generator's TypeScript client for axios, from openapi-3.0.json. */
export async function run({ folder, runGuide, runClient, run, checkReceived }) {
  runGuide("TypeScript: axios");
  compileProgram(folder, run);
  const checks = runClient("node", ["compiled/program.js"]);
  await checkReceived();
  return checks;
}
