import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { errorCodes } from "../../src/mock/contract/errorCodes.js";
import { regions, smnAddress } from "../../generated/regions.js";
import { build, stubSite, temporaryFolder, type Built } from "./support.js";

let folder: string;
let site: string;
let first: Built;
const read = (name: string) => readFileSync(join(site, name), "utf8");

/** The document as a reference page holds it. */
function shown(name: string): { tags: { name: string; description: string }[] } {
  const definition = /__redoc_definition = (\{.*\});$/m.exec(read(name))![1]!;
  return JSON.parse(definition) as ReturnType<typeof shown>;
}

beforeAll(async () => {
  folder = await temporaryFolder();
  site = join(folder, "site");
  first = await build(site);
}, 300_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe("the site", () => {
  test("is made without a warning, a dead link or an address that a page would load", () => {
    expect(first).toEqual({ problems: [], failed: false });
  });

  test.each([
    ["api.html", "fault of the message queue"],
    ["api.zh-CN.html", "消息队列异常"],
  ])("%s shows every error code and every region", (name, meaning) => {
    const sections = Object.fromEntries(shown(name).tags.map((tag) => [tag.name, tag.description]));
    for (const { code } of errorCodes) expect(sections["Error codes"]).toContain(`\`${code}\``);
    expect(sections["Error codes"]).toContain(meaning);
    for (const region of regions) {
      expect(sections["Regions"]).toContain(`| \`${region}\`&nbsp; | \`${smnAddress(region)}\`&nbsp; |`);
    }
  });

  test("both references have the viewer's telemetry off", () => {
    for (const name of ["api.html", "api.zh-CN.html"])
      expect(read(name)).toContain('"disableTelemetry":true');
  });

  test("offers the documents that the references show", () => {
    const titles = ["openapi.json", "openapi.zh-CN.json"].map(
      (name) => (JSON.parse(read(name)) as { info: { title: string } }).info.title,
    );
    expect(titles).toEqual(["Huawei Cloud SMN SMS", "华为云 SMN 短信接口"]);
    expect(read("smn-sms.yaml")).toBe(readFileSync("openapi/smn-sms.yaml", "utf8"));
  });

  test("describes all three entries of the package", () => {
    const page = read("typescript/index.html");
    for (const entry of ["smn-sms", "smn-sms/mock", "smn-sms/msw"]) expect(page).toContain(`>${entry}<`);
  });
});

describe("a guide", () => {
  let guides: string;
  let small: string;
  const read = (name: string) => readFileSync(join(small, name), "utf8");
  const guide = (name: string, text: string) => writeFileSync(join(guides, name), text);
  const renew = () => build(small, relative(process.cwd(), guides), "guides");

  beforeEach(() => {
    guides = mkdtempSync(join(folder, "guides-"));
    small = mkdtempSync(join(folder, "small-"));
    stubSite(small);
  });

  test("is linked from the start page and links to others, to their sections and to itself", async () => {
    guide("one.md", "# One `way`\n\nFirst sentence. Second.\n\n[two](two.md#a-b) [here](#one-way)\n");
    guide("two.md", "# 二\n\n## A b!\n\n## a b\n\n[back](one.md)\n");
    expect(await renew()).toEqual({ problems: [], failed: false });
    expect(read("one.html")).toContain('<a href="two.html#a-b">two</a> <a href="#one-way">here</a>');
    expect(read("two.html")).toContain('<h2 id="a-b">A b!</h2>');
    expect(read("two.html")).toContain('<h2 id="a-b-1">a b</h2>');
    expect(read("index.html")).toContain(
      '<a href="one.html"><strong>One way</strong><span>First sentence.</span>',
    );
  });

  test("that links to a file of the project brings it along", async () => {
    const project = relative(guides, process.cwd());
    guide(
      "one.md",
      `# One\n\n[config](${project}/openapi/redocly.yaml) [spec](${project}/openapi/smn-sms.yaml)\n`,
    );
    expect(await renew()).toEqual({ problems: [], failed: false });
    expect(read("one.html")).toContain('<a href="files/openapi/redocly.yaml">config</a>');
    expect(read("one.html")).toContain('<a href="smn-sms.yaml">spec</a>');
    expect(existsSync(join(small, "files/openapi/redocly.yaml"))).toBe(true);
  });

  test("shows the words of an image on another host, not the image", async () => {
    guide("one.md", "# One\n\n![build passing](https://img.example/badge.svg)\n");
    expect(await renew()).toEqual({ problems: [], failed: false });
    expect(read("one.html")).toContain("<p>build passing</p>");
  });

  test("with a dead link ends the build and leaves the former site alone", async () => {
    guide("one.md", "# One\n");
    await renew();
    const former = read("index.html");
    guide("two.md", "# Two\n\n[gone](three.md)\n");
    const { problems, failed } = await renew();
    expect(failed).toBe(true);
    expect(problems.join()).toContain("two.md: three.md leads nowhere");
    expect(read("index.html")).toBe(former);
  });

  test("that points to a section which is not there is reported", async () => {
    guide("one.md", "# One\n\n[section](#nothing)\n");
    const { problems, failed } = await renew();
    expect(failed).toBe(false);
    expect(problems.join()).toContain("one.html: #nothing: the page has no such section");
  });

  test.each([
    ['<img src="https://img.example/a.png">', "https://img.example/a.png"],
    ['<script src="//cdn.example/a.js"></script>', "//cdn.example/a.js"],
    ["<link rel=stylesheet href=https://cdn.example/a.css>", "https://cdn.example/a.css"],
    ["<style>@import 'https://cdn.example/b.css';</style>", "https://cdn.example/b.css"],
  ])("with %s is reported: it would ask another host", async (html, address) => {
    guide("one.md", `# One\n\n${html}\n`);
    const { problems, failed } = await renew();
    expect(failed).toBe(false);
    expect(problems.join()).toContain(`one.html: it would load ${address}`);
  });

  test("named like a page of the site is refused", async () => {
    guide("api.md", "# Another\n");
    const { problems, failed } = await renew();
    expect(failed).toBe(true);
    expect(problems.join()).toContain("the site has another api.html already");
  });
});
