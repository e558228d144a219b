/** A place in a document, as keys from the root. */
export type Path = readonly (string | number)[];

/** Keys whose values are maps from names of our own to nodes: a property may be called "title". */
const maps = new Set([
  ...["paths", "webhooks", "callbacks", "schemas", "responses", "parameters", "headers"],
  ...["requestBodies", "securitySchemes", "examples", "links", "pathItems", "content", "variables"],
  ...["properties", "patternProperties", "$defs"],
]);
/** Keys whose values are data, not parts of the document. */
const data = new Set(["value", "example", "default", "enum", "const", "externalDocs"]);
const texts = new Set(["title", "summary", "description", "x-displayName"]);

/** Every text for people in an OpenAPI document, by place. */
export function textsOf(document: unknown): Map<string, string> {
  const found = new Map<string, string>();
  visit(document, [], false, (path, text) => found.set(JSON.stringify(path), text));
  return found;
}

/** The document with every text for people taken out. */
export function withoutTexts(document: unknown): unknown {
  const copy = structuredClone(document);
  visit(copy, [], false, (path) => {
    const parent = path
      .slice(0, -1)
      .reduce<unknown>((node, key) => (node as Record<string, unknown>)[key], copy);
    (parent as Record<string, unknown>)[path.at(-1)!] = "";
  });
  return copy;
}

function visit(node: unknown, path: Path, named: boolean, found: (path: Path, text: string) => void): void {
  if (Array.isArray(node)) {
    node.forEach((item, index) => visit(item, [...path, index], false, found));
  } else if (typeof node === "object" && node !== null) {
    for (const [key, value] of Object.entries(node)) {
      const here = [...path, key];
      if (named) visit(value, here, false, found);
      else if (typeof value === "string" && isText(path, key)) found(here, value);
      else if (!data.has(key) && !(key === "examples" && Array.isArray(value)))
        visit(value, here, maps.has(key), found);
    }
  }
}

function isText(path: Path, key: string): boolean {
  return texts.has(key) || (path[0] === "x-error-codes" && key === "meaning");
}
