// Makes everything in generated/ from openapi/smn-sms.yaml:
//   schema.ts        types (openapi-typescript)
//   openapi.json     the document, bundled (redocly)
//   validators.ts    compiled JSON Schema validators (ajv, standalone: nothing of ajv is needed at run time)
//   messageRules.ts  the limits of a message and of a request, for the preflight
//   reportRules.ts   the limits of a page of reports, and the events that can have a topic
//   errorCodes.ts    what a client reads of the table of error codes
//   regions.ts       addresses by region
//   openapi-3.0.json the document in OpenAPI 3.0.3 without unions, for generators that read neither 3.1 nor unions
import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import { _ } from "ajv";
import { Ajv2020 } from "ajv/dist/2020.js";
import standalone from "ajv/dist/standalone/index.js";
import { allowUndefined } from "./allowUndefined.mjs";
import { downConvert } from "./downConvert.mjs";
import { flatten } from "./flatten.mjs";

const root = fileURLToPath(new URL("..", import.meta.url));
const generated = (name) => new URL(`../generated/${name}`, import.meta.url);
const banner = "// Made from openapi/smn-sms.yaml by `npm run generate`. Do not edit.\n";

run("openapi-typescript", [
  "--redocly",
  "openapi/redocly.yaml",
  "--root-types",
  "--root-types-no-schema-prefix",
]);
writeFileSync(generated("schema.ts"), allowUndefined(readFileSync(generated("schema.ts"), "utf8")));
run("redocly", ["bundle", "smn-sms@v2", "--config", "openapi/redocly.yaml", "-o", "generated/openapi.json"]);

const document = JSON.parse(readFileSync(generated("openapi.json"), "utf8"));
write("validators.ts", validators(document));
write("messageRules.ts", messageRules(document));
write("reportRules.ts", reportRules(document));
write("errorCodes.ts", errorCodes(document));
write("regions.ts", regions(document));
writeFileSync(generated("openapi-3.0.json"), `${JSON.stringify(downConvert(flatten(document)), null, 2)}\n`);

/** Runs a tool of this project; shows its output only when it fails. */
function run(tool, args) {
  const bin = createRequire(import.meta.url).resolve(
    `${tool}/package.json`.replace("redocly/", "@redocly/cli/"),
  );
  const { bin: entries } = JSON.parse(readFileSync(bin, "utf8"));
  const entry = typeof entries === "string" ? entries : entries[tool];
  execFileSync(process.execPath, [fileURLToPath(new URL(entry, `file://${bin}`)), ...args], {
    cwd: root,
    stdio: ["ignore", "pipe", "pipe"],
    env: { ...process.env, REDOCLY_TELEMETRY: "off", REDOCLY_SUPPRESS_UPDATE_NOTICE: "true" },
  });
}

function write(name, text) {
  writeFileSync(generated(name), banner + text);
}

function validators(doc) {
  const ajv = new Ajv2020({
    allErrors: true,
    strict: true,
    strictTypes: false,
    formats: { int32: true, int64: true }, // for generators of code; minimum and maximum say more
    code: { source: true, esm: true },
    inlineRefs: false, // each schema once
  });
  ajv.addKeyword({ keyword: "x-max-bytes", type: ["string"], schemaType: "number", code: countBytes });
  ajv.addVocabulary([...Object.keys(doc), "example", "x-ours", "x-enum-varnames"]);
  ajv.addSchema(withoutTexts(doc), "document");
  const names = Object.keys(doc.components.schemas);
  const refs = Object.fromEntries(names.map((name) => [name, `document#/components/schemas/${name}`]));
  let code = standalone.default(ajv, refs);
  // The only helper of ajv that the compiled code needs counts code points: inline it, so that the file stands alone.
  code = code.replace(
    /require\("ajv\/dist\/runtime\/ucs2length"\)\.default/g,
    "(text => { let n = 0; for (const _ of text) n++; return n; })",
  );
  if (code.includes("require(")) throw new Error("the compiled validators need a module at run time");
  code = code
    .replace('"use strict";', "")
    .replaceAll("export const ", "const compiled_")
    .replace(/^export default .*$/m, "");
  return [
    "// @ts-nocheck -- compiled code",
    'import type { components } from "./schema.js";',
    "/** A violation, as ajv reports it. */",
    "export interface Violation { instancePath: string; schemaPath: string; keyword: string; params: Record<string, unknown>; message?: string }",
    "/** Tells whether a value fits its schema; `errors` holds the violations of the last call that failed. */",
    "export interface Validator<T> { (value: unknown): value is T; errors?: Violation[] | null }",
    code,
    "/** A validator for every named schema of the document. */",
    'export const validators: { readonly [Name in keyof components["schemas"]]: Validator<components["schemas"][Name]> } = {',
    ...names.map((name) => `  ${name}: compiled_${name},`),
    "};",
    "",
  ].join("\n");
}

