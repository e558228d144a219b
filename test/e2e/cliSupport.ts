import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import Papa from "papaparse";
import { onTestFinished } from "vitest";
import { startMockServer, sandboxCredentials, sandboxProjectId, sandboxSign } from "../../src/mock/index.js";
import type { MockServer, MockServerOptions } from "../../src/mock/index.js";
import { run, start, temporaryFolder, type Ended, type Running } from "../cli/command.js";

export const KEYS = {
  HUAWEICLOUD_SDK_AK: sandboxCredentials.ak,
  HUAWEICLOUD_SDK_SK: sandboxCredentials.sk,
};

/** A sandbox and a folder with a file to send. */
export interface Stage {
  readonly folder: string;
  readonly server: MockServer;
  /** The arguments of `smn-sms send people.csv …`. */
  readonly args: (...more: string[]) => string[];
  readonly send: (...more: string[]) => Promise<Ended>;
  readonly start: (...more: string[]) => Running;
  /** The rows of the results, by column. */
  readonly results: (name?: string) => Promise<Record<string, string>[]>;
}

export async function stage(
  content: string,
  options: MockServerOptions = {},
  name = "people.csv",
): Promise<Stage> {
  const folder = await temporaryFolder();
  await writeFile(join(folder, name), content);
  const server = await startMockServer({ seed: 1, ...options });
  onTestFinished(() => server.close());
  const args = (...more: string[]): string[] => [
    "send",
    name,
    ...["--base-url", server.url, "--project-id", sandboxProjectId, "--sign-id", sandboxSign.sign_id],
    ...more,
  ];
  return {
    folder,
    server,
    args,
    send: (...more) => run(args("--yes", ...more), { cwd: folder, env: KEYS }),
    start: (...more) => start(args("--yes", ...more), { cwd: folder, env: KEYS }),
    async results(file = `${name}.results.csv`) {
      const text = await readFile(join(folder, file), "utf8");
      return Papa.parse<Record<string, string>>(text.trimEnd(), { header: true }).data;
    },
  };
}

/** A file of this many different, invented messages. */
export function people(count: number): string {
  const rows = Array.from({ length: count }, (_, index) => `${numberOf(index)},${textOf(index)}`);
  return `endpoint,message\n${rows.join("\n")}\n`;
}

export function numberOf(index: number): string {
  return `138${String(index).padStart(8, "0")}`;
}

export function textOf(index: number): string {
  return `您的取件码是第${index}号柜机密`;
}

/** How often each text was accepted by the sandbox. */
export function timesAccepted(server: MockServer): Map<string, number> {
  const times = new Map<string, number>();
  for (const { message } of server.service.messages) times.set(message, (times.get(message) ?? 0) + 1);
  return times;
}
