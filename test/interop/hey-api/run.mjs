import { compileProgram } from "../typescript.mjs";

export const tools = [];

/** hey-api's client for fetch, from openapi.json (3.1). */
export async function run({ folder, runGuide, runClient, run, checkReceived }) {
  runGuide("TypeScript: hey-api");
  compileProgram(folder, run);
  const checks = runClient("node", ["compiled/program.js"]);
  await checkReceived();
  return checks;
}
