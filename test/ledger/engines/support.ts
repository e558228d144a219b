import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import { onTestFinished } from "vitest";
import { systemClock } from "../../../src/base/clock.js";
import {
  sandboxCredentials,
  sandboxProjectId,
  sandboxSign,
  startMockServer,
  type MockServer,
} from "../../../src/mock/index.js";
import type { MockServiceOptions } from "../../../src/mock/index.js";
import { runInside } from "../../cli/support.js";
import { newDatabase, type TestServer } from "../postgres.js";

/** A database, a sandbox and a folder, for the commands of `smn-sms queue`. */
export interface Office {
  readonly pool: pg.Pool;
  readonly server: MockServer;
  readonly folder: string;
  readonly env: Record<string, string>;
  /** Runs `smn-sms queue …` inside this process. */
  readonly queue: (...args: string[]) => ReturnType<typeof runInside>;
  /** `queue work` until the queue is empty. */
  readonly work: (...args: string[]) => ReturnType<typeof runInside>;
  /** Writes a file of recipients. */
  readonly people: (name: string, rows: readonly string[]) => string;
  /** How often the sandbox has each text. */
  readonly counts: () => Map<string, number>;
}

export const CONNECTION = (url: string): string[] => ["--base-url", url, "--project-id", sandboxProjectId];

/** @param database a server of the test's own, which it may kill */
export async function office({
  database,
  ...options
}: MockServiceOptions & { database?: TestServer } = {}): Promise<Office> {
  const pool =
    database === undefined
      ? await newDatabase()
      : new pg.Pool({ connectionString: database.url("postgres"), max: 5 });
  pool.on("error", () => undefined);
  const server = await startMockServer(options);
  const folder = mkdtempSync(join(tmpdir(), "smn-sms-queue-"));
  onTestFinished(async () => {
    await server.close();
    await pool.end();
    rmSync(folder, { recursive: true, force: true });
  });
  const env = {
    DATABASE_URL: pool.options.connectionString ?? "",
    HUAWEICLOUD_SDK_AK: sandboxCredentials.ak,
    HUAWEICLOUD_SDK_SK: sandboxCredentials.sk,
    HOME: folder,
  };
  const queue: Office["queue"] = (...args) =>
    runInside(["queue", ...args], { env, clock: systemClock, signal: AbortSignal.timeout(60_000) });
  return {
    ...{ pool, server, folder, env, queue },
    work: (...args) => queue("work", "--until-empty", "--timeout", "5", ...CONNECTION(server.url), ...args),
    people(name, rows) {
      const path = join(folder, name);
      writeFileSync(path, `endpoint,message,sign_id\n${rows.join("\n")}\n`);
      return path;
    },
    counts() {
      const found = new Map<string, number>();
      for (const { message } of server.service.messages) found.set(message, (found.get(message) ?? 0) + 1);
      return found;
    },
  };
}

export function rowOf(index: number, text: string = textOf(index)): string {
  return `138${String(index).padStart(8, "0")},${text},${sandboxSign.sign_id}`;
}

export function textOf(index: number): string {
  return `code ${index}`;
}

export function rowsOf(count: number, from = 0): string[] {
  return Array.from({ length: count }, (_, offset) => rowOf(from + offset));
}
