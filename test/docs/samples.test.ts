import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { runInNewContext } from "node:vm";
import ts from "typescript";
import { beforeAll, describe, expect, test } from "vitest";
import { commentsOf, samplesOf } from "../../docs/theme/samples.mjs";
import { texts } from "../../docs/theme/texts.mjs";
import { validators } from "../../generated/validators.js";

const document = JSON.parse(readFileSync("generated/openapi.json", "utf8")) as {
  paths: Record<string, Record<string, { operationId?: string }>>;
};
const operations = Object.entries(document.paths).flatMap(([path, item]) =>
  Object.entries(item).map(([method, operation]) => ({ path, method, ...operation })),
);
/** The samples in a language, by operation. */
const samplesIn = (lang: string) =>
  operations.flatMap(({ operationId }) =>
    operationId === undefined
      ? []
      : samplesOf(operationId)
          .filter((one) => one.lang === lang)
          .map(({ source }) => [operationId, source] as const),
  );
const shell = samplesIn("Shell");
const typescript = samplesIn("TypeScript");
const samples = samplesOf("SmsBatchPublishWithDiffMessage");
const sample = (lang: string) => samples.find((one) => one.lang === lang)!.source;
const python = ["python3", "python"].find((name) => spawnSync(name, ["--version"]).status === 0);

test("the call that sends is shown in five languages", () => {
  expect(samples.map(({ lang }) => lang)).toEqual(["Shell", "TypeScript", "Python", "Go", "Java"]);
});

test("every file of samples belongs to an operation", () => {
  const ids = operations.map(({ operationId }) => operationId);
  const files = readdirSync("docs/samples").map((file) => file.split(".")[0]);
  expect(files.filter((name) => !ids.includes(name))).toEqual([]);
});

test("every comment of a sample is in Chinese on the Chinese page", () => {
  const { comments } = texts["zh-CN"];
  const all = operations.flatMap(({ operationId = "" }) => samplesOf(operationId));
  const found = new Set(all.flatMap(({ source }) => commentsOf(source)));
  expect([...found].sort()).toEqual(Object.keys(comments).sort());
  const [chinese] = samplesOf("GetSmsMessage", comments);
  expect(chinese?.source).toMatch(/^# \p{Script=Han}/u);
});

test("every other call is shown for the shell, but for the alias", () => {
  const shown = shell.map(([operationId]) => operationId);
  const all = operations.flatMap(({ operationId = [] }) => operationId);
  expect(all.filter((operationId) => !shown.includes(operationId))).toEqual([
    "SmsBatchPublishWithDiffMessageAlias",
  ]);
});

describe.each(["Shell", "Python", "Go", "Java"])("the sample in %s", (lang) => {
  test("sends a body that fits the document", () => {
    const body: unknown = JSON.parse(balanced(sample(lang), sample(lang).indexOf("sms_message"), "{", "}"));
    validators.SmsBatch(body);
    expect(validators.SmsBatch.errors).toBeNull();
  });

  test("takes the token and the project from the environment, and has a time limit", () => {
    const source = sample(lang);
    expect(source).toMatch(/X-Auth-Token.*(?:\$\{TOKEN\}|environ\["TOKEN"\]|etenv\("TOKEN"\))/);
    expect(source).toMatch(/\$\{PROJECT_ID\}|environ\['PROJECT_ID'\]|etenv\("PROJECT_ID"\)/);
    expect(source).toMatch(/max-time 30|timeout=30|30 \* time\.Second|ofSeconds\(30\)/);
  });
});

test("the sample in TypeScript sends messages that fit the document", () => {
  const source = sample("TypeScript");
  const list = balanced(source, source.indexOf("endpoint"), "[", "]");
  const body = { sms_message: structuredClone(runInNewContext(list)) as unknown };
  expect(validators.SmsBatch(body)).toBe(true);
});

describe("the samples in TypeScript", () => {
  const nameOf = (id: string): string => `${process.cwd()}/test/docs/${id}.sample.mts`;
  const sources = new Map(typescript.map(([id, source]) => [nameOf(id), source]));
  let program: ts.Program;

  beforeAll(() => {
    const options: ts.CompilerOptions = {
      ...{ module: ts.ModuleKind.NodeNext, target: ts.ScriptTarget.ES2022, strict: true, noEmit: true },
      ...{ skipLibCheck: true, types: ["node"], paths: { "smn-sms": [`${process.cwd()}/src/index.ts`] } },
    };
    const host = ts.createCompilerHost(options);
    const getSourceFile = host.getSourceFile.bind(host);
    host.fileExists = (file) => sources.has(file) || ts.sys.fileExists(file);
    host.getSourceFile = (file, ...rest) => {
      const source = sources.get(file);
      return source === undefined
        ? getSourceFile(file, ...rest)
        : ts.createSourceFile(file, source, {
            languageVersion: ts.ScriptTarget.ES2022,
            impliedNodeFormat: ts.ModuleKind.ESNext,
          });
    };
    program = ts.createProgram([...sources.keys()], options, host);
  }, 120_000);

  test.each(typescript)("that of %s passes the compiler", { timeout: 120_000 }, (id) => {
    const file = program.getSourceFile(nameOf(id));
    const found = [...program.getSyntacticDiagnostics(file), ...program.getSemanticDiagnostics(file)];
    expect(found.map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, "\n"))).toEqual([]);
  });
});

test.each(shell)("the sample for the shell of %s is one that bash can read", (_id, source) => {
  const { stderr, status } = spawnSync("bash", ["-n"], { input: source, encoding: "utf8" });
  expect({ stderr, status }).toEqual({ stderr: "", status: 0 });
});

test.each(shell)("the sample for the shell of %s calls its operation, and has a time limit", (id, source) => {
  const { path, method } = operations.find(({ operationId }) => operationId === id)!;
  const pattern = path.replace(/[.*+?^$()|[\]\\]/g, "\\$&").replace(/\{\w+\}/g, "\\$\\{[A-Z_]+\\}");
  expect(source).toMatch(new RegExp(`myhuaweicloud\\.com${pattern}["?]`));
  expect(source).toContain('--header "X-Auth-Token: ${TOKEN}"');
  expect(source).toContain("--max-time 30");
  // curl posts what it is given as data, and gets without any.
  const usual = source.includes("--data-binary") ? "post" : "get";
  expect(/--request (\w+)/.exec(source)?.[1]?.toLowerCase() ?? usual).toBe(method);
});

test("the sample that sets callbacks sends a body that fits the document", () => {
  const source = shell.find(([id]) => id === "UpdateSmsEvent")![1];
  const body: unknown = JSON.parse(balanced(source, source.indexOf('"callback"'), "{", "}"));
  expect(validators.CallbackSettings(body)).toBe(true);
});

test.runIf(python)("the sample in Python compiles", () => {
  const check = "import sys; compile(sys.stdin.buffer.read(), 'sample.py', 'exec')";
  const { stderr, status } = spawnSync(python!, ["-c", check], { input: sample("Python"), encoding: "utf8" });
  expect({ stderr, status }).toEqual({ stderr: "", status: 0 });
});

/** The bracketed text around a position, from the nearest opening bracket before it. */
function balanced(source: string, position: number, open: string, close: string): string {
  const start = source.lastIndexOf(open, position);
  for (let depth = 0, end = start; end < source.length; end++) {
    if (source[end] === open) depth++;
    if (source[end] === close && --depth === 0) return source.slice(start, end + 1);
  }
  throw new Error(`no ${close} after ${source.slice(start, start + 40)}`);
}
