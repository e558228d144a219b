/**
 * The document for generators that cannot read unions: many merge the branches of a `oneOf` into one class that
 * requires the properties of all, and then throw on an answer after the messages are out. Here every union of objects
 * is one object with the properties of all branches, of which only the common ones are required; a union of other
 * types has no type at all. What the document takes is taken, and what is strict in requests stays so: a property that
 * no branch knows is refused, and values that differ by branch are listed together.
 *
 * Schemas that nothing refers to any more are gone: the branches of unions, and what only a `contentSchema` used, which
 * no such generator reads; it holds them itself.
 */
export function flatten(document) {
  const flat = change(document, (schema) => flattened(withContent(schema, document), document));
  return withoutUnused(withUsualSecurity(flat));
}

function flattened(schema, document) {
  const branches = schema.oneOf ?? schema.anyOf;
  const types = [schema.type ?? []].flat().filter((type) => type !== "null");
  if (branches === undefined) return types.length > 1 ? anyType(schema) : schema;
  const parts = branches.map((branch) => resolve(document, branch));
  if (!parts.every(({ properties }) => properties !== undefined)) return anyType(schema);
  const { oneOf: _oneOf, anyOf: _anyOf, ...rest } = schema;
  const closed = parts.every((part) => (part.unevaluatedProperties ?? part.additionalProperties) === false);
  const required = parts.reduce(
    (common, part) => common.filter((name) => isRequired(part, name)),
    [...(parts[0].required ?? [])],
  );
  return {
    ...rest,
    type: "object",
    ...(required.length > 0 && { required }),
    ...(closed && { additionalProperties: false }),
    properties: parts.map(({ properties }) => properties).reduce(merge),
  };
}

const isRequired = ({ required = [] }, name) => required.includes(name);

/** The schema of a text's content, with all that it refers to. */
function withContent({ contentSchema, ...schema }, document) {
  return contentSchema === undefined
    ? schema
    : { ...schema, "x-contentSchema": inlined(contentSchema, document) };
}

function inlined(node, document) {
  if (node === null || typeof node !== "object") return node;
  if (Array.isArray(node)) return node.map((item) => inlined(item, document));
  if (node.$ref !== undefined) return inlined(resolve(document, node), document);
  return Object.fromEntries(Object.entries(node).map(([name, child]) => [name, inlined(child, document)]));
}

/** Any value: what is left of a choice between types that are no objects. */
function anyType({ type: _type, oneOf: _oneOf, anyOf: _anyOf, ...rest }) {
  return rest;
}

function merge(all, more) {
  const merged = { ...all };
  for (const [name, property] of Object.entries(more))
    merged[name] = name in all ? mergeProperty(all[name], property, name) : property;
  return merged;
}

function mergeProperty(one, other, name) {
  if (JSON.stringify(one) === JSON.stringify(other)) return one;
  if (one.enum === undefined || other.enum === undefined || one.type !== other.type)
    throw new Error(`flatten does not know how to merge the branches of the property ${name}`);
  const description = [one.description, other.description].join(" ");
  return { ...one, description, enum: [...new Set([...one.enum, ...other.enum])] };
}

/** Applies a change to every schema, from the outside in. */
function change(node, flattenSchema, isSchema = false, key = undefined) {
  if (Array.isArray(node)) return node.map((item) => change(item, flattenSchema, isSchema));
  if (node === null || typeof node !== "object" || key?.startsWith("x-")) return node;
  const isMap = key === "schemas" || key === "properties";
  const here = isSchema && !isMap ? flattenSchema(node) : node;
  const inside = (name) =>
    isMap || name === "schema" || name === "schemas" || name === "properties" || isSchema;
  return Object.fromEntries(
    Object.entries(here).map(([name, child]) => [
      name,
      isData(name, isMap) ? child : change(child, flattenSchema, inside(name), isMap ? undefined : name),
    ]),
  );
}

/** Data that looks like a schema is none; a property may be called like the keyword. */
const isData = (name, isMap) => !isMap && ["example", "examples", "value", "enum", "default"].includes(name);

function resolve(document, schema) {
  if (schema.$ref === undefined) return schema;
  const keys = schema.$ref.slice(2).split("/");
  return keys.reduce((node, key) => node[key], document);
}

/**
 * Generated clients do not know an HTTP scheme of a vendor's own; some throw at the first request because of it. It is
 * described in `x-securitySchemes`, and nothing asks for it any more.
 */
function withUsualSecurity({ security, ...document }) {
  const { securitySchemes = {} } = document.components;
  const isUsual = (name) => {
    const { type, scheme } = securitySchemes[name] ?? {};
    return type !== "http" || ["basic", "bearer"].includes(scheme);
  };
  if (security === undefined) return document;
  const entries = Object.entries(securitySchemes);
  return {
    ...document,
    security: security.filter((requirement) => Object.keys(requirement).every(isUsual)),
    components: {
      ...document.components,
      securitySchemes: Object.fromEntries(entries.filter(([name]) => isUsual(name))),
      "x-securitySchemes": Object.fromEntries(entries.filter(([name]) => !isUsual(name))),
    },
  };
}

/** Removes the schemas that nothing outside of the components leads to. */
function withoutUnused(document) {
  const { schemas, ...components } = document.components;
  const used = new Set();
  const follow = (node) => {
    for (const [, name] of JSON.stringify(node).matchAll(/"#\/components\/schemas\/(\w+)"/g)) {
      if (used.has(name)) continue;
      used.add(name);
      follow(schemas[name]);
    }
  };
  follow({ ...document, components });
  const kept = Object.entries(schemas).filter(([name]) => used.has(name));
  return { ...document, components: { ...components, schemas: Object.fromEntries(kept) } };
}
