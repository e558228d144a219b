import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { sandboxCredentials, sandboxProjectId, sandboxSign, sandboxToken } from "../../dist/mock.js";
import { guideBlock } from "./guide.mjs";
import { today, tomorrow } from "./richerService.mjs";

const root = fileURLToPath(new URL("../..", import.meta.url));
const example = "VerificationCodesRequest";

/** What every generated client is put through, in this order. */
export const CLIENT_CHECKS = [
  "every message of the example is accepted",
  "the request has an id",
  "a delivery report",
  "the signatures of the account",
  "the events that have a topic",
  "one message is accepted beside a rejected one",
  "a rejected message has its code",
  "201 is read as 200",
  "an error of the service",
  "an error of the gateway",
  "Retry-After",
  "an error of IAM",
  "a page of a load balancer",
];

/**
 * A folder in .cache/interop with a copy of what stands in the part's folder and, taken out of the packed package as
 * the guide tells, the documents; and a sandbox of its own, over HTTP, as the command starts it.
 */
export async function createWorkspace(name) {
  const folder = join(root, ".cache/interop", name);
  mkdirSync(folder, { recursive: true });
  cpSync(fileURLToPath(new URL(`${name}/`, import.meta.url)), folder, { recursive: true });
  takeDocuments(folder);
  const document = JSON.parse(readFileSync(join(folder, "openapi.json"), "utf8"));
  writeFileSync(join(folder, "request.json"), JSON.stringify(document.components.examples[example].value));
  const home = mkdtempSync(join(tmpdir(), "smn-sms-interop-"));
  const command = join(root, "dist/cli/smn-sms.js");
  // No report comes while a program runs, however slow the machine is.
  const { url, stop } = await startServer([
    command,
    "mock",
    "--port",
    "0",
    "--seed",
    "1",
    "--delivery-delay",
    "600000",
  ]);
  const richer = await startServer([fileURLToPath(new URL("richerService.mjs", import.meta.url)), url]);
  const expectations = ({ report, sign, events }) => ({
    SMN_SMS_REPORT_STATUS: report,
    SMN_SMS_SIGN_STATUS: sign,
    SMN_SMS_EVENTS: events,
  });
  const env = {
    SMN_SMS_URL: url,
    SMN_SMS_TOKEN: sandboxToken.token,
    SMN_SMS_AK: sandboxCredentials.ak,
    SMN_SMS_SK: sandboxCredentials.sk,
    SMN_SMS_PROJECT_ID: sandboxProjectId,
    SMN_SMS_SIGN_ID: sandboxSign.sign_id,
    SMN_SMS_REQUEST: join(folder, "request.json"),
    SMN_SMS_DOCUMENT: join(folder, "openapi.json"),
    ...expectations(today),
    // One at a time: there is other work on the machine.
    CARGO_BUILD_JOBS: "1",
    GOFLAGS: `${process.env.GOFLAGS ?? ""} -p=1`.trim(),
  };
  const run = (file, args, options = {}) => runTool(folder, file, args, { ...env, ...options.env });
  /** Runs the part's program; returns the names of the checks it printed, which must be these. */
  const runProgram = (file, args, expected, options) => {
    // Maven writes escape sequences even where it is told not to.
    const printed = run(file, args, options).replaceAll(/\u001b\[[0-9;]*m/g, "");
    const checks = [...printed.matchAll(/^ok: (.+)$/gm)].map(([, check]) => check);
    if (checks.join("\n") !== expected.join("\n"))
      throw new Error(`passed only: ${checks.join(", ") || "nothing"}`);
    return checks;
  };
  return {
    folder,
    /** An empty folder that is removed afterwards. */
    home,
    document,
    env,
    run,
    /** Runs a block of shell commands of the guide. */
    runGuide: (heading, options) =>
      run("bash", ["-euo", "pipefail", "-c", guideBlock(heading, "bash")], options),
    runProgram,
    /** Runs the program of a generated client twice: against the sandbox, and against a service that has grown. */
    runClient: (file, args, { checks = CLIENT_CHECKS, ...options } = {}) => {
      const grown = { ...options.env, SMN_SMS_URL: richer.url, ...expectations(tomorrow) };
      const passed = runProgram(file, args, checks, options);
      runProgram(file, args, checks, { ...options, env: grown });
      return [...passed, "the same of a service that has grown"];
    },
    /** The sandbox holds the example's messages, exactly as they stand in the document. */
    checkReceived: async () => {
      const { messages } = await (await fetch(`${url}/__sandbox/messages`)).json();
      for (const sent of document.components.examples[example].value.sms_message) {
        const received = messages.find(({ endpoint }) => endpoint === sent.endpoint);
        for (const [property, value] of Object.entries(sent))
          if (received?.[property] !== value)
            throw new Error(`${property} of the example arrived as ${JSON.stringify(received?.[property])}`);
      }
    },
    close: async () => {
      await richer.stop();
      await stop();
      rmSync(home, { recursive: true, force: true });
    },
  };
}

function takeDocuments(folder) {
  const pack = ["pack", "--ignore-scripts", "--silent", "--pack-destination", folder];
  execFileSync("npm", pack, { cwd: root, stdio: ["ignore", "ignore", "inherit"] });
  // The first line gets the package from a registry; here it was packed just now.
  const commands = guideBlock("Take the document", "bash").replace(/^npm pack .*$/m, "");
  execFileSync("bash", ["-euo", "pipefail", "-c", commands], { cwd: folder });
}

/** Starts a server that prints where it listens. */
async function startServer(args) {
  const child = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "inherit"] });
  const exited = once(child, "exit");
  const lines = createInterface({ input: child.stdout });
  const url = await Promise.race([
    once(lines, "line").then(([line]) => /listening on (\S+)/.exec(line)?.[1]),
    exited.then(() => undefined),
  ]);
  if (url === undefined) throw new Error(`${args[0]} did not start; is dist/ built?`);
  lines.on("line", () => undefined);
  const stop = async () => {
    child.kill("SIGTERM");
    await exited;
  };
  return { url, stop };
}

/** Runs a tool with low priority. What it prints is shown only when it fails. */
function runTool(folder, file, args, env) {
  try {
    return execFileSync("nice", ["-n", "10", file, ...args], {
      cwd: folder,
      env: { ...process.env, ...env },
      encoding: "utf8",
      maxBuffer: 2 ** 26,
      stdio: ["ignore", "pipe", "pipe"],
    });
  } catch (error) {
    const printed = `${error.stdout ?? ""}${error.stderr ?? ""}`.trim().split("\n").slice(-40).join("\n");
    throw new Error(`${[file, ...args].join(" ").slice(0, 200)} failed:\n${printed || error.message}`);
  }
}
