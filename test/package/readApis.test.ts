import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { readApis, type Api } from "./readApis.mjs";
import { withFolder } from "./support.js";

function read(files: Readonly<Record<string, string>>, entries = ["index.d.ts"]): Api[] {
  return withFolder({ "package.json": '{ "type": "module" }', ...files }, (folder) =>
    readApis(
      entries.map((entry) => join(folder, entry)),
      folder,
    ),
  );
}

describe("the report of the API", () => {
  it("has every export by name, without comments, and what it leads to", () => {
    const [api] = read({
      "index.d.ts": 'export { b } from "./b.js";\nexport type { A } from "./b.js";\n',
      "b.d.ts":
        "/** Hidden. */\nexport interface Hidden { x: 1 }\n/** An A. */\nexport type A = Hidden;\n/** b. */\nexport declare function b(): void;\nexport declare const unused: 1;\n",
    });
    expect(api?.exported).toEqual(["export type A = Hidden;", "export declare function b(): void;"]);
    expect(api?.reached).toEqual(["export interface Hidden {\n    x: 1;\n}"]);
  });

  it("does not follow generated types, nor repeat what another entry exports", () => {
    const [, second] = read(
      {
        "index.d.ts": "/** A. */\nexport interface A {\n/** x */ x: string }\n",
        "other.d.ts":
          'import type { A } from "./index.js";\nimport type { G } from "./generated/g.js";\n/** B. */\nexport type B = A | G;\n',
        "generated/g.d.ts": "export interface G { y: string }\n",
      },
      ["index.d.ts", "other.d.ts"],
    );
    expect(second).toEqual({ exported: ["export type B = A | G;"], reached: [], undocumented: [] });
  });

  it("names the file that is missing", () => {
    expect(() => read({})).toThrow("index.d.ts is missing: npm run build");
  });
});

describe("docstrings", () => {
  const missed = {
    "a function": ["export declare function f(): void;", ["f"]],
    "a constant": ["export declare const c: number;", ["c"]],
    "an option": ["/** O. */ export interface O { a?: string; /** b */ b?: string }", ["O.a"]],
    "a nested option": ["/** O. */ export interface O { /** a */ a?: { b: string } }", ["O.a.b"]],
    "a method": ["/** C. */ export declare class C { m(): void; #private }", ["C.m"]],
    "an option of a type that is not exported": [
      "interface Base { a: string }\n/** O. */ export interface O extends Base { /** b */ b: string }",
      ["Base.a"],
    ],
    "a property in a union": ['/** U. */ export type U = { kind: "a"; x: string } | { kind: "b" };', ["U.x"]],
  } as const;
  const spared = {
    "a tag": "/** O. */ export interface O { /** @default 1 */ a?: number }",
    "another member of the union": "/** U. */ export type U = { /** x */ x: string } | { x: number };",
    "there being but one value": '/** U. */ export type U = { kind: "a" } | { kind: "b"; x?: never };',
  };
  let found: Api[];

  // One program for all of them: making it takes most of the time.
  beforeAll(() => {
    const texts = [...Object.values(missed).map(([text]) => text), ...Object.values(spared)];
    // Comments behind a brace on its line belong to nothing, so they are given lines of their own.
    const files = texts.map((text, index) => [
      `${index}.d.ts`,
      `export {};${text.replaceAll("/**", "\n/**")}\n`,
    ]);
    found = read(
      Object.fromEntries(files) as Record<string, string>,
      texts.map((_, index) => `${index}.d.ts`),
    );
  });

  it.each(Object.entries(missed).map(([what, [, places]], index) => ({ what, places, index })))(
    "are missed on $what",
    ({ places, index }) => {
      expect(found[index]?.undocumented).toEqual(places);
    },
  );

  it.each(Object.keys(spared).map((what, index) => ({ what, index: Object.keys(missed).length + index })))(
    "may be replaced by $what",
    ({ index }) => {
      expect(found[index]?.undocumented).toEqual([]);
    },
  );
});
