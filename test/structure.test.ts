import { readFileSync, readdirSync } from "node:fs";
import { posix } from "node:path";
import ts from "typescript";
import { describe, expect, it } from "vitest";

const root = new URL("../", import.meta.url);
const read = (file: string): string => readFileSync(new URL(file, root), "utf8");
const sources = readdirSync(new URL("src/", root), { recursive: true, encoding: "utf8" })
  .map((name) => `src/${name.replaceAll("\\", "/")}`)
  .filter((name) => /\.tsx?$/.test(name))
  .sort();

/** What a file imports: files of the repository by path, packages by name. */
function importsOf(file: string): string[] {
  const { importedFiles } = ts.preProcessFile(read(file), true, true);
  return importedFiles.map(({ fileName }) => {
    if (!fileName.startsWith(".")) return fileName;
    const path = posix.join(posix.dirname(file), fileName).replace(/\.js$/, "");
    return sources.includes(`${path}.tsx`) ? `${path}.tsx` : fileName.endsWith(".js") ? `${path}.ts` : path;
  });
}

const imports = new Map(sources.map((file) => [file, importsOf(file)]));
const edges = [...imports].flatMap(([file, list]) => list.map((imported) => [file, imported] as const));

/** From left to right: a file may import from its own layer and from those before it. */
const LAYERS: ((file: string) => boolean)[] = [
  (file) => file.startsWith("src/base/"),
  (file) => file.startsWith("src/messages/"),
  (file) => file.startsWith("src/auth/"),
  (file) => file.startsWith("src/http/"),
  (file) => file === "src/client.ts",
  (file) => file.startsWith("src/reports/"),
  (file) => file.startsWith("src/push/"),
  (file) => file.startsWith("src/journal/"),
  (file) => file.startsWith("src/bulk/"),
  (file) => file.startsWith("src/reconcile/"),
  (file) => file === "src/createSmsClient.ts",
  (file) => /^src\/(?:cli|ledger|otel)\//.test(file) || file === "src/index.ts",
];
const LAST = LAYERS.length - 1;

/** The rooms of the command and of the sandbox, from left to right in the same way; files beside them come last. */
const ROOMS = {
  "src/cli": [
    ...["base", "input", "options", "rows", "connection", "results", "terminal", "page", "run"],
    ...["report", "signs", "mock", "send", "reconcile", "queue"],
  ],
  "src/mock": [
    ...["base", "contract", "faults", "push", "options", "access", "account"],
    ...["operations", "iam", "control", "inbox", "service", "doors"],
  ],
};
const layerOf = (file: string): number => LAYERS.findIndex((isOf) => isOf(file));
const isMock = (file: string): boolean => file.startsWith("src/mock/");
const isSource = (file: string): boolean => file.startsWith("src/");
const folderOf = (file: string): string => /^src\/([^/]+)\//.exec(file)?.[1] ?? file;

