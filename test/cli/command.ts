import { spawn, type ChildProcessByStdio } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Readable, Writable } from "node:stream";
import { onTestFinished } from "vitest";
import { sourceBuild } from "../sourceBuild.js";

/** The command, built from the sources at hand. `SMN_SMS_COMMAND` names another. */
export function commandPath(): string {
  return process.env["SMN_SMS_COMMAND"] ?? join(sourceBuild(), "cli/smn-sms.js");
}

export interface Ended {
  code: number | null;
  signal: NodeJS.Signals | null;
  stdout: string;
  stderr: string;
}

export interface Running {
  readonly child: ChildProcessByStdio<Writable, Readable, Readable>;
  /** What it has written so far. */
  readonly output: { stdout: string; stderr: string };
  /** Resolves when the text has appeared on either stream. */
  seen(text: string): Promise<void>;
  readonly ended: Promise<Ended>;
}

export interface StartOptions {
  cwd?: string;
  env?: Record<string, string>;
  nodeOptions?: string[];
}

/** Starts the command as a process of its own, with none of this machine's keys. It is killed with the test. */
export function start(
  args: readonly string[],
  { cwd, env = {}, nodeOptions = [] }: StartOptions = {},
): Running {
  // Nor `_`, by which the command knows that nohup started it: perhaps it started the tests.
  const own = Object.entries(process.env).filter(
    ([name]) => !/^(?:HUAWEICLOUD_SDK_|HW_|NODE_OPTIONS|_$)/.test(name),
  );
  const child = spawn(process.execPath, [...nodeOptions, commandPath(), ...args], {
    cwd,
    env: { ...Object.fromEntries(own), HOME: cwd ?? tmpdir(), ...env },
    stdio: ["pipe", "pipe", "pipe"],
  });
  onTestFinished(() => void child.kill("SIGKILL"));
  const output = { stdout: "", stderr: "" };
  const watchers = new Set<() => void>();
  for (const name of ["stdout", "stderr"] as const) {
    child[name].setEncoding("utf8").on("data", (text: string) => {
      output[name] += text;
      for (const watcher of watchers) watcher();
    });
  }
  child.stdin.on("error", () => undefined); // it may end before it has read everything
  const ended = new Promise<Ended>((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code, signal) => resolve({ code, signal, ...output }));
  });
  return {
    child,
    output,
    ended,
    seen: (text) =>
      new Promise((resolve, reject) => {
        const look = (): void => {
          if (!`${output.stdout}${output.stderr}`.includes(text)) return;
          watchers.delete(look);
          resolve();
        };
        watchers.add(look);
        look();
        void ended.then(() => reject(new Error(`ended without: ${text}\n${output.stdout}${output.stderr}`)));
      }),
  };
}

/** Runs the command to its end; `input` is its standard input, which is no terminal. */
export async function run(
  args: readonly string[],
  options: StartOptions & { input?: string } = {},
): Promise<Ended> {
  const running = start(args, options);
  running.child.stdin.end(options.input ?? "");
  return running.ended;
}

/** A folder of its own, removed with the test. */
export async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "smn-sms-test-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}
