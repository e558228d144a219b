/** The facts in the body of an answer that is not a success. */
export interface ErrorBodyFacts {
  serviceCode?: string;
  /** As it came: pass it through `scrub` before it is shown. */
  serviceMessage?: string;
  requestId?: string;
  /** The title of an HTML page, or the beginning of a plain text. */
  page?: string;
}

/** Pairs of names under which the vendor's services put code and message, most specific first. */
const PAIRS: readonly (readonly [code: string, message: readonly string[]])[] = [
  ["error_code", ["error_msg", "error_message"]],
  ["code", ["message", "msg"]],
  ["errorCode", ["errorMsg", "errorMessage", "reason"]],
  ["errorcode", ["errormsg"]],
];

/** Reads every error shape that occurs before and inside the service; never throws. */
export function parseErrorBody(text: string): ErrorBodyFacts {
  const json = parseObject(text);
  if (json === undefined) return pageOf(text);
  const found = findPair(json) ?? findNested(json);
  const requestId = firstString(json, ["request_id", "requestid", "requestId"]);
  return { ...found, ...(requestId === undefined ? {} : { requestId }) };
}

/** The JSON object that a text is; undefined for any other text. */
export function parseObject(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isRecord(value) ? value : undefined;
  } catch {
    return undefined; // HTML and plain text are expected; the parser's error quotes the text, which may hold a secret
  }
}

function findPair(body: Record<string, unknown>): ErrorBodyFacts | undefined {
  for (const [codeName, messageNames] of PAIRS) {
    const code = body[codeName];
    if (typeof code !== "string" && typeof code !== "number") continue;
    const message = firstString(body, messageNames);
    return { serviceCode: String(code), ...(message === undefined ? {} : { serviceMessage: message }) };
  }
  return undefined;
}

/** IAM wraps the pair in `error`; gateways that customers configure may wrap it in anything. */
function findNested(body: Record<string, unknown>): ErrorBodyFacts | undefined {
  const inner = [body["error"], ...Object.values(body)].find((value) => isRecord(value) && findPair(value));
  if (isRecord(inner)) return findPair(inner);
  const message = firstString(
    body,
    PAIRS.flatMap(([, messages]) => messages),
  );
  return message === undefined ? undefined : { serviceMessage: message };
}

function firstString(body: Record<string, unknown>, names: readonly string[]): string | undefined {
  for (const name of names) {
    const value = body[name];
    if (typeof value === "string" && value !== "") return value;
  }
  return undefined;
}

function pageOf(text: string): ErrorBodyFacts {
  const start = text.trimStart().slice(0, 4096);
  if (start === "") return {};
  if (!start.startsWith("<")) return { page: start };
  return { page: /<title[^>]*>([^<]*)</i.exec(start)?.[1]?.trim() ?? "an HTML page" };
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