/** The document without what only people read: the compiled code would hold it. */
function withoutTexts(node) {
  if (Array.isArray(node)) return node.map(withoutTexts);
  if (typeof node !== "object" || node === null) return node;
  const isText = ([key, value]) =>
    (/^(description|summary)$/.test(key) && typeof value === "string") ||
    (key === "examples" && Array.isArray(value));
  return Object.fromEntries(
    Object.entries(node)
      .filter((entry) => !isText(entry))
      .map(([key, value]) => [key, withoutTexts(value)]),
  );
}

/** `x-max-bytes` on a string limits the bytes of its UTF-8 form. */
function countBytes(context) {
  context.fail(_`new TextEncoder().encode(${context.data}).length > ${context.schema}`);
}

function resolve(doc, schema) {
  if (schema?.$ref === undefined) return schema;
  return schema.$ref
    .slice(2)
    .split("/")
    .reduce((node, key) => node[key], doc);
}

/** Collects the properties of a schema through `$ref`, `allOf` and `oneOf`. */
function propertiesOf(doc, schema, found = {}) {
  const node = resolve(doc, schema);
  for (const [name, property] of Object.entries(node.properties ?? {})) {
    const {
      type,
      enum: values,
      minLength,
      maxLength,
      pattern,
      "x-max-bytes": maxBytes,
    } = resolve(doc, property);
    const known = found[name];
    const merged = values && known?.enum ? [...known.enum, ...values] : (values ?? known?.enum);
    found[name] = { type, enum: merged, minLength, maxLength, pattern, maxBytes };
  }
  for (const part of [...(node.allOf ?? []), ...(node.oneOf ?? [])]) propertiesOf(doc, part, found);
  return found;
}

function messageRules(doc) {
  const { schemas, securitySchemes } = doc.components;
  const list = schemas.SmsBatch.properties.sms_message;
  const maxBytes = securitySchemes.AkSk["x-max-bytes"];
  const limits = { minItems: list.minItems, maxItems: list.maxItems, maxBytes };
  const branches = schemas.SmsMessage.oneOf.map((branch) => resolve(doc, branch));
  const rules = Object.fromEntries(
    Object.entries(propertiesOf(doc, schemas.SmsMessage)).map(([name, rule]) => [
      name,
      { ...rule, required: branches.every(({ required }) => required.includes(name)) },
    ]),
  );
  return `/** What the document asks of one property of a message. */
export interface PropertyRule {
  readonly type: "string";
  readonly required: boolean;
  readonly minLength?: number;
  /** In characters (code points). */
  readonly maxLength?: number;
  /** In bytes of UTF-8. */
  readonly maxBytes?: number;
  readonly pattern?: string;
  readonly enum?: readonly string[];
}

/** The properties of a message, by name. */
export const messageRules: Readonly<Record<string, PropertyRule>> = ${JSON.stringify(rules, null, 2)};

/** Limits of one request: number of messages, bytes of its body (the gateway's limit for signed requests). */
export const requestLimits: { readonly minItems: number; readonly maxItems: number; readonly maxBytes: number } = ${JSON.stringify(limits)};
`;
}

