import { existsSync, readFileSync, rmSync, statSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { extname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { chromium, type Browser, type Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { build, temporaryFolder } from "../docs/support.js";

let folder: string;
let site: string;
let server: Server;
let browser: Browser;
let page: Page;
/** What the page did that it must not do. */
let complaints: string[];

beforeAll(async () => {
  folder = await temporaryFolder();
  site = join(folder, "site");
  await build(site);
  server = await serve(site);
  browser = await chromium.launch({
    executablePath: process.env["CHROMIUM_PATH"] ?? "/usr/bin/chromium",
    args: ["--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu"],
  });
});
afterAll(async () => {
  await browser.close();
  server.close();
  server.closeAllConnections();
  rmSync(folder, { recursive: true, force: true });
});

beforeEach(async () => {
  complaints = [];
  page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
  page.on("console", (message) => {
    if (["error", "warning"].includes(message.type())) complaints.push(message.text());
  });
  page.on("pageerror", (error) => complaints.push(error.message));
  page.on("request", (request) => {
    if (!isLocal(request.url())) complaints.push(`request to ${request.url()}`);
  });
});
afterEach(async () => {
  await page.close();
  expect(complaints).toEqual([]);
});

const languages = [
  {
    name: "English",
    file: "api.html",
    operation: "Send different messages in one request",
    oneOf: ["Signature by id", "Signature in the text"],
    label: "Request",
    meaning: "the same endpoint is in the request twice",
    chosen: "Every property",
    labels: ["One of:", "Array of objects", "characters"],
    columns: ["Sent?", "Retry?"],
  },
  {
    name: "Chinese",
    file: "api.zh-CN.html",
    operation: "批量发送不同内容的短信",
    oneOf: ["使用签名ID", "内容自带签名"],
    label: "请求",
    meaning: "同一号码在一次请求中重复出现",
    chosen: "全部参数",
    labels: ["以下之一：", "数组，元素为 objects", "个字符"],
    columns: ["是否已发送", "能否重试"],
  },
];

describe.each(["file", "http"] as const)("opened by %s:", (scheme) => {
  const open = (name: string, hash = "") => page.goto(address(scheme, name) + hash);

  describe.each(languages)("the $name reference", (language) => {
    const { file, operation, oneOf, label, meaning, chosen, labels, columns } = language;

    test("leads from its menu to the operation and shows both kinds of message", async () => {
      await open(file);
      await page
        .getByTestId("menu-item-label")
        .filter({ hasText: /^(Sending|发送短信)$/ })
        .click();
      await page.getByTestId("menu-item-label").filter({ hasText: operation }).first().click();
      const section = page.locator('[data-section-id$="smsbatchpublishwithdiffmessage"]');
      await section.getByText(label, { exact: true }).first().waitFor();
      await section.getByText("sms_message", { exact: true }).first().waitFor();
      for (const kind of oneOf) {
        await section
          .getByRole("tab", { name: kind, exact: true })
          .or(section.getByText(kind, { exact: true }))
          .first()
          .click();
      }
      await section.getByText("extend_code", { exact: true }).first().waitFor();
      await section.getByText("message_include_sign_flag", { exact: true }).first().waitFor();
    });

    test("finds an error code by search", async () => {
      await open(file);
      await search("SMN.0190");
      await page.locator('[data-component-name="Search/SearchItem"]').filter({ hasText: meaning }).click();
      await page.locator("#error-codes").getByText(meaning).waitFor();
    });

    test("shows the table of error codes", async () => {
      await open(file, "#tag/Error-codes");
      const row = page.locator("#error-codes tr").filter({ hasText: "SMN.0190" });
      await row.waitFor();
      expect(await row.innerText()).toContain(meaning);
      expect(await row.innerText()).toContain("This endpoint already exists.");
      expect(await row.isVisible()).toBe(true);
    });

    test("shows the example that is named, and follows the choice", async () => {
      await open(file, "#operation/SmsBatchPublishWithDiffMessage");
      const section = page.locator('[data-section-id$="smsbatchpublishwithdiffmessage"]');
      await section.getByText("730155").first().waitFor();
      await section
        .getByText(/^(?:Three codes for three people|向三个号码发送三个验证码)$/)
        .first()
        .click();
      await page.getByText(chosen, { exact: true }).last().click();
      await section.getByText("order-42").first().waitFor();
    });

    test("has its labels in its language", async () => {
      await open(file, "#operation/SmsBatchPublishWithDiffMessage");
      const section = page.locator('[data-section-id$="smsbatchpublishwithdiffmessage"]');
      for (const words of labels) await section.getByText(words).first().waitFor();
    });

    test("leads from its menu to the ways to authenticate, and from texts to what they name", async () => {
      await open(file);
      const menu = page.getByTestId("menu-item-label");
      await menu.filter({ hasText: /^(?:Authentication|鉴权)$/ }).click();
      await page.locator("h2, h3").filter({ hasText: "X-Auth-Token" }).first().waitFor();
      await menu.filter({ hasText: /^(?:Sending|发送短信)$/ }).click();
      await page.getByRole("link", { name: "ListSmsMsgReport" }).first().waitFor();
    });

    test("shows on a phone, first of all, whether a message was sent and may be retried", async () => {
      await page.setViewportSize({ width: 390, height: 844 });
      await open(file, "#tag/Error-codes");
      for (const name of columns) {
        const cell = page.locator("#error-codes th").filter({ hasText: name });
        const box = (await cell.boundingBox())!;
        expect(box.x).toBeGreaterThanOrEqual(0);
        expect(box.x).toBeLessThan(300);
      }
    });

    test("shows how to send the first message on its first screen", async () => {
      await open(file);
      const box = (await page.locator("pre").filter({ hasText: "curl" }).first().boundingBox())!;
      expect(box.y).toBeLessThan(600);
    });

    test("shows samples in five languages", async () => {
      await open(file, "#operation/SmsBatchPublishWithDiffMessage");
      const section = page.locator('[data-section-id$="smsbatchpublishwithdiffmessage"]');
      for (const [language, word] of Object.entries({
        TypeScript: "sendBatch",
        Python: "requests",
        Go: "func",
        Java: "Duration",
      })) {
        await section.getByRole("button", { name: /^(?:Payload|curl|TypeScript|Python|Go)$/ }).click();
        await page.getByRole("menuitem", { name: language, exact: true }).click();
        await section.getByText(word).first().waitFor();
      }
    });
  });

  test("the references link to each other and to the start page", async () => {
    await open("api.html");
    await page.getByRole("link", { name: "中文" }).click();
    await page.getByRole("heading", { name: /^华为云 SMN 短信接口/ }).waitFor();
    await page.getByRole("link", { name: "首页" }).click();
    await page.getByRole("heading", { name: "smn-sms" }).waitFor();
  });

  test("every link of the start page leads to a file", async () => {
    await open("index.html");
    const links = await page
      .getByRole("link")
      .evaluateAll((all) => all.map((one) => one.getAttribute("href")!));
    expect(links).toEqual(expect.arrayContaining(["api.html", "api.zh-CN.html", "typescript/index.html"]));
    expect(links.filter((link) => !existsSync(join(site, decodeURIComponent(link))))).toEqual([]);
  });

  test("the TypeScript pages show the API and find things by search", async () => {
    await open("typescript/index.html");
    await page.locator("#tsd-search-trigger").click();
    await page.locator("#tsd-search-input").fill("createSmsClient");
    await page.locator("#tsd-search-results a").first().click();
    await page.getByRole("heading", { name: /createSmsClient/ }).waitFor();
    await page.getByRole("link", { name: "Start page" }).click();
    await page.getByRole("heading", { name: "Guides" }).waitFor();
  });

  test.each([
    ["index.html", "smn-sms"],
    ["README.html", "smn-sms"],
    ["api.html", "Huawei Cloud SMN SMS"],
    ["api.html#operation/SmsBatchPublishWithDiffMessage", "Send different messages in one request"],
    ["api.zh-CN.html#tag/Error-codes", "错误码"],
    ["api.html#tag/Regions", "Regions"],
    ["typescript/modules/smn-sms.html", "Module smn-sms"],
  ])("%s fits a phone", async (name, heading) => {
    await page.setViewportSize({ width: 390, height: 844 });
    const [file, hash] = name.split("#");
    await open(file!, hash === undefined ? "" : `#${hash}`);
    await page.locator("h1, h2").filter({ hasText: heading }).first().waitFor();
    const widths = await page.evaluate(() => [
      document.documentElement.scrollWidth,
      document.body.scrollWidth,
    ]);
    expect(Math.max(...widths)).toBeLessThanOrEqual(390);
  });
});

/** Opens the search of a reference and types; the index is made in a worker, so results may take a moment. */
async function search(text: string): Promise<void> {
  await page.getByText(/Ctrl\+K/).waitFor();
  await page.getByTestId("search-trigger").click();
  await page.getByPlaceholder("Search docs...").fill(text);
}

function address(scheme: "file" | "http", name: string): string {
  if (scheme === "file") return pathToFileURL(join(site, name)).href;
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/${name}`;
}

function isLocal(url: string): boolean {
  return /^(?:file|data|blob|about):/.test(url) || url.startsWith(address("http", ""));
}

async function serve(root: string): Promise<Server> {
  const types: Record<string, string> = {
    ...{ ".html": "text/html", ".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml" },
  };
  const created = createServer((request, response) => {
    const file = join(root, decodeURIComponent(new URL(request.url!, "http://localhost").pathname));
    const found = existsSync(file) && statSync(file).isFile();
    response.writeHead(found ? 200 : 404, { "content-type": types[extname(file)] ?? "text/plain" });
    response.end(found ? readFileSync(file) : "");
  });
  await new Promise<void>((done) => created.listen(0, "127.0.0.1", done));
  return created;
}
