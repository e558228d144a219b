import { describe, expect, test } from "vitest";
import { people, stage, timesAccepted, type Stage } from "./cliSupport.js";

const ROWS = 600;
const SLOW = { faults: [{ kind: "latency", ms: 40, times: "always" } as const] };
const OPTIONS = ["--batch-size", "20", "--concurrency", "2"];

/** Resolves when the sandbox has accepted this many messages. */
async function accepted({ server }: Stage, count: number): Promise<void> {
  while (server.service.messages.length < count) await new Promise((resolve) => setTimeout(resolve, 5));
}

const countOf = (rows: Record<string, string>[], status: string): number =>
  rows.filter((row) => row["status"] === status).length;

describe("smn-sms send", () => {
  test.each(["SIGINT", "SIGTERM"] as const)(
    "stops cleanly at %s, and the same command sends the rest",
    async (signal) => {
      const play = await stage(people(ROWS), SLOW);
      const running = play.start(...OPTIONS);
      await accepted(play, 60);
      running.child.kill(signal);
      const { code, stdout, stderr } = await running.ended;
      expect(code).toBe(130);
      expect(stderr).toContain("Stopping");
      expect(stdout).toContain("the same command sends them");
      const rows = await play.results();
      expect(rows).toHaveLength(ROWS);
      expect(countOf(rows, "accepted")).toBe(play.server.service.messages.length);
      expect(countOf(rows, "unsent")).toBe(ROWS - play.server.service.messages.length);

      expect((await play.send(...OPTIONS)).code).toBe(0);
      expect(countOf(await play.results(), "accepted")).toBe(ROWS);
      expect(play.server.service.messages).toHaveLength(ROWS);
      expect(timesAccepted(play.server).size).toBe(ROWS);
    },
  );

  test("ends at once at the second Ctrl-C, and what was under way is unknown", async () => {
    const play = await stage(people(ROWS), { faults: [{ kind: "stall", when: "after", after: 3 }] });
    const running = play.start(...OPTIONS);
    await accepted(play, 100);
    running.child.kill("SIGINT");
    await running.seen("Stopping");
    running.child.kill("SIGINT");
    expect((await running.ended).code).toBe(130);

    const resumed = await play.send(...OPTIONS);
    expect(resumed.code).toBe(4);
    expect(resumed.stdout).toContain("in flight when it ended");
    const rows = await play.results();
    expect(countOf(rows, "unknown")).toBeGreaterThan(0);
    expect(countOf(rows, "accepted") + countOf(rows, "unknown")).toBe(ROWS);
    expect(Math.max(...timesAccepted(play.server).values())).toBe(1);
  });

  test("gets every row to the service exactly once after being killed and run again", async () => {
    const play = await stage(people(ROWS), SLOW);
    for (const count of [60, 200]) {
      const running = play.start(...OPTIONS);
      await accepted(play, count);
      running.child.kill("SIGKILL");
      expect((await running.ended).signal).toBe("SIGKILL");
    }
    const { code } = await play.send(...OPTIONS);
    const rows = await play.results();
    expect(rows).toHaveLength(ROWS);
    const unknown = rows.filter((row) => row["status"] === "unknown");
    expect(code).toBe(unknown.length > 0 ? 4 : 0);
    expect(countOf(rows, "accepted") + unknown.length).toBe(ROWS);

    const times = timesAccepted(play.server);
    expect(Math.max(...times.values())).toBe(1);
    for (const row of rows) if (row["status"] === "accepted") expect(times.get(row["message"] ?? "")).toBe(1);
    // Only what was under way at a kill may be missing, and nothing of it is claimed.
    const missing = rows.filter((row) => !times.has(row["message"] ?? ""));
    expect(missing.every((row) => row["status"] === "unknown")).toBe(true);
  });
});
