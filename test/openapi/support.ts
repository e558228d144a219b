import { readFileSync } from "node:fs";
import { Ajv2020, type ValidateFunction } from "ajv/dist/2020.js";
import { parse } from "yaml";

export type Node = Record<string, unknown>;

/** The hand-written document, not what was made from it. */
export const document = parse(
  readFileSync(new URL("../../openapi/smn-sms.yaml", import.meta.url), "utf8"),
) as Node;

const formats = { int32: true, int64: true } as const;
const ajv = new Ajv2020({ allErrors: true, strict: true, strictTypes: false, formats });
ajv.addKeyword({
  keyword: "x-max-bytes",
  type: "string",
  schemaType: "number",
  validate: (limit: number, text: string) => new TextEncoder().encode(text).length <= limit,
});
ajv.addVocabulary([...Object.keys(document), "example", "x-ours", "x-enum-varnames"]);
ajv.addSchema(document, "document");

/** An independent validator of a place in the document. */
export function schemaAt(...path: string[]): ValidateFunction {
  const pointer = path.map((part) => encodeURIComponent(part.replaceAll("~", "~0").replaceAll("/", "~1")));
  const validate = ajv.getSchema(`document#/${pointer.join("/")}`);
  if (validate === undefined) throw new Error(`no schema at ${path.join("/")}`);
  return validate;
}

export const schemaNamed = (name: string): ValidateFunction => schemaAt("components", "schemas", name);

/** What stands at a path, with `$ref` resolved on the way. */
export function at(...path: string[]): Node {
  let node: Node = document;
  for (const part of path) node = resolve(node[part] as Node);
  return node;
}

export function resolve(node: Node): Node {
  const { $ref } = node as { $ref?: string };
  return $ref === undefined ? node : at(...$ref.slice(2).split("/"));
}

export const METHODS = ["get", "put", "post", "delete", "patch"];

export interface Operation {
  path: string;
  method: string;
  operation: Node;
}

export function operations(): Operation[] {
  return Object.entries(at("paths")).flatMap(([path, item]) =>
    METHODS.filter((method) => method in (item as Node)).map((method) => ({
      path,
      method,
      operation: (item as Node)[method] as Node,
    })),
  );
}

/** Those of the webhooks, too. */
export function everyOperation(): Node[] {
  const webhooks = Object.values(at("webhooks")).flatMap((item) =>
    METHODS.flatMap((method) => (method in (item as Node) ? [(item as Node)[method] as Node] : [])),
  );
  return [...operations().map(({ operation }) => operation), ...webhooks];
}
