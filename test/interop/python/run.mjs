import { join } from "node:path";

export const tools = ["Python 3.11"];

/** openapi-python-client, from openapi.json (3.1). */
export async function run({ folder, runGuide, runClient, run, checkReceived }) {
  // The guide names the generator's version; what the generator brings along is pinned here.
  runGuide("Python", { env: { PIP_CONSTRAINT: join(folder, "requirements.txt") } });
  run(".venv/bin/python", ["-W", "error", "-m", "compileall", "-q", "smn_sms_client"]);
  const checks = runClient(".venv/bin/python", ["-W", "error", "program.py"]);
  await checkReceived();
  return checks;
}
