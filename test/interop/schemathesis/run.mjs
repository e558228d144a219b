export const tools = ["Python 3.11"];

/**
 * Requests made from the document, good ones and bad ones, against the sandbox: no server error, and every answer as
 * documented.
 */
export function run({ folder, env, run }) {
  run("python3", ["-m", "venv", ".venv"]);
  run(".venv/bin/pip", ["install", "--quiet", "--requirement", "requirements.txt"]);
  const header = `X-Auth-Token: ${env.SMN_SMS_TOKEN}`;
  // What is checked stands in schemathesis.toml.
  const out = run(
    ".venv/bin/schemathesis",
    ["run", "openapi.json", "--url", env.SMN_SMS_URL, "--header", header, "--no-color"],
    { env: { SCHEMATHESIS_HOOKS: "hooks", PYTHONPATH: folder } },
  );
  const passed = /(\d+) generated, (\d+) passed/.exec(out);
  if (passed === null || passed[1] !== passed[2]) throw new Error(out.slice(-3000));
  return [`${passed[1]} cases`];
}
