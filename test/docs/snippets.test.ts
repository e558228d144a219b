import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { setupServer } from "msw/node";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { createMockService, sandboxCredentials, sandboxSign } from "../../src/mock/index.js";
import { createHandlers } from "../../src/mock/doors/createHandlers.js";
import { newDatabase } from "../ledger/postgres.js";
import { sourceBuild } from "../sourceBuild.js";
import { exampleModule, examples } from "./examples.js";
import { problemsOf } from "./problemsOf.js";

const root = fileURLToPath(new URL("../..", import.meta.url));
const pages = [
  "README.md",
  ...readdirSync(join(root, "docs"))
    .filter((name) => name.endsWith(".md"))
    .map((name) => `docs/${name}`),
];
const snippetFolder = join(root, "test/.snippets");
const DOCSTRINGS = "examples_of_docstrings.ts";

/** What the type checker must not let pass: it is given them together with the snippets. */
const FAULTS = new Map([
  ["fault_of_syntax.ts", "const a = ;"],
  ["fault_of_a_name.ts", 'import { nothing } from "smn-sms";'],
  ["fault_of_a_type.ts", 'import { createSmsClient } from "smn-sms";\ncreateSmsClient({ projectId: 1 });'],
  ["fault_of_an_index.ts", "const list: string[] = [];\nlist[0].length;"],
]);
let problems: string[] = [];

const snippets = pages.flatMap((page) => {
  const text = readFileSync(join(root, page), "utf8");
  return [...text.matchAll(/^```(ts|sh)\n([\s\S]*?)^```$/gm)].map(([, language, code], place) => ({
    name: `${page} snippet ${place + 1}`,
    file: `${page.replaceAll(/\W/g, "_")}_${place + 1}.ts`,
    language,
    code: code ?? "",
  }));
});
const typescript = snippets.filter(({ language }) => language === "ts");
const shell = snippets.filter(({ language }) => language === "sh");

beforeAll(() => {
  rmSync(snippetFolder, { recursive: true, force: true });
  mkdirSync(snippetFolder);
  for (const [name, code] of FAULTS) writeFileSync(join(snippetFolder, name), `${code}\nexport {};\n`);
  for (const { file, code } of typescript) writeFileSync(join(snippetFolder, file), `${code}\nexport {};\n`);
  writeFileSync(join(snippetFolder, DOCSTRINGS), exampleModule());
  const names = [...typescript.map(({ file }) => file), DOCSTRINGS];
  problems = problemsOf(snippetFolder, [...names, ...FAULTS.keys()]);
}, 120_000);
afterAll(() => rmSync(snippetFolder, { recursive: true, force: true }));

describe("TypeScript snippets of the documentation", () => {
  it("are there", () => expect(typescript.length).toBeGreaterThanOrEqual(6));

  it.each(examples)("include an example in the docstring of $name", ({ code }) => expect(code).toMatch(/\S/));

  it("pass the type checker unchanged", () => {
    expect(problems.filter((problem) => !problem.includes("/fault_of_"))).toEqual([]);
  });

  it.each([...FAULTS.keys()])("would not pass it with %s", (name) => {
    expect(problems.join("\n")).toContain(name);
  });

  it.each(typescript)("$name runs", async ({ file, code }) => {
    const folder = mkdtempSync(join(tmpdir(), "snippet-"));
    const cwd = process.cwd();
    const service = createMockService({
      signs: [sandboxSign, { ...sandboxSign, sign_id: "caf488c7ccaf4ffba0c9aa149ab2caf4" }],
    });
    // A snippet that sets up its own server gets none from here.
    const server = code.includes("setupServer") ? undefined : setupServer(...createHandlers(service));
    const log = vi.spyOn(console, "log").mockImplementation(() => undefined);
    vi.stubEnv("HUAWEICLOUD_SDK_AK", sandboxCredentials.ak);
    vi.stubEnv("HUAWEICLOUD_SDK_SK", sandboxCredentials.sk);
    vi.stubEnv("HUAWEICLOUD_SDK_PROJECT_ID", "f96188c7ccaf4ffba0c9aa149ab2bd57");
    if (code.includes("DATABASE_URL")) vi.stubEnv("DATABASE_URL", await databaseUrl());
    server?.listen({ onUnhandledRequest: "error" });
    process.chdir(folder);
    try {
      await import(/* @vite-ignore */ pathToFileURL(join(snippetFolder, file)).href);
      // What a snippet prints about an outcome would be a failure.
      const printed = log.mock.calls.flat().filter((value) => typeof value === "object");
      expect(printed).toEqual([]);
      const expected =
        (code.match(/sms\.send\(|sendOnce\(/g) ?? []).length + (code.includes("sendAll(") ? 2 : 0);
      if (server !== undefined) expect(service.messages).toHaveLength(expected);
      else expect(log).toHaveBeenCalledWith(1);
    } finally {
      process.chdir(cwd);
      server?.close();
      log.mockRestore();
      vi.unstubAllEnvs();
      rmSync(folder, { recursive: true, force: true });
    }
  });
});

/** An empty database. */
async function databaseUrl(): Promise<string> {
  const pool = await newDatabase();
  const { connectionString = "" } = pool.options;
  await pool.end();
  return connectionString;
}

describe("commands in the documentation", () => {
  const scripts = (
    JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as { scripts: Record<string, string> }
  ).scripts;
  const command = join(sourceBuild(), "cli/smn-sms.js");
  const helps = new Map<string, string>();
  const helpOf = (subcommand: string): string => {
    const help =
      helps.get(subcommand) ??
      execFileSync(process.execPath, [command, subcommand, "--help"], { encoding: "utf8" });
    helps.set(subcommand, help);
    return help;
  };
  const lines = shell.flatMap(({ name, code }) =>
    code
      .trim()
      .split("\n")
      .map((line) => ({ name, line })),
  );

  it.each(lines.filter(({ line }) => /^npm (?!install|ci)/.test(line)))(
    "$name: $line is a script",
    ({ line }) => {
      const name = /^npm (?:run )?([\w:]+)/.exec(line)?.[1] ?? "";
      expect(name === "cit" ? "test" : name).toSatisfy((script: string) => script in scripts);
    },
  );

  it.each(lines.filter(({ line }) => line.startsWith("npx smn-sms")))(
    "$name: $line has known options",
    ({ line }) => {
      const [, , subcommand = ""] = line.split(" ");
      const help = helpOf(subcommand);
      for (const [option] of line.matchAll(/--[a-z-]+/g)) expect(help).toContain(option);
    },
  );
});
