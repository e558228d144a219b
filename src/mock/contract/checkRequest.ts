import { resolveRef, type Schema } from "./document.js";
import { gatewayError, serviceError, type Refused } from "./refused.js";
import type { RouteMatch } from "./routes.js";

const LONGEST_URL = 32 * 1024;
const LONGEST_HEADER = 32 * 1024;
const LARGEST_HEADERS = 128 * 1024;

/**
 * Checks address and headers against the gateway's limits.
 *
 * @throws {Refused} 414 or 494
 */
export function checkSizes(url: string, headers: Headers): void {
  if (url.length > LONGEST_URL) throw gatewayError("APIGW.0201", 414);
  let total = 0;
  for (const [name, value] of headers) {
    total += name.length + value.length + 4;
    if (value.length > LONGEST_HEADER || total > LARGEST_HEADERS) throw gatewayError("APIGW.0201", 494);
  }
}

/**
 * Checks the parameters in path, query and headers against the document.
 *
 * @throws {Refused} 400, naming parameter and rule, never the value
 */
export function checkParameters(
  { route, params }: RouteMatch,
  query: URLSearchParams,
  headers: Headers,
): void {
  for (const { name, in: location, required, schema } of route.parameters) {
    const value =
      location === "path" ? (params[name] ?? null) : (location === "query" ? query : headers).get(name);
    if (value === null) {
      if (required === true) throw refusal(name, `${location} parameter ${name} is missing`);
      continue;
    }
    const wrong = checkText(value, resolveRef(schema));
    if (wrong !== undefined) throw refusal(name, `${location} parameter ${name} ${wrong}`);
  }
}

/** The service's code for a parameter that breaks a rule; where the vendor has none, the gateway's general one. */
const CODES: ReadonlyMap<string, string> = new Map([
  ["start_time", "SMN.0103"],
  ["end_time", "SMN.0104"],
  ["offset", "SMN.0015"],
  ["limit", "SMN.0015"],
  ["status", "SMN.0077"],
  ["message_id", "SMN.0102"],
  ["sign_id", "SMN.0080"],
  ["event_type", "SMN.0100"],
]);

function refusal(name: string, detail: string): Refused {
  const code = CODES.get(name);
  return code === undefined ? gatewayError("APIGW.0106", 400, detail) : serviceError(code, detail);
}

/**
 * Finds the schema for the body's media type.
 *
 * @throws {Refused} 400 for a type that the document does not name
 */
export function bodySchema({ route }: RouteMatch, headers: Headers): string | undefined {
  if (route.body === undefined) return undefined;
  const type = (headers.get("content-type") ?? "").split(";")[0]?.trim().toLowerCase() ?? "";
  const schema = route.body.schemas.get(type);
  if (schema !== undefined) return schema;
  const types = [...route.body.schemas.keys()].join(" or ");
  throw gatewayError("APIGW.0201", 400, `Content-Type must be ${types}`);
}

/** What is wrong with a parameter, which is always text on the wire. */
function checkText(text: string, schema: Schema): string | undefined {
  if (schema.type === "integer") {
    if (!/^-?\d{1,15}$/.test(text)) return "must be an integer";
    const value = Number(text);
    if (schema.minimum !== undefined && value < schema.minimum) return `must be at least ${schema.minimum}`;
    if (schema.maximum !== undefined && value > schema.maximum) return `must be at most ${schema.maximum}`;
    return schema.enum?.includes(value) === false
      ? `must be one of ${JSON.stringify(schema.enum)}`
      : undefined;
  }
  const { length } = Array.from(text); // code points, as JSON Schema counts
  if (schema.minLength !== undefined && length < schema.minLength)
    return `must have at least ${schema.minLength} characters`;
  if (schema.maxLength !== undefined && length > schema.maxLength)
    return `must have at most ${schema.maxLength} characters`;
  if (schema.enum?.includes(text) === false) return `must be one of ${JSON.stringify(schema.enum)}`;
  if (schema.pattern !== undefined && !new RegExp(schema.pattern, "u").test(text))
    return `must match ${schema.pattern}`;
  return undefined;
}
