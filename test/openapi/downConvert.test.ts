import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { Ajv } from "ajv";
import { describe, expect, it } from "vitest";
import { downConvert } from "../../openapi/downConvert.mjs";
import { flatten } from "../../openapi/flatten.mjs";
import { METHODS, type Node } from "./support.js";

const root = new URL("../../", import.meta.url);
const read = (name: string): Node => JSON.parse(readFileSync(new URL(name, root), "utf8")) as Node;
const newer = read("generated/openapi.json");
const older = read("generated/openapi-3.0.json");

const mapOf = (node: Node, name: string): Record<string, Node> => (node[name] ?? {}) as Record<string, Node>;

/** A document of one schema, taken down. */
function schema(node: Node): unknown {
  const components = { schemas: { One: node } };
  const document = { openapi: "3.1.1", info: { title: "t", version: "1" }, paths: {}, components };
  return mapOf(downConvert(document)["components"] as Node, "schemas")["One"];
}

describe("the document in OpenAPI 3.0", () => {
  it("is fresh", () => {
    expect(older).toEqual(downConvert(flatten(newer)));
  });

  it("has the structure that 3.0 asks for, and no reference that leads nowhere", () => {
    const folder = mkdtempSync(join(tmpdir(), "down-convert-"));
    const config = join(folder, "redocly.yaml");
    const rules = { struct: "error", "no-unresolved-refs": "error" };
    writeFileSync(config, JSON.stringify({ telemetry: "off", rules }));
    const redocly = fileURLToPath(new URL("node_modules/@redocly/cli/bin/cli.js", root));
    const file = fileURLToPath(new URL("generated/openapi-3.0.json", root));
    try {
      const args = [redocly, "lint", file, "--config", config, "--format", "json"];
      const out = execFileSync(process.execPath, args, {
        encoding: "utf8",
        stdio: ["ignore", "pipe", "ignore"],
      });
      expect(JSON.parse(out)).toMatchObject({ totals: { errors: 0, warnings: 0 } });
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });

  it("has every operation under its name", () => {
    const operations = (document: Node): string[] =>
      Object.entries(mapOf(document, "paths")).flatMap(([path, item]) =>
        METHODS.filter((method) => method in item).map(
          (method) => `${method} ${path} ${String((item[method] as Node)["operationId"])}`,
        ),
      );
    expect(operations(older)).toEqual(operations(newer));
    expect(operations(older).length).toBeGreaterThan(1);
  });

  it("has every component under its name, but for the branches of unions and what texts hold", () => {
    const names = (document: Node): Record<string, string[]> =>
      Object.fromEntries(
        Object.entries(mapOf(document, "components"))
          .map(([kind, components]) => [kind, Object.keys(components)] as const)
          .sort(),
      );
    const gone = ["SignedSmsMessage", "SelfSignedSmsMessage", "SmsCommitAccepted", "SmsCommitRejected"]
      .concat("SmnErrorBody", "GatewayErrorBody", "IamErrorBody")
      .concat("SmsEvent", "SmsStatusEvent", "SmsReplyEvent");
    const { schemas = [], ...others } = names(newer);
    const own = { securitySchemes: ["AuthToken"], "x-securitySchemes": ["AkSk"] };
    expect(names(older)).toEqual({
      ...others,
      ...own,
      schemas: schemas.filter((name) => !gone.includes(name)),
    });
  });

  it("has every webhook, every extension and every text", () => {
    expect(Object.keys(mapOf(older, "x-webhooks"))).toEqual(Object.keys(mapOf(newer, "webhooks")));
    for (const name of Object.keys(newer).filter((key) => key.startsWith("x-")))
      expect(older[name]).toEqual(newer[name]);
    const { summary, description } = newer["info"] as Node;
    expect(older["info"]).toMatchObject({ "x-summary": summary, description });
  });

  it("takes every example that the document in 3.1 takes", () => {
    const ajv = new Ajv({ strict: false, validateFormats: false });
    ajv.addSchema(older, "document");
    const { examples = {} } = older["components"] as { examples?: Record<string, { value: unknown }> };
    const operations = Object.values(mapOf(older, "paths")).flatMap((item) =>
      METHODS.flatMap((method) => (method in item ? [item[method] as Node] : [])),
    );
    const requests = operations.flatMap((operation) =>
      "requestBody" in operation ? [operation["requestBody"] as Node] : [],
    );
    const bodies = [...requests, ...Object.values(mapOf(older["components"] as Node, "responses"))];
    const checked = bodies
      .flatMap((body) => Object.values(mapOf(body, "content")))
      .flatMap((media) => {
        const { $ref } = media["schema"] as { $ref: string };
        const validate = ajv.getSchema(`document${$ref}`);
        return Object.values(mapOf(media, "examples")).map((example) => {
          const named = examples[String(example["$ref"]).split("/").at(-1)!];
          expect(validate?.(named?.value), JSON.stringify(validate?.errors)).toBe(true);
          return named;
        });
      });
    expect(checked.length).toBeGreaterThan(20);
  });
});

describe("what 3.0 says in another way", () => {
  it.each<[string, Node, Node]>([
    ["a type or null", { type: ["string", "null"] }, { type: "string", nullable: true }],
    [
      "several types",
      { type: ["integer", "string"], minimum: 1, maxLength: 9, description: "d" },
      {
        description: "d",
        oneOf: [
          { type: "integer", minimum: 1 },
          { type: "string", maxLength: 9 },
        ],
      },
    ],
    [
      "several types or null",
      { type: ["integer", "string", "null"] },
      { oneOf: [{ type: "integer" }, { type: "string" }], nullable: true },
    ],
    [
      "an integer beside numbers",
      { type: ["integer", "number", "string"] },
      { oneOf: [{ type: "number" }, { type: "string" }] },
    ],
    ["a constant", { const: "a" }, { enum: ["a"] }],
    ["examples", { type: "string", examples: ["a", "b"] }, { type: "string", example: "a" }],
    [
      "an exclusive limit",
      { type: "integer", exclusiveMinimum: 0 },
      { type: "integer", minimum: 0, exclusiveMinimum: true },
    ],
    [
      "a description beside a reference",
      { $ref: "#/components/schemas/Other", description: "d" },
      { allOf: [{ $ref: "#/components/schemas/Other" }], description: "d" },
    ],
    [
      "no unknown properties",
      { type: "object", unevaluatedProperties: false },
      { type: "object", additionalProperties: false },
    ],
    [
      "no unknown properties of a combination, which 3.0 cannot say",
      { unevaluatedProperties: false, allOf: [{ type: "object" }] },
      { allOf: [{ type: "object" }] },
    ],
    [
      "JSON in a text",
      { type: "string", contentMediaType: "application/json", contentSchema: { const: 1 } },
      { type: "string", "x-contentMediaType": "application/json", "x-contentSchema": { enum: [1] } },
    ],
    [
      "a property called schema",
      { type: "object", properties: { schema: { const: 1 } } },
      { type: "object", properties: { schema: { enum: [1] } } },
    ],
  ])("%s", (_what, given, expected) => {
    expect(schema(given)).toEqual(expected);
  });

  it("leaves examples and extensions as they are", () => {
    const data = { const: 1, schema: { const: 2 } };
    const media = { schema: { const: 3 }, examples: { one: { value: data } } };
    const converted = downConvert({
      openapi: "3.1.0",
      info: { title: "t", version: "1" },
      "x-table": data,
      paths: { "/a": { get: { responses: { default: { description: "d", content: { "a/b": media } } } } } },
      webhooks: { Push: { post: { requestBody: { content: { "a/b": media } } } } },
    });
    const down = { schema: { enum: [3] }, examples: { one: { value: data } } };
    expect(converted["x-table"]).toEqual(data);
    expect(converted["paths"]).toEqual({
      "/a": { get: { responses: { default: { description: "d", content: { "a/b": down } } } } },
    });
    expect(converted["x-webhooks"]).toEqual({
      Push: { post: { requestBody: { content: { "a/b": down } } } },
    });
    expect(converted).not.toHaveProperty("webhooks");
  });

  it("refuses what it cannot say, and a document of another version", () => {
    expect(() => schema({ type: "object", patternProperties: {} })).toThrow("patternProperties");
    expect(() => downConvert({ openapi: "3.0.3", info: {} })).toThrow("expected OpenAPI 3.1");
  });
});
