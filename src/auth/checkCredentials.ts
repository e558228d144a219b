import { isDate } from "../base/errorLike.js";
import { SmnError } from "../base/errors.js";
import { isRecord } from "../base/errorBody.js";
import type { KeyCredentials, ResolvedCredentials, TokenCredentials } from "./credentials.js";

export interface CheckOptions {
  /** Where they come from, as the subject of a message: `"credentials"`, `"the credentials provider"`. */
  source: string;
  /** `validation` for credentials that the caller passed, `auth` for those of a provider. */
  code: "validation" | "auth";
  /** The names of the fields in that source. @default their own names */
  names?: Readonly<Record<string, string>> | undefined;
}

/**
 * Checks credentials at run time and returns a frozen copy with the known fields only.
 *
 * @throws {SmnError} with `sent: "no"` when a field is missing, empty or malformed, or when a token and a key are
 * mixed. The message names the field, never its value.
 */
export function checkCredentials(value: unknown, options: CheckOptions): ResolvedCredentials {
  const fail = (what: string): SmnError =>
    new SmnError(`${options.source}: ${what}`, { code: options.code, sent: "no" });
  if (!isRecord(value)) throw fail("expected an object with token, or with ak and sk");
  const text = (field: string): string => checkText(value[field], options.names?.[field] ?? field, fail);
  const optional = (field: string): Record<string, string> =>
    value[field] === undefined ? {} : { [field]: text(field) };

  const isToken = value["token"] !== undefined;
  const mixed = ["ak", "sk", "securityToken"].find((field) => isToken && value[field] !== undefined);
  if (mixed !== undefined) throw fail(`token and ${mixed} must not be given together`);
  if (!isToken && value["ak"] === undefined && value["sk"] === undefined) {
    throw fail("expected token, or ak and sk; found neither");
  }
  const projectId = optional("projectId");
  if (!/^[0-9A-Za-z_-]*$/.test(projectId["projectId"] ?? "")) {
    throw fail(`${options.names?.["projectId"] ?? "projectId"} must consist of letters, digits, "-" and "_"`);
  }
  const expiresAt = readTime(value["expiresAt"]);
  if (Number.isNaN(expiresAt)) {
    throw fail(
      "expiresAt must be a valid Date, milliseconds since the epoch, or an ISO 8601 time with Z or offset",
    );
  }
  const credentials: TokenCredentials | KeyCredentials = isToken
    ? { token: text("token"), ...projectId }
    : { ak: text("ak"), sk: text("sk"), ...optional("securityToken"), ...projectId };
  return withoutPrinting(expiresAt === undefined ? credentials : { ...credentials, expiresAt });
}

/**
 * `console.log` and JSON show credentials without keys and tokens. A copy has them, because providers that call others
 * make one.
 */
function withoutPrinting<T extends ResolvedCredentials>(credentials: T): Readonly<T> {
  const shown = (): object =>
    Object.fromEntries(Object.entries(credentials).filter(([name]) => SHOWN.has(name)));
  const hidden = { value: shown, enumerable: false };
  return Object.freeze(
    Object.defineProperties(credentials, {
      toJSON: hidden,
      [Symbol.for("nodejs.util.inspect.custom")]: hidden,
    }),
  );
}

const SHOWN: ReadonlySet<string> = new Set(["projectId", "expiresAt"]);

/** When the credentials expire, in milliseconds since the epoch; undefined when they do not say. */
export function expiryOf({ expiresAt }: ResolvedCredentials): number | undefined {
  return readTime(expiresAt);
}

function checkText(value: unknown, field: string, fail: (what: string) => SmnError): string {
  if (value === undefined) throw fail(`${field} is missing`);
  if (typeof value !== "string") throw fail(`${field} must be a string, got ${typeof value}`);
  if (value === "") throw fail(`${field} must not be empty`);
  if (/[\s\0]/.test(value)) throw fail(`${field} must not hold blanks or line breaks`);
  return value;
}

/** NaN when it is not a time. */
function readTime(value: unknown): number | undefined {
  if (value === undefined) return undefined;
  if (isDate(value)) return value.getTime();
  if (typeof value === "number") return Number.isFinite(value) ? value : Number.NaN;
  // Without an offset `Date.parse` would take the machine's own zone for it.
  const dated = typeof value === "string" && /^\d{4}-\d\d-\d\dT.*(?:Z|[+-]\d\d:?\d\d)$/.test(value);
  return dated ? Date.parse(value) : Number.NaN;
}
