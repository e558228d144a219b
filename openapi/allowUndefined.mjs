import ts from "typescript";

/**
 * Types where `undefined` may be given for whatever may be absent: projects with `exactOptionalPropertyTypes` could not
 * pass on a setting that they may not have. Only in schemas and queries: openapi-fetch reads the rest of the types.
 *
 * @param {string} source TypeScript, as openapi-typescript writes it
 */
export function allowUndefined(source) {
  const file = ts.createSourceFile("schema.ts", source, ts.ScriptTarget.Latest, true);
  const ends = [];
  const visit = (node, isOpen) => {
    if (!ts.isPropertySignature(node)) return ts.forEachChild(node, (child) => visit(child, isOpen));
    const name = node.name.getText();
    if (isOpen && node.questionToken !== undefined && node.type.kind !== ts.SyntaxKind.NeverKeyword)
      ends.push(node.type.end);
    visit(node.type, isOpen || name === "schemas" || name === "query");
  };
  visit(file, false);
  return ends
    .sort((one, other) => other - one)
    .reduce((text, end) => `${text.slice(0, end)} | undefined${text.slice(end)}`, source);
}
