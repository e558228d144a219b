import { copyFile, writeFile } from "node:fs/promises";
import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { Readable, type PassThrough } from "node:stream";
import { expect, onTestFinished } from "vitest";
import { temporaryFolder } from "./command.js";
import { runInside } from "./support.js";

const SIGN = "caf488c7ccaf4ffba0c9aa149ab2caf4";

export interface TakingService {
  /** How often each number was sent something. */
  readonly taken: Map<string, number>;
  /** The numbers that were sent something more than once. */
  twice(): string[];
  /** Called before a request is answered; `false` leaves it without an answer, and its messages untaken. */
  before: (request: number, response: ServerResponse) => unknown;
  /** Called before reports are listed. */
  asked: () => unknown;
  /** Sends standard input, and writes the results to a stream. */
  piped(content: string, stdout: PassThrough & { readonly text: string }): ReturnType<typeof runInside>;
  /** Runs a command on this service. */
  command(
    name: "send" | "reconcile" | "report",
    file: string,
    ...args: string[]
  ): ReturnType<typeof runInside>;
  /** Sends a file after a question, which is answered when it is asked. */
  asking(file: string, answer: () => Promise<string>): ReturnType<typeof runInside>;
  /** Sends a file, request by request, three messages in each. */
  send(file: string, ...args: string[]): ReturnType<typeof runInside>;
}

/** A service that takes every message, and lets a test act between its requests. */
export async function takingService(): Promise<TakingService> {
  let requests = 0;
  const server = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on("data", (part: Buffer) => parts.push(part));
    request.on("end", () => {
      void (async () => {
        const text = Buffer.concat(parts).toString();
        if (request.method === "GET") {
          await service.asked();
          response.end(JSON.stringify({ request_id: "r", count: 0, data: [] }));
          return;
        }
        if ((await service.before(++requests, response)) === false) return;
        const { sms_message } = JSON.parse(text) as { sms_message: { endpoint: string }[] };
        const result = sms_message.map(({ endpoint }, place) => {
          service.taken.set(endpoint, (service.taken.get(endpoint) ?? 0) + 1);
          return { endpoint, message_id: `${requests}m${place}` };
        });
        response.end(JSON.stringify({ request_id: `r${requests}`, result }));
      })();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const where = ["--base-url", url, "--project-id", "p1", "--sign-id", SIGN];
  const env = { HUAWEICLOUD_SDK_AK: "AK".repeat(10), HUAWEICLOUD_SDK_SK: "SK".repeat(20) };
  const service: TakingService = {
    taken: new Map(),
    twice: () => [...service.taken].filter(([, times]) => times > 1).map(([number]) => number),
    before: () => undefined,
    asked: () => undefined,
    piped: (content, stdout) =>
      runInside(["send", "-", ...where, "--yes"], { env, stdin: Readable.from([content]), stdout }),
    command: (name, file, ...args) => runInside([name, file, ...where, ...args], { env }),
    asking: (file, answer) =>
      runInside(["send", file, ...where], {
        env,
        stdin: new Readable({
          read() {
            void answer().then((text) => {
              this.push(`${text}\n`);
              this.push(null);
            });
          },
        }),
        isTTY: { stdin: true, stderr: true },
      }),
    send: (file, ...args) =>
      service.command("send", file, "--yes", "--batch-size", "3", "--concurrency", "1", ...args),
  };
  return service;
}

/** A file of so many people. */
export function peopleCsv(count: number): string {
  const rows = Array.from({ length: count }, (_, index) => `138${String(index).padStart(8, "0")},text`);
  return `endpoint,message\n${rows.join("\n")}\n`;
}

/** A file of so many rows that was sent, and beside it a copy of its journal as it was at the second request. */
export async function sentFile(rows: number): Promise<{ service: TakingService; file: string }> {
  const file = join(await temporaryFolder(), "people.csv");
  await writeFile(file, peopleCsv(rows));
  const service = await takingService();
  service.before = async (request) => {
    if (request === 2) await copyFile(`${file}.journal`, `${file}.older`);
  };
  expect((await service.send(file)).code).toBe(0);
  return { service, file };
}
