// `npm start`: sends an invented file of 2,000 messages to a sandbox on this machine. Nothing leaves it.
import { execFileSync, spawn } from "node:child_process";
import { copyFileSync, existsSync, mkdtempSync, readdirSync, readFileSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../..", import.meta.url));
const { bin } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
/** `SMN_SMS_COMMAND` names a command that is built already. */
const command = process.env.SMN_SMS_COMMAND ?? join(root, bin["smn-sms"]);
/** What the demo's command ends with: some messages are unknown, because a connection broke. */
const EXPECTED_EXIT = 4;

/** What the sandbox is told to do wrong, in the order of the requests. */
const faults = [
  { kind: "throttle", after: 3, times: 2, retryAfter: 1 },
  { kind: "results", change: "reordered", after: 6 },
  { kind: "results", change: "respelled", after: 8 },
  { kind: "reset", when: "after", after: 12 },
];

if (process.env.SMN_SMS_COMMAND === undefined) prepare();
process.exitCode = await demo();

async function demo() {
  const folder = mkdtempSync(join(tmpdir(), "smn-sms-demo-"));
  copyFileSync(join(root, "docs/demo/people.csv"), join(folder, "people.csv"));
  const sandbox = await startSandbox();
  try {
    console.log("\nThe sandbox runs on this machine: no real message is sent, no account is needed.");
    console.log(`Its inbox, to open in a browser: ${sandbox.url}/\n`);
    const exitCode = await send(sandbox, folder);
    const { count } = await (await fetch(`${sandbox.url}/__sandbox/messages`)).json();
    const result = explain(exitCode, count, folder);
    await whileWatched(sandbox);
    return result;
  } finally {
    sandbox.process.kill("SIGTERM");
  }
}

function explain(exitCode, taken, folder) {
  const results = join(folder, "people.csv.results.csv");
  if (exitCode !== EXPECTED_EXIT || !existsSync(results)) {
    console.error(`\nThe demo did not go as expected: exit code ${exitCode} instead of ${EXPECTED_EXIT}.`);
    return 1;
  }
  const took = taken.toLocaleString("en-US");
  console.log(`
What you saw: the sandbox throttled, shuffled its answers and cut a connection
after it had taken 100 messages ("unknown", so exit code ${exitCode}); none was sent twice.
The sandbox took ${took} messages, the accepted and the unknown. Row by row:
  ${results}
The same as a picture:
  ${join(folder, "people.csv.results.html")}`);
  return 0;
}

/** Whoever sits at a terminal may want to look at the inbox; anybody else does not wait. */
async function whileWatched({ url }) {
  if (!process.stdin.isTTY || !process.stdout.isTTY) return;
  const terminal = createInterface({ input: process.stdin, output: process.stdout });
  await new Promise((resolve) => {
    terminal.on("close", resolve); // Ctrl-C, Ctrl-D
    terminal.question(`\nThe inbox is at ${url}/ until you press Enter. `, resolve);
  });
  terminal.close();
}

/** Starts `smn-sms mock` and waits for its first line. */
async function startSandbox() {
  const child = spawn(
    process.execPath,
    [command, "mock", "--port", "0", "--seed", "1", "--latency", "150", "--faults", JSON.stringify(faults)],
    {
      stdio: ["ignore", "pipe", "inherit"],
    },
  );
  const variables = {};
  let url;
  for await (const line of createInterface({ input: child.stdout })) {
    url ??= /listening on (\S+)/.exec(line)?.[1];
    const [, name, value] = /export (\w+)=(\S+)/.exec(line) ?? [];
    if (name !== undefined) variables[name] = value;
    if (line.startsWith("Stop it")) return { process: child, url, variables };
  }
  throw new Error("The sandbox did not start.");
}

function send({ url, variables }, folder) {
  const args = ["send", "people.csv", "--phone-column", "phone", "--template", "{greeting}{notice}"];
  const options = ["--base-url", url, "--batch-size", "100", "--rate", "500", "--yes", "--page"];
  console.log(`$ smn-sms ${args.join(" ").replace("{greeting}{notice}", "'$&'")} …\n`);
  const child = spawn(process.execPath, [command, ...args, ...options], {
    cwd: folder,
    stdio: "inherit",
    env: { ...withoutKeys(process.env), ...variables },
  });
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code) => resolve(code));
  });
}

/** The demo must not touch an account that happens to be configured here. */
function withoutKeys(env) {
  return Object.fromEntries(Object.entries(env).filter(([name]) => !/^(?:HUAWEICLOUD_SDK_|HW_)/.test(name)));
}

/** Installs and builds what is missing, as on a fresh clone. */
function prepare() {
  if (!existsSync(join(root, "node_modules/.package-lock.json")))
    run("Installing the development tools (npm ci), about a minute …", ["ci", "--no-audit", "--no-fund"]);
  const built = existsSync(command) ? statSync(command).mtimeMs : 0;
  const sources = ["src", "generated", "build", "rolldown.config.js", "package.json", "tsconfig.json"];
  if (sources.some((path) => newest(join(root, path)) > built))
    run("Building (npm run build) …", ["run", "build"]);
}

function run(what, args) {
  console.log(what);
  try {
    execFileSync("npm", [...args, "--silent"], {
      cwd: root,
      stdio: "pipe",
      shell: process.platform === "win32",
    });
  } catch (error) {
    console.error(`${error.stdout}${error.stderr}npm ${args.join(" ")} failed.`);
    process.exit(1);
  }
}

function newest(path) {
  const facts = statSync(path);
  if (!facts.isDirectory()) return facts.mtimeMs;
  return Math.max(...readdirSync(path).map((name) => newest(join(path, name))), 0);
}
