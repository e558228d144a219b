/**
 * Turns an OpenAPI 3.1 document into one of 3.0.3, for generators that do not read 3.1. Operations, components and
 * extensions all stay, under their names. What 3.0 cannot say becomes weaker, never stricter:
 *
 * - a list of types becomes `nullable` or `oneOf`; `const` a list of one; `examples` of a schema its first one
 * - `unevaluatedProperties: false` becomes `additionalProperties: false`, or is dropped where schemas are combined
 * - what has no place any more is kept beside it as an extension (`x-webhooks`, `x-summary`, `x-contentSchema`, …)
 *
 * @throws {Error} for a keyword that it does not know how to say in 3.0
 */
export function downConvert(document) {
  const { openapi, jsonSchemaDialect: _dialect, webhooks, info, components = {}, paths, ...rest } = document;
  if (!/^3\.1\./.test(openapi)) throw new Error(`expected OpenAPI 3.1, got ${openapi}`);
  return {
    openapi: "3.0.3",
    info: infoOf(info),
    ...mapValues(rest, part),
    paths: part(paths ?? {}, "paths"),
    ...(webhooks && { "x-webhooks": part(webhooks, "webhooks") }),
    components: componentsOf(components),
  };
}

function infoOf({ summary, license, ...info }) {
  return {
    ...info,
    ...(summary && { "x-summary": summary }),
    ...(license && { license: licenseOf(license) }),
  };
}

function licenseOf({ identifier, ...license }) {
  return identifier === undefined
    ? license
    : { ...license, url: `https://spdx.org/licenses/${identifier}.html` };
}

function componentsOf({ schemas = {}, pathItems, ...components }) {
  return {
    ...mapValues(components, part),
    ...(pathItems && { "x-pathItems": part(pathItems, "pathItems") }),
    schemas: mapValues(schemas, schema),
  };
}

/** Whatever is not a schema: only the schemas in it change, and references lose what stands beside them. */
function part(node, key) {
  if (isData(key)) return node;
  if (Array.isArray(node)) return node.map((item) => part(item));
  if (node === null || typeof node !== "object") return node;
  if (typeof node.$ref === "string" && !("get" in node || "post" in node)) return { $ref: node.$ref };
  if (node.type === "mutualTLS") throw new Error("OpenAPI 3.0 has no security scheme of type mutualTLS");
  return mapValues(node, (value, name) => (name === "schema" ? schema(value) : part(value, name)));
}

const isData = (key) =>
  key !== undefined && (key.startsWith("x-") || key === "example" || key === "examples");

/** Keywords that mean the same in both versions and hold no schema. */
const SAME = new Set(
  (
    "title description format default enum required readOnly writeOnly deprecated discriminator externalDocs xml " +
    "multipleOf minimum maximum minLength maxLength pattern minItems maxItems uniqueItems minProperties maxProperties example"
  ).split(" "),
);

/** What says something about values of one type only. */
const BY_TYPE = {
  number: ["multipleOf", "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"],
  string: [
    "minLength",
    "maxLength",
    "pattern",
    "format",
    "contentEncoding",
    "contentMediaType",
    "contentSchema",
  ],
  array: ["items", "minItems", "maxItems", "uniqueItems"],
  object: ["properties", "required", "additionalProperties", "minProperties", "maxProperties"],
};
BY_TYPE.integer = BY_TYPE.number;

function schema(node) {
  if (node === true) return {};
  if (node === false) return { not: {} };
  const { $ref, type, ...rest } = node;
  if ($ref !== undefined) {
    const beside = { ...(type && { type }), ...rest };
    // In 3.0 whatever stands beside a reference is ignored.
    return Object.keys(beside).length === 0 ? { $ref } : { allOf: [{ $ref }], ...schema(beside) };
  }
  const types = [type ?? []].flat().filter((name) => name !== "null");
  const nullable = [type ?? []].flat().includes("null") ? { nullable: true } : {};
  if (types.length > 1) return { ...severalTypes(types, rest), ...nullable };
  return { ...(types.length === 1 && { type: types[0] }), ...nullable, ...keywords(rest, node) };
}

function severalTypes(types, rest) {
  if (rest.oneOf !== undefined) throw new Error("a list of types beside oneOf cannot be said in OpenAPI 3.0");
  const typed = new Set(Object.values(BY_TYPE).flat());
  const common = Object.fromEntries(Object.entries(rest).filter(([name]) => !typed.has(name)));
  // A value has one type, and every integer is a number. Generators handle oneOf better than anyOf.
  const disjoint = types.filter((type) => type !== "integer" || !types.includes("number"));
  const oneOf = disjoint.map((type) => {
    const own = Object.entries(rest).filter(([name]) => (BY_TYPE[type] ?? []).includes(name));
    return schema({ type, ...Object.fromEntries(own) });
  });
  return { ...keywords(common, common), oneOf };
}

function keywords(rest, whole) {
  const result = {};
  for (const [name, value] of Object.entries(rest)) Object.assign(result, keyword(name, value, whole));
  return result;
}

function keyword(name, value, whole) {
  if (SAME.has(name) || name.startsWith("x-")) return { [name]: value };
  switch (name) {
    case "properties":
      return { properties: mapValues(value, schema) };
    case "allOf":
    case "anyOf":
    case "oneOf":
      return { [name]: value.map(schema) };
    case "items":
    case "not":
      return { [name]: schema(value) };
    case "additionalProperties":
      return { [name]: typeof value === "boolean" ? value : schema(value) };
    case "unevaluatedProperties": {
      const isCombined = ["allOf", "anyOf", "oneOf", "additionalProperties"].some((other) => other in whole);
      return value === false && !isCombined ? { additionalProperties: false } : {};
    }
    case "const":
      return { enum: [value] };
    case "examples":
      return value.length > 0 && !("example" in whole) ? { example: value[0] } : {};
    case "exclusiveMinimum":
      return { minimum: value, exclusiveMinimum: true };
    case "exclusiveMaximum":
      return { maximum: value, exclusiveMaximum: true };
    case "contentEncoding":
      return value === "base64" ? { format: "byte" } : { "x-contentEncoding": value };
    case "contentMediaType":
      return { "x-contentMediaType": value };
    case "contentSchema":
      return { "x-contentSchema": schema(value) };
    case "$comment":
      return {};
    default:
      throw new Error(`downConvert does not know how to say the keyword ${name} in OpenAPI 3.0`);
  }
}

function mapValues(object, change) {
  return Object.fromEntries(Object.entries(object).map(([name, value]) => [name, change(value, name)]));
}
