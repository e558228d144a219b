import { mkdirSync, readFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { chromium, type Browser, type BrowserContext, type Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { createSmsClient, type SmsClient } from "../../src/index.js";
import {
  sandboxCredentials,
  sandboxProjectId,
  sandboxSign,
  startMockServer,
  type MockServer,
} from "../../src/mock/index.js";

let browser: Browser;
let context: BrowserContext;
let server: MockServer;
let sms: SmsClient;
/** What a page did that it must not do. */
let complaints: string[];

beforeAll(async () => {
  browser = await chromium.launch({
    executablePath: process.env["CHROMIUM_PATH"] ?? "/usr/bin/chromium",
    args: ["--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu"],
  });
});
afterAll(() => browser.close());

beforeEach(async () => {
  complaints = [];
  server = await startMockServer({
    deliveryDelayMs: 600_000,
    clockControl: true,
    callbackUrl: "http://127.0.0.1:9/reports",
    fetch: async () => new Response(),
  });
  sms = clientOf(server.url);
  context = await browser.newContext({ viewport: { width: 1280, height: 800 }, locale: "en-GB" });
  await context.grantPermissions(["clipboard-read", "clipboard-write"], { origin: server.url });
});
afterEach(async () => {
  await context.close();
  await server.close();
  expect(complaints).toEqual([]);
});

function clientOf(baseUrl: string): SmsClient {
  return createSmsClient({
    baseUrl,
    projectId: sandboxProjectId,
    credentials: sandboxCredentials,
    timeoutMs: 2000,
    retry: { maxAttempts: 1 },
  } as Parameters<typeof createSmsClient>[0]);
}

async function open(path = "/"): Promise<Page> {
  const page = await context.newPage();
  page.on("console", (message) => {
    if (["error", "warning"].includes(message.type())) complaints.push(message.text());
  });
  page.on("pageerror", (error) => complaints.push(error.message));
  page.on("request", (request) => {
    if (!request.url().startsWith(`${server.url}/`) && !request.url().startsWith("data:"))
      complaints.push(`request to ${request.url()}`);
  });
  await page.goto(server.url + path);
  return page;
}

const send = (endpoint: string, message: string) =>
  sms.send({ endpoint, message, sign_id: sandboxSign.sign_id });

/** Pictures to look at, where `PICTURES` names a folder. */
async function picture(page: Page, name: string): Promise<void> {
  const folder = process.env["PICTURES"];
  if (folder === undefined) return;
  mkdirSync(folder, { recursive: true });
  await page.screenshot({ path: `${folder}/${name}.png` });
}

describe("the inbox", () => {
  test("shows a text in two tabs as soon as it was sent, with its signature in front", async () => {
    const [first, second] = [await open(), await open("/?number=13800000001")];
    await first.getByText("No texts yet").waitFor();
    await send("+8613800000001", "您的验证码是 913577，5分钟内有效。");
    for (const page of [first, second])
      await page.getByText("【XX商城】您的验证码是 913577").first().waitFor();
    await first.getByRole("link", { name: /13800000001/ }).click();
    await first.getByRole("region", { name: "Texts of +8613800000001" }).waitFor();
    expect(new URL(first.url()).search).toBe("?number=13800000001");
  });

  test.each(["/?number=%2B8613800000001", "/?number=+86+138-0000-0001"])(
    "shows a number that is asked for in another spelling: %s",
    async (path) => {
      await send("13800000001", "parcel");
      const thread = (await open(path)).getByRole("region", { name: "Texts of 13800000001" });
      await thread.getByText("【XX商城】parcel").waitFor();
    },
  );

  test("finds a number in another spelling", async () => {
    await send("+8613800000001", "parcel");
    await send("+8613800000002", "letter");
    const page = await open("/?q=0086%20138%200000%200001");
    await page.getByText("【XX商城】parcel").waitFor();
    expect(await page.getByRole("link", { name: /1380000000/ }).count()).toBe(1);
  });

  test("hands the code of a text to a log-in form", async () => {
    const shop = await open();
    const phone = await open("/?number=13800000002");
    await send("+8613800000002", "Your code is 482913. It expires in 5 minutes.");
    await phone.getByRole("button", { name: "Copy code 482913" }).click();
    await phone.getByText("Copied").waitFor();
    await shop.bringToFront();
    await shop.getByRole("searchbox").focus();
    await shop.keyboard.press("Control+V");
    expect(await shop.getByRole("searchbox").inputValue()).toBe("482913");
    await shop.getByRole("link", { name: /13800000002/ }).waitFor();
  });

  test("shows what became of each text, and lets reports and replies arrive by a click", async () => {
    await sms.sendBatch([
      { endpoint: "+8613800000003", message: "parcel", sign_id: sandboxSign.sign_id },
      { endpoint: "+8617099990227", message: "rejected", sign_id: sandboxSign.sign_id },
    ]);
    const page = await open("/?number=13800000003");
    const thread = page.getByRole("region", { name: /Texts of/ });
    await thread.getByText("waiting for its report").waitFor();
    await thread.getByRole("button", { name: "Let it fail" }).click();
    await thread.getByText("failed (UNDELIV)").waitFor();
    await page.getByPlaceholder("Reply as this number").fill("TD");
    await page.getByRole("button", { name: "Send reply" }).click();
    await thread.getByText("TD", { exact: true }).waitFor();
    await expect
      .poll(() => server.service.pushes.map(({ event_type }) => event_type))
      .toEqual(["sms_fail_event", "sms_reply_event"]);
    await page.getByRole("link", { name: /17099990227/ }).click();
    await page.getByText("SMN.0227: ").waitFor();
    await page.getByText("rejected, not sent (SMN.0227)").first().waitFor();
  });

  test("lets hostile texts do nothing", async () => {
    const hostile = [
      "<img src=x onerror=\"document.title='taken'\"><script>document.title='taken'</script>",
      "abc\u202Edefghi\u2066jkl\u200F",
      "😀".repeat(490),
      "Z͑ͫ̓ͪ̂ͫ̽͏̴̙̤̞͉͚̯̞̠͍A̴̵̜̰͔ͫ͗͢L̠ͨͧͩ͘G̴̻͈͍͔̹̑͗̎̅͛́Ǫ̵̹̻̝̳͂̌̌͘!".repeat(3),
      "javascript:alert(1) http://evil.example/?q=1 & </style></script><h1>big</h1>",
      "x".repeat(480),
    ];
    for (const [index, text] of hostile.entries()) await send(`+861380000010${index}`, text);
    const page = await open();
    for (const [index, text] of hostile.entries()) {
      await page.getByRole("link", { name: new RegExp(`1380000010${index}`) }).click();
      const shown = page.getByRole("article").locator(".text");
      await expect.poll(() => shown.textContent()).toBe(`【XX商城】${text}`);
      await picture(page, `hostile-${index}`);
    }
    expect(await page.title()).toBe("SMS sandbox");
    expect(await page.locator("img, h1:has-text('big'), main script").count()).toBe(0);
    const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    expect(overflow).toBeLessThanOrEqual(0);
  });

  test("stays quick with 10,000 texts", async () => {
    const messages = Array.from({ length: 10_000 }, (_, index) => ({
      endpoint: `+861390000${String(index).padStart(4, "0")}`,
      message: `Text ${index}: your order is on its way.`,
      sign_id: sandboxSign.sign_id,
    }));
    const page = await open();
    for (let start = 0; start < messages.length; start += 999)
      await sms.sendBatch(messages.slice(start, start + 999));
    await page.getByRole("link", { name: "Inbox 10000" }).waitFor();
    const list = page.getByRole("list", { name: "Numbers with texts" });
    expect(await list.getByRole("listitem").count()).toBeLessThan(60);
    const scroller = page.locator(".side .scroller");
    await scroller.evaluate((element) => {
      element.scrollTop = element.scrollHeight;
    });
    await list.locator('[aria-posinset="10000"]').waitFor();
    await page.getByRole("searchbox").fill("Text 7777:");
    await list.getByRole("link", { name: /13900007777/ }).waitFor();
    expect(await list.getByRole("listitem").count()).toBe(1);
  });
});

describe.each(["docs/testing.md", "docs/testing.zh-CN.md"])("the lines for Playwright in %s", (guide) => {
  test("log in by a text", async () => {
    const shop = createServer((request, response) => {
      const { searchParams } = new URL(request.url ?? "/", "http://shop.test");
      const phone = searchParams.get("phone");
      if (phone !== null) void send(phone, "您的验证码是 135790。");
      response.setHeader("content-type", "text/html");
      response.end(
        `<title>Shop</title><form><label>Phone <input name="phone"></label><button>Send code</button></form>
<form><label>Code <input name="code"></label><button>Log in</button></form><p>code ${searchParams.get("code") ?? "none"}</p>`,
      );
    });
    await new Promise<void>((resolve) => shop.listen(0, "127.0.0.1", resolve));
    const shopUrl = `http://127.0.0.1:${(shop.address() as AddressInfo).port}`;
    const snippet = /```js\nimport \{ test \}[^\n]*\n([^]*?)```/.exec(readFileSync(guide, "utf8"))?.[1] ?? "";
    const code = snippet
      .replaceAll("http://localhost:3000/login", shopUrl)
      .replaceAll("http://127.0.0.1:8787", server.url);
    const page = await context.newPage();
    type Body = (fixtures: { page: Page; request: BrowserContext["request"] }) => Promise<void>;
    let running: Promise<void> | undefined;
    const run = (_: string, body: Body): void => {
      running = body({ page, request: context.request });
    };
    // The lines of the guide, as they are.
    // eslint-disable-next-line @typescript-eslint/no-implied-eval, @typescript-eslint/no-unsafe-call
    new Function("test", code)(run);
    await running;
    await page.getByText("code 135790").waitFor();
    shop.close();
    shop.closeAllConnections();
  });
});

describe("the other views", () => {
  test("a fault by a click makes the client's next message fail", async () => {
    const page = await open("/?view=faults");
    await page.getByRole("button", { name: "Reset after accepting" }).click();
    await page.getByRole("listitem").filter({ hasText: '"reset"' }).waitFor();
    const outcome = await send("+8613800000004", "was it sent?");
    expect(outcome.status).toBe("unknown");
    await page.getByText("None: every request is answered properly.").waitFor();
    await page.getByRole("spinbutton", { name: "How many times" }).fill("2");
    await page.getByRole("button", { name: "Throttle (429)" }).click();
    await page.getByText("2 ×").waitFor();
    await page.getByRole("button", { name: "Remove all faults" }).click();
    expect((await send("+8613800000005", "fine")).status).toBe("accepted");
  });

  test("a refused signature is explained", async () => {
    await createSmsClient({
      baseUrl: server.url,
      projectId: sandboxProjectId,
      credentials: { ak: sandboxCredentials.ak, sk: "anotherSecret" },
    }).send({ endpoint: "+8613800000006", message: "x", sign_id: sandboxSign.sign_id });
    const page = await open("/?view=requests");
    await page.getByText("401").first().click();
    await page.getByText("by another secret key").waitFor();
    await page.getByText(/^POST\n\/v2\//).waitFor();
    await picture(page, "signature");
    expect(await page.content()).not.toContain(sandboxCredentials.sk);
  });

  test("signatures, balance, clock and reset follow a click", async () => {
    await send("+8613800000007", "hello");
    const page = await open("/?view=account");
    await page.getByRole("combobox", { name: "Status XX商城" }).selectOption("pending");
    await expect.poll(async () => (await send("+8613800000008", "x")).status).toBe("rejected");
    await page.getByRole("combobox", { name: "Status XX商城" }).selectOption("approved");
    await page.getByRole("spinbutton", { name: "Balance" }).fill("7");
    await page.getByRole("button", { name: "Set balance" }).click();
    await page.getByText("Parts left: 7").waitFor();
    expect(server.service.balance).toBe(7);
    const before = server.service.now();
    await page.getByRole("button", { name: "Forward by 1 hour" }).click();
    await expect.poll(() => server.service.now() - before).toBeGreaterThanOrEqual(3_600_000);
    await picture(page, "account");
    await page.getByRole("button", { name: "Reset the sandbox" }).click();
    await expect.poll(() => server.service.messages.length).toBe(0);
    await page.getByRole("link", { name: "Inbox 0" }).click();
    await page.getByText("No texts yet").waitFor();
  });
});

describe.each([1280, 390])("%s pixels wide", (width) => {
  test.each([
    ["en", "Inbox", "Magic numbers"],
    ["zh", "收件箱", "特殊号码"],
  ])("works in %s, by keyboard alone, light and dark", async (language, inbox, numbers) => {
    await send("+8613800000009", "您的验证码是 246810，请勿告诉他人。");
    await sms.sendBatch([
      { endpoint: "+8613800000010", message: "Your parcel arrives today.", sign_id: sandboxSign.sign_id },
      { endpoint: "+8617099990057", message: "Too many", sign_id: sandboxSign.sign_id },
    ]);
    const page = await open(`/?lang=${language}`);
    await page.setViewportSize({ width, height: 800 });
    await page.getByRole("link", { name: new RegExp(`^${inbox}`) }).waitFor();
    expect(await page.evaluate(() => document.documentElement.lang)).toBe(language === "zh" ? "zh-CN" : "en");
    await page.keyboard.press("/");
    await page.keyboard.type("1380000000");
    const row = page.getByRole("link", { name: /13800000009/ });
    await row.waitFor();
    await row.focus();
    await page.keyboard.press("Enter");
    await page.getByRole("button", { name: /246810/ }).waitFor();
    for (const colorScheme of ["light", "dark"] as const) {
      await page.emulateMedia({ colorScheme });
      await picture(page, `thread-${language}-${width}-${colorScheme}`);
    }
    for (const view of ["inbox", "requests", "faults", "numbers", "account"]) {
      await page.goto(`${server.url}/?view=${view}&lang=${language}`);
      await page.getByRole("link", { name: numbers }).waitFor();
      await picture(page, `${view}-${language}-${width}`);
      const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      expect(overflow, view).toBeLessThanOrEqual(0);
    }
  });
});
