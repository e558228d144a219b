import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import fc from "fast-check";
import { afterEach, describe, expect, test } from "vitest";
import { DelayCounter } from "../../../src/cli/page/delayCounter.js";
import { pageHtml } from "../../../src/cli/page/pageHtml.js";
import type { RunPicture } from "../../../src/cli/page/runPicture.js";
import {
  sandboxCredentials,
  sandboxProjectId,
  sandboxSign,
  startMockServer,
  type MockServer,
} from "../../../src/mock/index.js";
import { temporaryFolder } from "../command.js";
import { runInside } from "../support.js";

let server: MockServer | undefined;
afterEach(() => server?.close());

const env = {
  HUAWEICLOUD_SDK_AK: sandboxCredentials.ak,
  HUAWEICLOUD_SDK_SK: sandboxCredentials.sk,
  HUAWEICLOUD_SDK_PROJECT_ID: sandboxProjectId,
};

/** Sends a file of some hundred rows, of which some are rejected, invalid or unknown. */
async function sendWithPage(
  args: string[] = [],
): Promise<{ file: string; html: string; connection: string[] }> {
  server = await startMockServer({
    seed: 7,
    deliveryDelayMs: 0,
    faults: [{ kind: "reset", when: "after", after: 2 }],
  });
  const numbers = Array.from({ length: 300 }, (_, index) => `+861380000${String(index).padStart(4, "0")}`);
  const rows = [...numbers, "+8617099990227", "+8617099980001", "12"].map(
    (phone) => `${phone},Secret text for you`,
  );
  const file = join(await temporaryFolder(), "people.csv");
  await writeFile(file, `endpoint,message\n${rows.join("\n")}\n`);
  const connection = ["--base-url", server.url, "--allow-insecure-http", "--sign-id", sandboxSign.sign_id];
  const sent = await runInside(
    ["send", file, "--yes", "--page", "--batch-size", "50", ...connection, ...args],
    { env },
  );
  expect(sent.stderr).toContain("Page of the run: ");
  return { file, html: await readFile(`${file}.results.html`, "utf8"), connection };
}

const picture: RunPicture = {
  file: "people.csv",
  rows: 10,
  counts: { accepted: 4, rejected: 3, invalid: 2, unsent: 1, unknown: 0 },
  parts: undefined,
  timeline: {
    from: 0,
    to: 60_000,
    counts: [5, 0, 5],
    pauses: [{ from: 20_000, to: 40_000, reason: "busy" }],
  },
  reasons: [{ status: "rejected", code: "SMN.0227", reason: "sensitive", count: 3 }],
  deliveries: undefined,
  stopped: undefined,
  next: [
    {
      concerns: "unsent",
      advice: "send again:",
      command: ["smn-sms", "send", "a.csv", "--template", "hello {name}"],
    },
  ],
};

describe("the page of a run", () => {
  test("is written beside the file by send, with outcomes and reasons, without texts and numbers", async () => {
    const { html } = await sendWithPage();
    expect(html).toMatch(/<strong>\d+<\/strong> accepted/);
    expect(html).toMatch(/<strong>\d+<\/strong> unknown/);
    expect(html).toContain("SMN.0227");
    expect(html).toContain("Messages over time");
    expect(html).toContain("Parts billed: <strong>302</strong>");
    expect(html).not.toMatch(/Secret|13800000\d{3}|17099990227/);
  });

  test("has the deliveries when report writes it", async () => {
    const { file, connection } = await sendWithPage();
    await runInside(["report", file, "--page", ...connection], { env });
    const html = await readFile(`${file}.results.html`, "utf8");
    expect(html).toContain("Failures by the carrier&#39;s word");
    expect(html).toContain("UNDELIV");
    expect(html).toContain("up to 5 s");
    expect(html).not.toMatch(/Secret|13800000\d{3}/);
  });

  test("needs a file to be beside", async () => {
    const result = await runInside(["send", "-", "--page", "--yes", "--base-url", "http://127.0.0.1:9"], {
      env,
    });
    expect(JSON.stringify(result)).toContain("--page");
  });

  test("shows pauses, shares and the next command, but no text", () => {
    const html = pageHtml(picture);
    expect(html).toContain("nothing sent for 20 s (busy)");
    expect(html.match(/class="pause" x=/g)).toHaveLength(1);
    expect(html).toContain("(your template)");
    expect(html).not.toContain("hello {name}");
  });

  test("is well formed whatever words are in it", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 40 }), (text) => {
        const html = pageHtml({
          ...picture,
          file: text,
          stopped: `<script>${text}`,
          reasons: [{ status: "rejected", code: text, reason: `<img src=x>${text}`, count: 1 }],
        });
        expect(html).not.toMatch(/<(?:script|img)/);
        expect(html.match(/<svg/g)?.length).toBe(html.match(/<\/svg>/g)?.length);
      }),
    );
  });

  test("loads and runs nothing", () => {
    const html = pageHtml(picture);
    expect(html).toContain("default-src 'none'");
    expect(html).not.toMatch(/<script|(?:src|href)=|url\(/);
  });
});

describe("the times until delivered", () => {
  test("are counted in classes, each delivery once", () => {
    const counter = new DelayCounter();
    const submit_time = "2026-03-01T12:00:00Z";
    for (const deliver_time of ["2026-03-01T12:00:05Z", "2026-03-01T12:00:06Z", "2026-03-02T12:00:00Z", ""])
      counter.add({ submit_time, deliver_time });
    expect(counter.counts.filter(({ count }) => count > 0)).toEqual([
      { label: "up to 5 s", count: 1 },
      { label: "up to 10 s", count: 1 },
      { label: "longer", count: 1 },
    ]);
  });
});
