import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { at, document as newer, everyOperation, type Node } from "./support.js";

const older = JSON.parse(
  readFileSync(new URL("../../generated/openapi-3.0.json", import.meta.url), "utf8"),
) as Node;
const asMap = (node: unknown): Record<string, Node> => (node ?? {}) as Record<string, Node>;

/** Every schema in a document, however deep, with its place. */
function* schemasIn(node: unknown, where = "", isSchema = false): Generator<[string, Node]> {
  if (typeof node !== "object" || node === null) return;
  const isMap = !isSchema && /\/(schemas|properties)$/.test(where);
  if (isSchema) yield [where, node as Node];
  for (const [key, child] of Object.entries(node)) {
    if (["example", "examples", "value", "enum", "x-ours"].includes(key) && !isMap) continue;
    const inner = isMap || key === "schema" || ["items", "contentSchema"].includes(key);
    const parts = ["oneOf", "anyOf", "allOf"].some((name) => where.endsWith(`/${name}`));
    yield* schemasIn(child, `${where}/${key}`, inner || parts);
  }
}

describe.each([
  ["3.1", newer],
  ["3.0", older],
])("the names in OpenAPI %s", (_version, document) => {
  const components = asMap(document["components"]);
  const namesOf = (kind: string): string[] => Object.keys(asMap(components[kind]));

  it("have no titles beside them, which generators would call their types", () => {
    const titled = [...schemasIn(document)].filter(([, schema]) => typeof schema["title"] === "string");
    expect(titled.map(([where]) => where)).toEqual([]);
    expect([...schemasIn(document)].length).toBeGreaterThan(80);
  });

  it("of schemas, parameters, bodies, responses and examples are never the same", () => {
    const kinds = ["schemas", "parameters", "requestBodies", "responses", "examples", "headers"];
    const all = kinds.flatMap(namesOf);
    expect(all.filter((name, place) => all.indexOf(name) !== place)).toEqual([]);
  });

  it("of schemas are not those that generators make of an operation", () => {
    const ids = everyOperation().map(({ operationId }) => String(operationId).toLowerCase());
    const made = ids.flatMap((id) =>
      ["", "request", "response", "params", "body", "error", "data"].map((end) => id + end),
    );
    for (const kind of ["schemas", "responses"])
      expect(namesOf(kind).filter((name) => made.includes(name.toLowerCase()))).toEqual([]);
  });

  it("of schemas are words that tell a reader what they are", () => {
    for (const name of namesOf("schemas")) expect(name).toMatch(/^([A-Z][a-z]+){2,}$/);
  });

  it("are given to the values of every enum of numbers", () => {
    const numeric = [...schemasIn(document)].filter(
      ([, { enum: values }]) => typeof (values as unknown[])?.[0] === "number",
    );
    expect(numeric.length).toBeGreaterThan(0);
    for (const [where, schema] of numeric) {
      const names = schema["x-enum-varnames"] as string[];
      expect(names, where).toHaveLength((schema["enum"] as unknown[]).length);
      for (const name of names) expect(name).toMatch(/^[A-Z_]+$/);
    }
  });

  it("have no server variable with a description, which some validators refuse", () => {
    const variables = (document["servers"] as Node[]).flatMap((server) =>
      Object.values(asMap(server["variables"])),
    );
    expect(variables.map((variable) => variable["description"])).toEqual([undefined]);
  });
});

describe("a signature of the request", () => {
  it("is an HTTP scheme: generated clients would put the token into an apiKey in Authorization as well", () => {
    expect(at("components", "securitySchemes", "AkSk")).toMatchObject({
      type: "http",
      scheme: "SDK-HMAC-SHA256",
    });
    expect(at("components", "securitySchemes", "AuthToken")).toMatchObject({
      type: "apiKey",
      name: "X-Auth-Token",
    });
  });
});
