import { readFileSync } from "node:fs";
import { Ajv } from "ajv";
import { describe, expect, it } from "vitest";
import { validators, type Validator } from "../../generated/validators.js";
import { document as newer, type Node } from "./support.js";

const older = JSON.parse(
  readFileSync(new URL("../../generated/openapi-3.0.json", import.meta.url), "utf8"),
) as Node;

/** Keywords that refuse a value, a length or a property that the vendor may come up with tomorrow. */
const CLOSED = ["enum", "const", "maxLength", "minLength", "pattern", "maxItems", "minItems", "uniqueItems"]
  .concat("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf", "x-max-bytes")
  .concat("maxProperties", "minProperties", "propertyNames", "patternProperties", "not", "discriminator");

const asMap = (node: unknown): Record<string, Node> => (node ?? {}) as Record<string, Node>;

/** The schemas of everything that the service answers or pushes, with all that they refer to, each with its place. */
function answered(document: Node): Map<string, Node> {
  const found = new Map<string, Node>();
  const resolve = (ref: string): Node =>
    ref
      .slice(2)
      .split("/")
      .reduce<Node>((node, key) => node[key.replaceAll("~1", "/")] as Node, document);
  const visit = (schema: Node, where: string): void => {
    if (typeof schema["$ref"] === "string") {
      const name = schema["$ref"].split("/").at(-1)!;
      if (!found.has(name)) visit(resolve(schema["$ref"]), name);
      return;
    }
    found.set(where, schema);
    for (const [name, property] of Object.entries(asMap(schema["properties"])))
      visit(property, `${where}.${name}`);
    for (const key of ["oneOf", "anyOf", "allOf"])
      ((schema[key] ?? []) as Node[]).forEach((part, place) => visit(part, `${where}/${key}/${place}`));
    for (const key of ["items", "contentSchema", "x-contentSchema"])
      if (schema[key] !== undefined) visit(schema[key] as Node, `${where}[]`);
  };
  const bodies = Object.entries(asMap(asMap(document["components"])["responses"]));
  const hooks = Object.entries(asMap(document["webhooks"] ?? document["x-webhooks"]));
  const pushed = hooks.map(([name, item]) => [name, asMap(item["post"])["requestBody"] as Node] as const);
  for (const [name, body] of [...bodies, ...pushed]) {
    for (const [type, media] of Object.entries(asMap(body["content"])))
      visit(media["schema"] as Node, `${name} ${type}`);
    for (const [header, one] of Object.entries(asMap(body["headers"])))
      visit(resolve((one as { $ref: string }).$ref)["schema"] as Node, `${name} ${header}`);
  }
  for (const [name, item] of hooks)
    for (const one of (asMap(item["post"])["parameters"] ?? []) as unknown as Node[])
      visit(one["schema"] as Node, `${name} ${String(one["name"])}`);
  return found;
}

describe.each([
  ["3.1", newer],
  ["3.0", older],
])("in OpenAPI %s", (_version, document) => {
  const schemas = [...answered(document)];

  it("the answers and pushes are found in depth", () => {
    const names = schemas.map(([name]) => name);
    expect(names).toEqual(
      expect.arrayContaining([
        "SmsMsgReport.status",
        "SmsSign.status",
        "SmsCallback.event_type",
        "SmsSign.reply",
      ]),
    );
    expect(names.length).toBeGreaterThan(40);
  });

  it.each(schemas)("%s is open in whatever is answered or pushed", (_name, schema) => {
    expect(Object.keys(schema).filter((keyword) => CLOSED.includes(keyword))).toEqual([]);
    expect([schema["additionalProperties"], schema["unevaluatedProperties"]]).toEqual([undefined, undefined]);
  });

  it("every operation has a default response, and says nothing closed of any other status", () => {
    const operations = Object.values(asMap(document["paths"])).flatMap((item) =>
      ["get", "post", "put", "delete"].flatMap((method) => (method in item ? [item[method] as Node] : [])),
    );
    expect(operations).toHaveLength(8);
    for (const operation of operations)
      expect(Object.keys(operation["responses"] as Node)).toContain("default");
  });
});

/** The value with one more property in every object, and with other numbers and words where they are listed. */
function richer(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(richer);
  if (typeof value !== "object" || value === null) return value;
  const changed = Object.entries(value).map(([name, child]) => [name, tomorrow(name, child)]);
  return { ...(Object.fromEntries(changed) as object), added_later: { any: ["thing"] } };
}

const VALUES: Readonly<Record<string, unknown>> = {
  status: 3,
  sign_type: 2,
  event_type: "sms_read_event",
  status_desc: "a word of 300 letters ".repeat(15),
  message_id: "",
  fee_num: -1,
  reply: "ERROR_008",
};

const tomorrow = (name: string, child: unknown): unknown => (name in VALUES ? VALUES[name] : richer(child));

describe("an answer that is richer than today's", () => {
  const flat = new Ajv({ strict: false, validateFormats: false });
  flat.addSchema(older, "document");
  const responses = Object.entries(asMap(asMap(newer["components"])["responses"]));
  const examples = asMap(asMap(newer["components"])["examples"]);
  const cases = responses.flatMap(([response, { content }]) => {
    const json = asMap(content)["application/json"]!;
    const schema = (json["schema"] as { $ref: string }).$ref.split("/").at(-1)!;
    return Object.values(asMap(json["examples"])).map((one) => {
      const name = String(one["$ref"]).split("/").at(-1)!;
      return [`${response} ${name}`, schema, examples[name]!["value"]] as const;
    });
  });

  it.each(cases)("fits: %s", (_name, schema, value) => {
    const validate = (validators as Readonly<Record<string, Validator<unknown>>>)[schema]!;
    const more = richer(value);
    expect(more).not.toEqual(value);
    expect(validate(more) ? [] : validate.errors).toEqual([]);
    const inFlat = flat.getSchema(`document#/components/schemas/${schema}`)!;
    expect(inFlat(more) ? [] : inFlat.errors).toEqual([]);
  });
});
