import { mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { MockServerOptions } from "../../src/mock/index.js";
import { numberOf, people, stage, textOf, timesAccepted, type Stage } from "./cliSupport.js";

const ROWS = 600;
const LATE = { kind: "latency", ms: 40, times: "always" } as const;
const OPTIONS = ["--batch-size", "20", "--concurrency", "3"];
const RESULTS = "people.csv.results.csv";

/** Resolves when the sandbox has accepted this many messages. */
async function accepted({ server }: Stage, count: number): Promise<void> {
  while (server.service.messages.length < count) await new Promise((resolve) => setTimeout(resolve, 5));
}

/** Rows of every kind: quoted, invalid, rejected, with too few cells, for a number that comes again and again. */
function mixed(count: number): string {
  const rows = Array.from({ length: count }, (_, index) => {
    if (index % 7 === 3) return `138000000${10 + (index % 5)},"${textOf(index)}, ""${index}""\n",x`;
    if (index % 11 === 5) return `12,${textOf(index)},`;
    if (index % 13 === 6) return `17099990227,${textOf(index)} , town `;
    if (index % 17 === 8) return numberOf(index);
    return `${numberOf(index)},${textOf(index)},中 文`;
  });
  return `\uFEFFendpoint,message,town\r\n${rows.join("\r\n")}`;
}

const always = "always" as const;
const hostile: [string, MockServerOptions][] = [
  ["all as it should be", {}],
  ["results in another order", { faults: [{ kind: "results", change: "reordered", times: always }] }],
  ["missing results", { faults: [{ kind: "results", change: "missing", times: 4 }] }],
  ["results twice", { faults: [{ kind: "results", change: "doubled", times: 4 }] }],
  ["results of no shape", { faults: [{ kind: "results", change: "malformed", times: 4 }] }],
  ["a service that is down for a while", { faults: [{ kind: "status", status: 500, times: 3 }] }],
  ["a throttle", { faults: [{ kind: "throttle", retryAfter: 0, times: 3 }] }],
  ["answers that are lost", { faults: [{ kind: "reset", when: "after", times: 3, after: 4 }] }],
  ["a first request that hangs", { faults: [{ kind: "stall", when: "before" }] }],
];

describe("the results of smn-sms send", () => {
  test.each(hostile)("are those that the journal gives afterwards: %s", async (_, options) => {
    const { send, server, folder, results } = await stage(mixed(ROWS), options);
    const sent = await send(...OPTIONS, "--timeout", "1");
    const first = await readFile(join(folder, RESULTS), "utf8");
    const requests = server.service.requests.length;
    await rm(join(folder, RESULTS));
    const again = await send(...OPTIONS);
    expect(server.service.requests).toHaveLength(requests);
    expect(await readFile(join(folder, RESULTS), "utf8")).toBe(first);
    expect(again.code).toBe(sent.code);
    const rows = await results();
    expect(rows).toHaveLength(ROWS);
    const taken = rows.filter(({ status }) => status === "accepted");
    const ids = new Set(server.service.messages.map(({ message_id }) => message_id));
    expect(taken.every(({ message_id = "" }) => ids.has(message_id))).toBe(true);
    expect(Math.max(...timesAccepted(server).values())).toBe(1);
  });

  test.each(["SIGINT", "SIGKILL"] as const)(
    "leave nothing half written after %s and a second run",
    async (signal) => {
      const play = await stage(people(ROWS), { faults: [LATE] });
      const running = play.start(...OPTIONS);
      await accepted(play, 60);
      running.child.kill(signal);
      await running.ended;
      expect((await readdir(play.folder)).includes(RESULTS)).toBe(signal === "SIGINT");
      await play.send(...OPTIONS);
      expect((await readdir(play.folder)).sort()).toEqual(["people.csv", "people.csv.journal", RESULTS]);
      expect(await play.results()).toHaveLength(ROWS);
      expect(Math.max(...timesAccepted(play.server).values())).toBe(1);
    },
  );

  test("do not disturb the sending when their folder is taken away", async () => {
    const play = await stage(people(ROWS), { faults: [LATE] });
    const folder = join(play.folder, "out");
    await mkdir(folder);
    const running = play.start(...OPTIONS, "--out", "out/results.csv");
    await accepted(play, 60);
    await rm(folder, { recursive: true });
    const { code, stderr } = await running.ended;
    expect([code, stderr.replaceAll("\n", " ")]).toEqual([5, expect.stringContaining("sends nothing twice")]);
    expect(play.server.service.messages).toHaveLength(ROWS);
    expect((await play.send(...OPTIONS)).code).toBe(0);
    expect(play.server.service.messages).toHaveLength(ROWS);
    expect(await play.results()).toHaveLength(ROWS);
  });

  test("replace earlier ones only when the run has ended", async () => {
    const play = await stage(people(ROWS), { faults: [LATE] });
    await writeFile(join(play.folder, RESULTS), "earlier");
    const running = play.start(...OPTIONS);
    await accepted(play, 300);
    expect(await readFile(join(play.folder, RESULTS), "utf8")).toBe("earlier");
    await running.ended;
    expect(await play.results()).toHaveLength(ROWS);
  });
});