describe("the sources", () => {
  it("are found, with their imports", () => {
    expect(sources.length).toBeGreaterThan(60);
    expect(imports.get("src/index.ts")).toContain("src/createSmsClient.ts");
    expect(edges.filter(([, imported]) => isSource(imported) && !sources.includes(imported))).toEqual([]);
  });

  it("all belong to a layer, or to the sandbox", () => {
    expect(sources.filter((file) => layerOf(file) === -1 && !isMock(file))).toEqual([]);
  });

  it("import only from the left", () => {
    const wrong = edges.filter(
      ([file, imported]) =>
        !isMock(file) && isSource(imported) && !isMock(imported) && layerOf(imported) > layerOf(file),
    );
    expect(wrong).toEqual([]);
  });

  it("keep command line, ledger and telemetry apart, but for what the command takes from the ledger", () => {
    const wrong = edges.filter(
      ([file, imported]) =>
        layerOf(file) === LAST &&
        layerOf(imported) === LAST &&
        folderOf(file) !== folderOf(imported) &&
        imported !== "src/index.ts" &&
        !(folderOf(file) === "cli" && folderOf(imported) === "ledger"),
    );
    expect(wrong).toEqual([]);
  });

  it("of the sandbox know of the package only messages, signing and the base", () => {
    const allowed = (imported: string): boolean =>
      isMock(imported) ||
      imported.startsWith("generated/") ||
      imported.startsWith("src/messages/") ||
      imported.startsWith("src/auth/sign/") ||
      imported.startsWith("src/base/") ||
      imported.startsWith("node:");
    const wrong = edges.filter(
      ([file, imported]) =>
        isMock(file) &&
        !allowed(imported) &&
        imported !== "msw" &&
        !(file.startsWith("src/mock/inbox/") && /^(?:preact|@tanstack)\b/.test(imported)),
    );
    expect(wrong).toEqual([]);
  });

  it("do not use the sandbox, but for the command line", () => {
    const wrong = edges.filter(
      ([file, imported]) => isMock(imported) && !isMock(file) && !file.startsWith("src/cli/"),
    );
    expect(wrong).toEqual([]);
  });

  it.each(Object.entries(ROOMS))("of %s import only from rooms to the left of their own", (folder, rooms) => {
    const isInside = (file: string): boolean => file.startsWith(`${folder}/`);
    const rankOf = (file: string): number => {
      const [room, ...rest] = file.slice(folder.length + 1).split("/");
      return rest.length === 0 ? rooms.length : rooms.indexOf(room!);
    };
    expect(sources.filter((file) => isInside(file) && rankOf(file) === -1)).toEqual([]);
    const wrong = edges.filter(
      ([file, imported]) => isInside(file) && isInside(imported) && rankOf(imported) > rankOf(file),
    );
    expect(wrong).toEqual([]);
  });

  it("of the sandbox's page are bundled apart: nothing imports them, and nothing else needs their packages", () => {
    const isPage = (file: string): boolean => file.startsWith("src/mock/inbox/");
    expect(edges.filter(([file, imported]) => isPage(imported) && !isPage(file))).toEqual([]);
    const libraries = edges.filter(([, imported]) => /^(?:preact|@tanstack)\b/.test(imported));
    expect(libraries.length).toBeGreaterThan(0);
    expect(libraries.filter(([file]) => !isPage(file))).toEqual([]);
  });

  it("use msw in one file, which only the entry for it imports", () => {
    const handlers = "src/mock/doors/createHandlers.ts";
    expect(edges.filter(([, imported]) => /^@?msw/.test(imported)).map(([file]) => file)).toEqual([handlers]);
    expect(new Set(edges.filter(([, imported]) => imported === handlers).map(([file]) => file))).toEqual(
      new Set(["src/mock/msw.ts"]),
    );
    expect(edges.filter(([, imported]) => imported === "src/mock/msw.ts")).toEqual([]);
  });

  it("use the packages of the command line there only", () => {
    const cliOnly = edges.filter(([, imported]) => /^(?:commander|cli-progress|papaparse)$/.test(imported));
    expect(cliOnly.length).toBeGreaterThan(0);
    expect(cliOnly.filter(([file]) => !file.startsWith("src/cli/"))).toEqual([]);
  });

  it("use OpenTelemetry in its adapter only, which nothing else imports", () => {
    const telemetry = edges.filter(([, imported]) => imported.startsWith("@opentelemetry/"));
    expect(telemetry.length).toBeGreaterThan(0);
    expect(telemetry.filter(([file]) => !file.startsWith("src/otel/"))).toEqual([]);
    const users = edges.filter(
      ([file, imported]) => imported.startsWith("src/otel/") && !file.startsWith("src/otel/"),
    );
    expect(users).toEqual([]);
  });

  it("import nothing from outside but what is generated", () => {
    const wrong = edges.filter(([, imported]) => /^(?:\.|test|docs|openapi|dist)(?:\/|$)/.test(imported));
    expect(wrong).toEqual([]);
  });

  it("run in no circles, not of types either", () => {
    const circles = sources.filter((file) => reachedFrom(file, imports).has(file));
    expect(circles).toEqual([]);
  });

  it.each(sources)("%s has at most 250 lines", (file) => {
    expect(read(file).trimEnd().split("\n").length).toBeLessThanOrEqual(250);
  });
});

/** Everything that is reached from a file, the file itself only by a circle. */
function reachedFrom(start: string, next: ReadonlyMap<string, string[]>): Set<string> {
  const reached = new Set<string>();
  const waiting = [...(next.get(start) ?? [])];
  for (let file = waiting.pop(); file !== undefined; file = waiting.pop()) {
    if (reached.has(file)) continue;
    reached.add(file);
    waiting.push(...(next.get(file) ?? []));
  }
  return reached;
}

describe("the main entry", () => {
  const reached = [...reachedFrom("src/index.ts", imports)];

  it("reaches the client and the bulk sender", () => {
    expect(reached).toEqual(expect.arrayContaining(["src/client.ts", "src/auth/sign/signRequest.ts"]));
    expect(reached.length).toBeGreaterThan(40);
  });

  it("needs no package but openapi-fetch", () => {
    const packages = reached.filter(
      (name) => !/^(?:src|generated)\//.test(name) && !name.startsWith("node:"),
    );
    expect(packages).toEqual(["openapi-fetch"]);
  });

  it("brings neither the document nor the validators nor the sandbox nor the command line", () => {
    const wrong = reached.filter((name) =>
      /validators|openapi\.json|^src\/(?:mock|cli|ledger|otel)\//.test(name),
    );
    expect(wrong).toEqual([]);
  });
});
