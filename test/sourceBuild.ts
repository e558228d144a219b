import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readdirSync, renameSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
const builds = join(root, ".cache/test-builds");
const SOURCES = ["src", "generated", ".build", "rolldown.config.js", "package.json"];
const AN_HOUR = 60 * 60 * 1_000;

let built: string | undefined;

/**
 * The folder with the package as Node runs it, built from the sources as they are now: for tests that start processes.
 * The first one that needs it builds it; all others find it there, in this process or another, until a source changes.
 */
export function sourceBuild(): string {
  return (built ??= findOrBuild());
}

function findOrBuild(): string {
  const state = createHash("sha256");
  for (const path of SOURCES) addState(join(root, path), (text) => state.update(text));
  const folder = join(builds, state.digest("hex").slice(0, 16));
  if (existsSync(folder)) return folder;
  const unfinished = `${folder}-${process.pid}`;
  const code = `import { buildRuntime } from "./.build/buildPackage.js"; await buildRuntime(process.argv[1]);`;
  execFileSync(process.execPath, ["--input-type=module", "-e", code, unfinished], { cwd: root });
  // Another process may have been faster.
  if (existsSync(folder)) rmSync(unfinished, { recursive: true });
  else renameSync(unfinished, folder);
  removeOld(folder);
  return folder;
}

function addState(path: string, add: (text: string) => void): void {
  const facts = statSync(path);
  if (!facts.isDirectory()) add(`${path} ${facts.mtimeMs} ${facts.size}\n`);
  else for (const name of readdirSync(path).sort()) addState(join(path, name), add);
}

function removeOld(newest: string): void {
  for (const name of readdirSync(builds)) {
    const folder = join(builds, name);
    const { mtimeMs } = statSync(folder);
    if (folder !== newest && Date.now() - mtimeMs > AN_HOUR) rmSync(folder, { recursive: true, force: true });
  }
}
