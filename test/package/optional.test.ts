import { readdirSync, readFileSync } from "node:fs";
import ts from "typescript";
import { describe, expect, it } from "vitest";

const folder = new URL("../../docs/api/", import.meta.url);
const reports = readdirSync(folder).filter((name) => name.endsWith(".api.md"));

/**
 * What the package gives to a function of the caller's, or to another one of its own, where `undefined` would say less.
 * A fetch of others takes no body that is undefined.
 */
const GIVEN = ["FetchInit.body"];

/** The optional properties whose type leaves out `undefined`, in code or in a report of it. */
function withoutUndefined(code: string): string[] {
  const file = ts.createSourceFile("api.ts", code, ts.ScriptTarget.Latest, true);
  const found: string[] = [];
  const visit = (node: ts.Node, owner: string): void => {
    const isNamed = ts.isInterfaceDeclaration(node) || ts.isTypeAliasDeclaration(node);
    const name = isNamed ? node.name.text : owner;
    if (ts.isPropertySignature(node) || ts.isPropertyDeclaration(node)) {
      const text = node.type?.getText() ?? "unknown";
      const isOpen = /\bundefined\b/.test(text) || ["never", "unknown"].includes(text);
      if (node.questionToken !== undefined && !isOpen) found.push(`${name}.${node.name.getText()}`);
    }
    ts.forEachChild(node, (child) => visit(child, name));
  };
  visit(file, "");
  return found;
}

describe("every optional property takes undefined as well, for exactOptionalPropertyTypes", () => {
  it.each(reports)("in %s", (name) => {
    const text = readFileSync(new URL(name, folder), "utf8");
    const code = [...text.matchAll(/```ts\n(.*?)```/gs)].map(([, block]) => block).join("\n");
    expect(code.length).toBeGreaterThan(100);
    expect(withoutUndefined(code).filter((property) => !GIVEN.includes(property))).toEqual([]);
  });

  it("in the generated types of the document", () => {
    const code = readFileSync(new URL("../../generated/schema.ts", import.meta.url), "utf8");
    const schemas = /\n    schemas: \{\n.*?\n    \};\n/s.exec(code)?.[0] ?? "";
    expect(schemas.length).toBeGreaterThan(1_000);
    expect(withoutUndefined(`interface components {${schemas}}`)).toEqual([]);
  });

  it("which is noticed where it is not so", () => {
    expect(withoutUndefined("interface A { b?: string; c?: string | undefined; d: { e?: 1 } }")).toEqual([
      "A.b",
      "A.e",
    ]);
  });
});
