import { isRecord } from "../../base/errorBody.js";
import type { SmnError } from "../../base/errors.js";
import { invalid } from "../../base/invalid.js";
import { routes } from "../contract/routes.js";
import type { Fault, ScheduledFault } from "./fault.js";

/** What is wrong with a value, as `must …`; undefined when it fits. */
type Check = (value: unknown) => string | undefined;

const moment = optional(oneOf("before", "after"));
const socket = { when: oneOf("before", "after") };

/** The kinds of faults there are. */
export const faultKinds = (): readonly string[] => Object.keys(FIELDS);

const FIELDS: Readonly<Record<Fault["kind"], Readonly<Record<string, Check>>>> = {
  throttle: {
    retryAfter: optional(number(0)),
    limit: optional(whole(1)),
    window: optional(oneOf("second", "minute")),
    hint: optional((value) => (typeof value === "boolean" ? undefined : "must be true or false")),
  },
  tokenExpired: {},
  status: {
    status: whole(200, 599),
    body: () => undefined,
    page: optional(oneOf("gateway", "html")),
    when: moment,
  },
  // Timers take no more than a signed 32-bit number of milliseconds.
  latency: { ms: number(0, 2 ** 31 - 1) },
  stall: socket,
  reset: socket,
  truncate: socket,
  redirect: { location: headerText, status: optional(oneOf(301, 302, 303, 307, 308)) },
  garbage200: { body: optional(oneOf("html", "json")) },
  results: {
    change: oneOf("missing", "extra", "renamed", "respelled", "reordered", "doubled", "malformed"),
  },
  created: {},
  reject: {
    code: text(64),
    numbers: optional(texts),
    message: optional(text(4096)),
    sensitive_word: optional(text(4096)),
  },
};

const SCHEDULE: Readonly<Record<string, Check>> = {
  times: optional((value) =>
    value === "always" ? undefined : either('must be "always" or', whole(1)(value)),
  ),
  probability: optional(number(0, 1)),
  after: optional(whole(0)),
  operationId: optional((value) =>
    routes.some(({ operationId }) => operationId === value)
      ? undefined
      : `must be one of ${routes.map(({ operationId }) => operationId).join(", ")}`,
  ),
};

/**
 * Checks a fault that came as JSON, or from code without types.
 *
 * @throws {SmnError} `validation`; the text names the property and what it must be
 */
export function parseFault(value: unknown): ScheduledFault {
  if (!isRecord(value)) throw badFault("a fault must be an object with a kind");
  const { kind } = value;
  const fields =
    typeof kind === "string" && Object.hasOwn(FIELDS, kind) ? FIELDS[kind as Fault["kind"]] : undefined;
  if (fields === undefined) throw badFault(`kind must be one of ${Object.keys(FIELDS).join(", ")}`);
  const checks: Readonly<Record<string, Check>> = { ...fields, ...SCHEDULE };
  for (const name of Object.keys(value)) {
    if (name === "kind" || Object.hasOwn(checks, name)) continue;
    throw badFault(`a fault of kind ${String(kind)} has only ${["kind", ...Object.keys(checks)].join(", ")}`);
  }
  for (const [name, check] of Object.entries(checks)) {
    const wrong = check(value[name]);
    if (wrong !== undefined) throw badFault(`${name} of a fault of kind ${String(kind)} ${wrong}`);
  }
  return structuredCopy(value) as unknown as ScheduledFault; // each property was checked above
}

/** Later changes of the caller's object must not reach the queue. */
function structuredCopy(value: Record<string, unknown>): Record<string, unknown> {
  try {
    return structuredClone(value);
  } catch {
    throw badFault("a fault must be plain JSON");
  }
}

function optional(check: Check): Check {
  return (value) => (value === undefined ? undefined : check(value));
}

function oneOf(...choices: readonly (string | number)[]): Check {
  const list = choices.map((choice) => JSON.stringify(choice)).join(", ");
  return (value) => (choices.includes(value as string) ? undefined : `must be one of ${list}`);
}

function number(least: number, most = Infinity): Check {
  const range = most === Infinity ? `of at least ${least}` : `from ${least} to ${most}`;
  return (value) =>
    typeof value === "number" && Number.isFinite(value) && value >= least && value <= most
      ? undefined
      : `must be a number ${range}`;
}

function whole(least: number, most = Number.MAX_SAFE_INTEGER): Check {
  const range = most === Number.MAX_SAFE_INTEGER ? `of at least ${least}` : `from ${least} to ${most}`;
  return (value) =>
    Number.isSafeInteger(value) && (value as number) >= least && (value as number) <= most
      ? undefined
      : `must be an integer ${range}`;
}

function text(longest: number): Check {
  return (value) =>
    typeof value === "string" && value !== "" && value.length <= longest
      ? undefined
      : `must be a string of 1 to ${longest} characters`;
}

function headerText(value: unknown): string | undefined {
  return typeof value === "string" && /^[\x21-\x7e]+$/.test(value)
    ? undefined
    : "must be an address in printable ASCII";
}

function texts(value: unknown): string | undefined {
  return Array.isArray(value) && value.every((item) => typeof item === "string")
    ? undefined
    : "must be a list of strings";
}

function either(first: string, second: string | undefined): string | undefined {
  return second === undefined ? undefined : `${first} ${second.replace(/^must be /, "")}`;
}

function badFault(message: string): SmnError {
  return invalid(`Bad fault: ${message}.`);
}
