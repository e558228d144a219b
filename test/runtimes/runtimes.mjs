import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { arch, execPath, platform, versions } from "node:process";
import { fileURLToPath } from "node:url";
import { runScript } from "./runScript.mjs";
import { runWorker } from "./runWorker.mjs";

const cache = fileURLToPath(new URL("../../.cache/runtimes", import.meta.url));

/** Each in a package of its own for every platform, so that no install script has to run. */
const PACKAGES = {
  Bun: {
    version: "1.4.5",
    "linux-x64": "@oven/bun-linux-x64/bin/bun",
    "linux-arm64": "@oven/bun-linux-aarch64/bin/bun",
    "darwin-arm64": "@oven/bun-darwin-aarch64/bin/bun",
  },
  Deno: {
    version: "2.9.6",
    "linux-x64": "@deno/linux-x64-glibc/deno",
    "linux-arm64": "@deno/linux-arm64-glibc/deno",
    "darwin-arm64": "@deno/darwin-arm64/deno",
  },
  workerd: {
    version: "1.20261117.1",
    "linux-x64": "@cloudflare/workerd-linux-64/bin/workerd",
    "linux-arm64": "@cloudflare/workerd-linux-arm64/bin/workerd",
    "darwin-arm64": "@cloudflare/workerd-darwin-arm64/bin/workerd",
  },
};
/** What sending needs is the net alone; the rest is for the journal, which is locked in the name of the machine. */
const DENO = [
  ...["run", "--quiet", "--no-prompt", "--allow-net=127.0.0.1"],
  ...["--allow-env", "--allow-read", "--allow-write", "--allow-sys=hostname"],
];

/**
 * The runtimes. `install()` returns the path of the program, or nothing where it cannot be had; `run(path, input)` runs
 * the scenario and returns what it found; `unreachable` is what becomes of a message when no server listens: a
 * runtime whose fetch does not say that no connection was made leaves it unknown. `hasFiles`: a journal is kept too.
 *
 * @param folder where the package is installed, with the files of the scenario
 */
export function runtimes(folder) {
  const script = (args) => ({
    run: (program, input) => runScript(program, [...args, join(folder, "run.mjs")], input, folder),
    hasFiles: true,
  });
  return [
    { name: "Node", version: versions.node, install: () => execPath, ...script([]), unreachable: "unsent" },
    { ...fromRegistry("Bun"), ...script(["run"]), unreachable: "unsent" },
    { ...fromRegistry("Deno"), ...script(DENO), unreachable: "unknown" },
    {
      ...fromRegistry("workerd"),
      run: (program, input) => runWorker(program, input, folder),
      hasFiles: false,
      unreachable: "unknown",
    },
  ];
}

function fromRegistry(name) {
  const { version, [`${platform}-${arch}`]: path } = PACKAGES[name];
  return { name, version, install: () => (path === undefined ? undefined : install(name, version, path)) };
}

function install(name, version, path) {
  const place = join(cache, name.toLowerCase(), version);
  const program = join(place, "node_modules", path);
  if (existsSync(program)) return program;
  mkdirSync(place, { recursive: true });
  writeFileSync(join(place, "package.json"), JSON.stringify({ private: true }));
  const flags = ["--no-audit", "--no-fund", "--no-package-lock", "--ignore-scripts", "--loglevel=error"];
  const [packageName] = /^@[^/]+\/[^/]+/.exec(path);
  try {
    execFileSync("npm", ["install", ...flags, `${packageName}@${version}`], {
      cwd: place,
      stdio: ["ignore", "ignore", "inherit"],
    });
  } catch {
    return undefined; // npm has said why
  }
  return program;
}
