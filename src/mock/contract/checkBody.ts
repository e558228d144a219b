import { messageRules } from "../../../generated/messageRules.js";
import { validators, type Validator, type Violation } from "../../../generated/validators.js";
import { isRecord } from "../../base/errorBody.js";
import { resolveRef, schemaName, type Schema } from "./document.js";
import { gatewayError, serviceError, type Refused } from "./refused.js";
import { topicCodes } from "./topicCodes.js";

/** The service's code for a property that breaks a rule; where the vendor has none, the gateway's general one. */
const CODES: ReadonlyMap<string, string> = new Map([
  ["endpoint", "SMN.0160"],
  ["message", "SMN.0009"],
  ["sign_id", "SMN.0080"],
  ["extend_src_id", "SMN.0229"],
  ["event_type", "SMN.0100"],
]);

/**
 * Checks a body against a named schema of the document.
 *
 * @throws {Refused} for the first property that breaks a rule: names the property, its index and the rule, never
 * the value
 */
export function checkBody(name: string, body: unknown): void {
  checkLengths(name, body);
  const validate = validatorOf(name);
  if (validate(body)) return;
  const [first] = explain(name, body, validate.errors ?? []);
  throw first === undefined ? gatewayError("APIGW.0106", 400) : refusalOf(first, name, body);
}

/** Comes first: the validators collect what is wrong in every item, which takes a minute for 50,000 of them. */
function checkLengths(name: string, body: unknown): void {
  if (!isRecord(body)) return;
  const { properties = {} } = resolveRef<Schema>({ $ref: `#/components/schemas/${name}` });
  for (const [property, schema] of Object.entries(properties)) {
    const [list, { maxItems = Infinity }] = [body[property], resolveRef(schema)];
    if (Array.isArray(list) && list.length > maxItems)
      throw serviceError("SMN.0159", `${property} must NOT have more than ${maxItems} items`);
  }
}

function validatorOf(name: string): Validator<unknown> {
  const validate = (validators as Readonly<Record<string, Validator<unknown>>>)[name];
  if (validate === undefined) throw new Error(`the document has no schema ${name}`);
  return validate;
}

/**
 * The violations worth reporting. A `oneOf` that does not match lists the violations of every branch; only those of
 * the branch with the fewest help the caller.
 */
function explain(name: string, value: unknown, violations: readonly Violation[], path = ""): Violation[] {
  const choice = violations.find(({ keyword }) => keyword === "oneOf");
  if (choice === undefined)
    return violations.map((one) => ({ ...one, instancePath: path + one.instancePath }));
  const above = violations.find(({ instancePath }) => choice.instancePath.startsWith(`${instancePath}/`));
  if (above !== undefined) return [{ ...above, instancePath: path + above.instancePath }];
  const { schema, value: part } = at(choice.instancePath, name, value);
  const branches = (schema.oneOf ?? []).flatMap((branch) => schemaName(branch) ?? []);
  const attempts = branches.map((branch) => {
    const validate = validatorOf(branch);
    validate(part);
    return explain(branch, part, validate.errors ?? [], path + choice.instancePath);
  });
  const closest = attempts.sort((a, b) => a.length - b.length)[0] ?? [
    { ...choice, instancePath: path + choice.instancePath },
  ];
  const all = attempts.flat(); // once: there may be thousands, for as many properties that nobody knows
  return closest.map((one) => mergeChoices(one, all));
}

/** Branches that differ in one property's values allow all of them together. */
function mergeChoices(violation: Violation, all: readonly Violation[]): Violation {
  if (violation.keyword !== "enum") return violation;
  const same = all.filter((one) => one.keyword === "enum" && one.instancePath === violation.instancePath);
  const allowedValues = [...new Set(same.flatMap((one) => one.params["allowedValues"] as unknown[]))];
  return { ...violation, params: { allowedValues } };
}

/** Follows a JSON pointer through schema and value at once. */
function at(pointer: string, name: string, value: unknown): { schema: Schema; value: unknown } {
  let schema: Schema = resolveRef<Schema>({ $ref: `#/components/schemas/${name}` });
  let part = value;
  for (const key of pointer.split("/").slice(1)) {
    const next = Array.isArray(part) ? schema.items : schema.properties?.[key];
    schema = next === undefined ? {} : resolveRef<Schema>(next);
    part = Array.isArray(part) ? (part as unknown[])[Number(key)] : isRecord(part) ? part[key] : undefined;
  }
  return { schema, value: part };
}

function refusalOf(violation: Violation, name: string, body: unknown): Refused {
  const { keyword, params } = violation;
  const missing = keyword === "required" ? String(params["missingProperty"]) : undefined;
  const path = violation.instancePath
    .slice(1)
    .replace(/\/(\d+)/g, "[$1]")
    .replaceAll("/", ".");
  const property = missing ?? /[^.[\]]+(?=(?:\[\d+\])?$)/.exec(path)?.[0] ?? "";
  const detail = `${[path, missing].filter((part) => part !== undefined && part !== "").join(".") || "the body"} ${rule(violation, property)}`;
  // An item that is no object breaks a rule of the list, not of a property of its own.
  const isItem = path.endsWith("]") && missing === undefined;
  const code = isItem ? undefined : (CODES.get(property) ?? topicCode(violation, property, name, body));
  if (code === undefined) return gatewayError("APIGW.0106", 400, detail);
  const isAbsent = keyword === "required" || keyword === "type";
  return serviceError(code === "SMN.0160" && isAbsent ? "SMN.0012" : code, detail);
}

function topicCode(
  { instancePath }: Violation,
  property: string,
  name: string,
  body: unknown,
): string | undefined {
  if (property !== "topic_urn") return undefined;
  const { value } = at(instancePath.replace(/\/topic_urn$/, ""), name, body);
  return topicCodes(isRecord(value) ? value["event_type"] : undefined)?.invalid;
}

function rule({ keyword, params, message }: Violation, property: string): string {
  switch (keyword) {
    case "required":
      return "is missing";
    case "enum":
      return `must be ${(params["allowedValues"] as unknown[]).map((value) => JSON.stringify(value)).join(" or ")}`;
    case "x-max-bytes":
      return `must have at most ${messageRules[property]?.maxBytes ?? "fewer"} bytes of UTF-8`;
    case "unevaluatedProperties":
    case "additionalProperties":
      return `must not have ${nameOf(params["unevaluatedProperty"] ?? params["additionalProperty"])}`;
    default:
      return message ?? `breaks the rule ${keyword}`;
  }
}

/** A key can be anything, even a number or a text: name it only when it looks like a name. */
function nameOf(key: unknown): string {
  const looksLikeName = typeof key === "string" && /^[A-Za-z_]{1,40}$/.test(key);
  return looksLikeName ? `the property ${key}` : "properties that the document does not know";
}
