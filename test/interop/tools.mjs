import { spawnSync } from "node:child_process";

/** Toolchains by name: how to ask for the version, and what is needed of it. */
const TOOLS = {
  "Python 3.11": {
    command: ["python3", "--version"],
    isEnough: ([major, minor]) => major === 3 && minor >= 11,
  },
  "Go 1.26": { command: ["go", "version"], isEnough: ([major, minor]) => major === 1 && minor >= 26 },
  "Java 17": { command: ["javac", "-version"], isEnough: ([major]) => major >= 17 },
  Maven: { command: ["mvn", "--version"], isEnough: ([major]) => major >= 3 },
  curl: { command: ["curl", "--version"], isEnough: () => true },
  "Rust 1.95": { command: ["cargo", "--version"], isEnough: ([major, minor]) => major === 1 && minor >= 95 },
};

/** The names of those that are not there, or are too old. */
export function missingTools(names) {
  return names.filter((name) => !isThere(TOOLS[name]));
}

function isThere({ command: [file, ...args], isEnough }) {
  const { status, stdout, stderr } = spawnSync(file, args, { encoding: "utf8" });
  const version = /(\d+)\.(\d+)/.exec(`${stdout ?? ""}${stderr ?? ""}`);
  return status === 0 && version !== null && isEnough(version.slice(1).map(Number));
}
