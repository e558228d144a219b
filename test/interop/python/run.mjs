import { join } from "node:path";
import { CLIENT_CHECKS } from "../workspace.mjs";

export const tools = ["Python 3.11"];

/** openapi-python-client, from openapi.json (3.1). */
export async function run({ folder, runGuide, runProgram, run, checkReceived }) {
  // The guide names the generator's version; what the generator brings along is pinned here.
  runGuide("Python", { env: { PIP_CONSTRAINT: join(folder, "requirements.txt") } });
  run(".venv/bin/python", ["-W", "error", "-m", "compileall", "-q", "smn_sms_client"]);
  const checks = runProgram(".venv/bin/python", ["-W", "error", "program.py"], CLIENT_CHECKS);
  await checkReceived();
  return checks;
}