function reportRules(doc) {
  const { parameters } = doc.paths["/v2/{project_id}/notifications/sms/report"].get;
  const parameter = (wanted) => parameters.find(({ name }) => name === wanted);
  const { minimum, maximum, default: usual } = parameter("limit").schema;
  const months = parameter("start_time")["x-past-months"];
  const events = JSON.stringify(doc.components.schemas.CallbackEvent.enum);
  return `/** How many reports a page may have, and has by default. */
export const reportLimit: { readonly minimum: number; readonly maximum: number; readonly default: number } = ${JSON.stringify({ minimum, maximum, default: usual })};

/** How many months back from now the window of a query for reports may begin. */
export const reportPastMonths: number = ${JSON.stringify(months)};

/** The events that can be published to a topic. */
export const callbackEventTypes: readonly ${events} = ${events};
`;
}

function errorCodes(doc) {
  const rows = doc["x-error-codes"];
  const meanings = {};
  for (const { code, http_status, meaning, scope, sent, retry } of rows)
    (meanings[JSON.stringify({ scope, sent, retry })] ??= {})[`${code} ${http_status ?? ""}`] = meaning;
  const groups = Object.entries(meanings).map(
    ([verdict, group]) => `[${verdict},${JSON.stringify(group).replaceAll('","', '",\n"')}]`,
  );
  const words = new Set(rows.flatMap(({ message }) => message.toLowerCase().match(/[a-z]+/g) ?? []));
  return `/** What a code says of a request. */
export interface ErrorVerdict {
  /** What the code condemns: one message, the whole request, or whatever the account sends. */
  readonly scope: "message" | "request" | "account";
  /** Whether messages may have been sent nevertheless. */
  readonly sent: "no" | "maybe";
  /** Whether a client may retry the request by itself. */
  readonly retry: "never" | "after_wait" | "after_renewal";
}

/** One row of the table of error codes. */
export interface ErrorCodeRow extends ErrorVerdict {
  readonly code: string;
  /** The usual HTTP status; null where the vendor names none. One code may have rows for several. */
  readonly http_status: number | null;
  readonly meaning: string;
}

/** The table, as JSON: each verdict with the meanings of its codes, by code and status. */
export const errorTable: string = ${template(`[${groups.join(",\n")}]`)};

/** The words of the vendor's texts for them, in lower case. */
export const messageWords: string =
  ${JSON.stringify([...words].sort().join(" "))};
`;
}

function regions(doc) {
  const known = doc["x-regions"];
  const usual = (service, id) => `https://${service}.${id}.myhuaweicloud.com`;
  const others = known.regions.map(({ id, smn, iam }) => [
    id,
    { ...(smn === usual("smn", id) ? {} : { smn }), ...(iam === usual("iam", id) ? {} : { iam }) },
  ]);
  const unusual = Object.fromEntries(others.filter(([, other]) => Object.keys(other).length > 0));
  return `interface Addresses {
  readonly smn: string;
  readonly iam: string | null;
}

const unusual: Readonly<Record<string, Partial<Addresses>>> = ${JSON.stringify(unusual, null, 2)};

function addressOf(service: keyof Addresses, region: string): string | null {
  const own = unusual[region]?.[service];
  return own === undefined ? \`https://\${service}.\${region}.myhuaweicloud.com\` : own;
}

/** The regions that the vendor lists. */
export const regions: readonly string[] = /* @__PURE__ */ ${JSON.stringify(known.regions.map(({ id }) => id).join(" "))}.split(" ");

/** The address of the service; that of a region which is not listed follows the usual pattern. */
export function smnAddress(region: string): string {
  // There is one in every region.
  return addressOf("smn", region) as string;
}

/** The address of identity management: the global one where the vendor lists none for the region. */
export function iamAddress(region: string): string {
  return (regions.includes(region) ? addressOf("iam", region) : null) ?? iamDefault;
}

export const iamDefault: string = ${JSON.stringify(known.iam_default)};
`;
}

/** A literal of a text of several lines. */
function template(text) {
  return `\`${text.replace(/[\\`]|\$\{/g, "\\$&")}\``;
}
