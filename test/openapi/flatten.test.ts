import { readFileSync } from "node:fs";
import { Ajv } from "ajv";
import { describe, expect, it } from "vitest";
import { flatten } from "../../openapi/flatten.mjs";
import type { Node } from "./support.js";

/** A document of these schemas, flattened. */
function flat(schemas: Record<string, Node>, use = Object.keys(schemas)): Record<string, Node> {
  const content = Object.fromEntries(
    use.map((name) => [`a/${name}`, { schema: { $ref: `#/components/schemas/${name}` } }]),
  );
  const result = flatten({
    paths: { "/a": { get: { responses: { default: { content } } } } },
    components: { schemas },
  });
  return (result["components"] as { schemas: Record<string, Node> }).schemas;
}

const text = { type: "string" };

describe("a union of objects", () => {
  const union = {
    One: { type: "object", required: ["id", "a"], properties: { id: text, a: text } },
    Other: { type: "object", required: ["id", "b"], properties: { id: text, b: text } },
    Either: {
      type: "object",
      description: "d",
      oneOf: [{ $ref: "#/components/schemas/One" }, { $ref: "#/components/schemas/Other" }],
    },
  };

  it("becomes one object that requires what is common", () => {
    expect(flat(union, ["Either"])).toEqual({
      Either: {
        type: "object",
        description: "d",
        required: ["id"],
        properties: { id: text, a: text, b: text },
      },
    });
  });

  it("keeps a branch that something else refers to", () => {
    expect(Object.keys(flat(union, ["Either", "One"]))).toEqual(["One", "Either"]);
  });

  it("that is strict in every branch stays so", () => {
    const closed = (name: string): Node => ({
      type: "object",
      unevaluatedProperties: false,
      properties: { [name]: text },
    });
    const oneOf = [closed("a"), closed("b")];
    expect(flat({ Either: { oneOf } })["Either"]).toMatchObject({ additionalProperties: false });
    const open = [...oneOf, { type: "object", properties: { c: text } }];
    expect(flat({ Either: { oneOf: open } })["Either"]).not.toHaveProperty("additionalProperties");
  });

  it("lists the values of all branches together", () => {
    const branch = (value: string): Node => ({
      type: "object",
      properties: { flag: { type: "string", description: value, enum: [value] } },
    });
    expect(flat({ Either: { oneOf: [branch("no"), branch("yes")] } })["Either"]).toEqual({
      type: "object",
      properties: { flag: { type: "string", description: "no yes", enum: ["no", "yes"] } },
    });
  });

  it("whose branches contradict one another is refused", () => {
    const branch = (type: string): Node => ({ type: "object", properties: { a: { type } } });
    expect(() => flat({ Either: { oneOf: [branch("string"), branch("integer")] } })).toThrow("property a");
  });
});

describe("a choice between types", () => {
  it.each<[string, Node]>([
    ["by a list", { type: ["integer", "string"], description: "d" }],
    ["by a union", { description: "d", anyOf: [{ type: "boolean" }, { type: "string", enum: ["a"] }] }],
  ])("has no type any more: %s", (_name, schema) => {
    expect(flat({ Any: schema })["Any"]).toEqual({ description: "d" });
  });

  it("of one type and null stays", () => {
    const schema = { type: ["string", "null"] };
    expect(flat({ Any: schema })["Any"]).toEqual(schema);
  });
});

describe("what only a text holds", () => {
  it("is put there in full", () => {
    const schemas = {
      Event: { type: "object", properties: { a: text } },
      Push: { type: "string", contentSchema: { anyOf: [{ $ref: "#/components/schemas/Event" }] } },
    };
    expect(flat(schemas, ["Push"])).toEqual({
      Push: { type: "string", "x-contentSchema": { anyOf: [schemas.Event] } },
    });
  });
});

describe("the ways to authenticate", () => {
  it("are those that generated clients know; a scheme of a vendor's own is only described", () => {
    const securitySchemes = {
      Token: { type: "apiKey", in: "header", name: "X-Token" },
      Bearer: { type: "http", scheme: "bearer" },
      Own: { type: "http", scheme: "OWN-HMAC" },
    };
    const security = [{ Token: [] }, { Bearer: [] }, { Own: [] }];
    const result = flatten({ security, paths: {}, components: { schemas: {}, securitySchemes } });
    expect(result["security"]).toEqual([{ Token: [] }, { Bearer: [] }]);
    const { Own, ...usual } = securitySchemes;
    expect(result["components"]).toMatchObject({ securitySchemes: usual, "x-securitySchemes": { Own } });
  });
});

describe("the published flat document", () => {
  const document = JSON.parse(
    readFileSync(new URL("../../generated/openapi-3.0.json", import.meta.url), "utf8"),
  ) as Node;
  const ajv = new Ajv({ strict: false, validateFormats: false });
  ajv.addSchema(document, "document");
  const check = (name: string, value: unknown): boolean =>
    ajv.getSchema(`document#/components/schemas/${name}`)!(value) as boolean;

  it("has no unions at all", () => {
    const rest: Record<string, unknown> = { ...document };
    delete rest["x-webhooks"];
    const shown = JSON.stringify(rest, (key, value: unknown) =>
      key === "x-contentSchema" ? undefined : value,
    );
    expect(shown).not.toMatch(/"(oneOf|anyOf|discriminator)":/);
  });

  it.each<[string, unknown, boolean]>([
    ["a message by sign_id", { endpoint: "13800000001", message: "x", sign_id: "a" }, true],
    [
      "a message with either flag",
      { endpoint: "13800000001", message: "x", message_include_sign_flag: "false" },
      true,
    ],
    ["a boolean flag", { endpoint: "13800000001", message: "x", message_include_sign_flag: true }, false],
    ["another flag", { endpoint: "13800000001", message: "x", message_include_sign_flag: "yes" }, false],
    ["an unknown property", { endpoint: "13800000001", message: "x", signId: "a" }, false],
    ["no endpoint", { message: "x", sign_id: "a" }, false],
  ])("is as strict with requests as it can be: %s", (_name, value, expected) => {
    expect(check("SmsMessage", value)).toBe(expected);
  });

  it.each<[string, string, unknown]>([
    ["an acceptance", "SmsCommitResult", { endpoint: "1", message_id: "m" }],
    ["a rejection", "SmsCommitResult", { endpoint: "1", code: "SMN.0190", message: "x" }],
    ["an error of the service", "ErrorBody", { code: "SMN.0001", message: "x" }],
    ["an error of the gateway", "ErrorBody", { error_code: "APIGW.0301", error_msg: "x" }],
    ["an error of IAM", "ErrorBody", { error: { code: 401, message: "x" } }],
    ["an error of IAM with letters", "ErrorBody", { error: { code: "IAM.0001", message: "x" } }],
    ["an error of somebody else", "ErrorBody", { errorCode: "x", details: [] }],
  ])("takes every kind of answer: %s", (_name, schema, value) => {
    expect(check(schema, value)).toBe(true);
  });
});
