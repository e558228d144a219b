import { copyFileSync, existsSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { chromium, type Browser, type Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createSmsClient } from "../../src/index.js";
import { sandboxCredentials, sandboxProjectId, sandboxSign, startMockServer } from "../../src/mock/index.js";
import { temporaryFolder } from "../docs/support.js";
import { runInside } from "../cli/support.js";

/** Pictures that the guides and the start page show. `UPDATE_PICTURES=1` makes them anew. */
const folder = fileURLToPath(new URL("../../docs/pictures/", import.meta.url));
const demo = fileURLToPath(new URL("../../docs/demo/people.csv", import.meta.url));

let browser: Browser;
beforeAll(async () => {
  browser = await chromium.launch({
    executablePath: process.env["CHROMIUM_PATH"] ?? "/usr/bin/chromium",
    args: ["--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu"],
  });
});
afterAll(() => browser.close());

async function keep(page: Page, name: string): Promise<void> {
  const path = join(folder, name);
  if (process.env["UPDATE_PICTURES"] !== undefined) {
    mkdirSync(folder, { recursive: true });
    await page.screenshot({ path });
  }
  expect(existsSync(path)).toBe(true);
}

test("the inbox with a code, a parcel and a refusal", async () => {
  const server = await startMockServer({ seed: 7, deliveryDelayMs: 0 });
  const sms = createSmsClient({
    baseUrl: server.url,
    projectId: sandboxProjectId,
    credentials: sandboxCredentials,
  });
  const { sign_id } = sandboxSign;
  await sms.sendBatch([
    {
      endpoint: "+8613800000003",
      message: "Your parcel will arrive today between 14:00 and 16:00.",
      sign_id,
    },
    { endpoint: "+8617099990227", message: "You have won!", sign_id },
    { endpoint: "+8617099980001", message: "您的订单已发货，请注意查收。", sign_id },
    { endpoint: "+8613800000002", message: "尊敬的会员，您的积分将于月底到期。", sign_id },
  ]);
  await sms.send({ endpoint: "+8613800000001", message: "Welcome to the shop!", sign_id });
  server.service.reply({ endpoint: "+8613800000001", reply: "Thanks" });
  await sms.send({
    endpoint: "+8613800000001",
    message: "Your code is 913577. It expires in 5 minutes.",
    sign_id,
  });
  const page = await browser.newPage({
    viewport: { width: 1040, height: 560 },
    locale: "en-GB",
  });
  await page.goto(`${server.url}/?number=13800000001`);
  await page.getByRole("button", { name: "Copy code 913577" }).waitFor();
  await page.getByText("delivered").nth(2).waitFor();
  await keep(page, "inbox.png");
  await page.close();
  await server.close();
});

test("a run with a pause, rejections and deliveries", async () => {
  const server = await startMockServer({
    seed: 7,
    deliveryDelayMs: 0,
    faults: [
      { kind: "throttle", after: 4, times: 1, retryAfter: 2 },
      { kind: "reject", code: "SMN.0227", times: 37 },
      { kind: "reset", when: "after", after: 12 },
    ],
  });
  const file = join(await temporaryFolder(), "people.csv");
  copyFileSync(demo, file);
  const env = {
    HUAWEICLOUD_SDK_AK: sandboxCredentials.ak,
    HUAWEICLOUD_SDK_SK: sandboxCredentials.sk,
    HUAWEICLOUD_SDK_PROJECT_ID: sandboxProjectId,
  };
  const connection = ["--base-url", server.url, "--sign-id", sandboxSign.sign_id];
  const texts = ["--phone-column", "phone", "--template", "{greeting}{notice}"];
  const { systemClock: clock } = await import("../../src/base/clock.js");
  const sending = ["--batch-size", "50", "--rate", "400", "--concurrency", "2", "--yes"];
  await runInside(["send", file, ...texts, ...sending, ...connection], { env, clock });
  const report = await runInside(["report", file, "--page", ...connection], { env, clock });
  expect(report.stderr).toContain("Page of the run");
  const page = await browser.newPage({ viewport: { width: 860, height: 620 } });
  const problems: string[] = [];
  page.on("console", (message) => problems.push(message.text()));
  await page.goto(pathToFileURL(`${file}.results.html`).href);
  await page.getByRole("heading", { name: "Messages over time" }).waitFor();
  await keep(page, "run.png");
  for (const width of [390, 860]) {
    await page.setViewportSize({ width, height: 800 });
    const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    expect(overflow).toBeLessThanOrEqual(0);
    await page.screenshot({ path: join(await temporaryFolder(), `run-${width}.png`), fullPage: true });
    if (process.env["PICTURES"] !== undefined)
      await page.screenshot({ path: `${process.env["PICTURES"]}/run-${width}.png`, fullPage: true });
  }
  await page.emulateMedia({ media: "print" });
  if (process.env["PICTURES"] !== undefined) await page.pdf({ path: `${process.env["PICTURES"]}/run.pdf` });
  expect(problems).toEqual([]);
  await page.close();
  await server.close();
});
