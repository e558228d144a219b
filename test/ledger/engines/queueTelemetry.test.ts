import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";
import { WHOLE_NUMBER } from "../../base/wholeNumber.js";
import { start } from "../../cli/command.js";
import { sourceBuild } from "../../sourceBuild.js";
import { CONNECTION, office, rowsOf } from "./support.js";

interface Told {
  readonly spans: string[];
  readonly metrics: [string, [Record<string, string>, unknown][]][];
}

it("an OpenTelemetry SDK that is loaded before the command sees the spans and metrics of a worker", async () => {
  const one = await office();
  await one.queue("migrate");
  await one.queue("add", one.people("a.csv", rowsOf(1_500)), "--run", "may", "--yes");
  const worker = start(["queue", "work", "--until-empty", ...CONNECTION(one.server.url)], {
    env: { ...one.env, SMN_SMS_OTEL: join(sourceBuild(), "otel.mjs") },
    nodeOptions: ["--import", fileURLToPath(new URL("openTelemetry.mjs", import.meta.url))],
  });
  const { code, stdout, stderr } = await worker.ended;
  expect([code, stderr]).toEqual([0, expect.stringContaining("1,500 accepted")]);
  const line = stdout.split("\n").find((text) => text.startsWith("telemetry "));
  const { spans, metrics } = JSON.parse(line?.slice(10) ?? "") as Told;
  expect(spans.filter((name) => name === "send smn")).toHaveLength(2);
  expect(spans).toEqual(expect.arrayContaining(["ledger mark", expect.stringMatching(/^POST /)]));
  const found = new Map(metrics);
  expect(found.get("smn_sms.messages")).toEqual([[{ "smn_sms.outcome": "accepted" }, 1_500]]);
  expect(found.get("smn_sms.queue.jobs")?.map(([{ "smn_sms.queue.state": state }]) => state)).toEqual([
    "waiting",
    "active",
  ]);
  expect(found.has("smn_sms.queue.oldest.age")).toBe(true);
  expect(stdout).not.toMatch(WHOLE_NUMBER);
  expect(stdout).not.toMatch(/code \d/);
});
