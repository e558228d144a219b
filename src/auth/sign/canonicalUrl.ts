import { SmnError } from "../../base/errors.js";
import { percentDecode, percentEncode, percentEncodePath } from "./percent.js";

/** The parts of a URL that enter a signature. */
export interface CanonicalUrl {
  /** Host, and the port where it is not the scheme's default: what an HTTP client sends as `Host`. */
  host: string;
  /** Every segment encoded exactly once; always ends with `/`, which the URL that is sent need not. */
  path: string;
  /** `name=value` pairs sorted by name, then value, each encoded exactly once; `""` without a query. */
  query: string;
}

/**
 * Brings a URL into the form that is signed ("AK/SK Signing and Authentication Guide", canonical URI and
 * canonical query string).
 *
 * The path is taken as written: dot segments and double slashes stay. `fetch` removes dot segments before it
 * sends, so sign `new URL(url).href` where a path may hold them. In a query `+` is a plus sign, not a blank.
 *
 * @throws {SmnError} `validation` when it is not an absolute http(s) URL. The message does not quote it.
 */
export function canonicalUrl(url: string | URL): CanonicalUrl {
  const href = typeof url === "string" ? url : url.href;
  const parts = UNSAFE.test(href) ? null : PARTS.exec(href);
  if (parts === null) throw invalidUrl();
  return {
    host: hostOf(href),
    path: canonicalPath((parts[1] ?? "").replaceAll("\\", "/")),
    query: canonicalQuery(parts[2] ?? ""),
  };
}

/** Group 1 is the path, group 2 the query; a backslash counts as a slash, as for every HTTP client. */
const PARTS = /^https?:[/\\]{2}[^/\\?#]+([^?#]*)(?:\?([^#]*))?/i;
/** URL parsers drop these silently, so the signed URL and the sent URL would differ. */
const UNSAFE = /[\0-\x1f\x7f]|^ | $/;

function hostOf(href: string): string {
  try {
    return new URL(href).host;
  } catch {
    throw invalidUrl(); // the original error quotes the URL
  }
}

function invalidUrl(): SmnError {
  return new SmnError(
    "url must be an absolute http or https URL without blanks around it or control characters",
    {
      code: "validation",
      sent: "no",
    },
  );
}

function canonicalPath(path: string): string {
  const encoded = percentEncodePath(percentDecode(path));
  return encoded.endsWith("/") ? encoded : `${encoded}/`;
}

function canonicalQuery(query: string): string {
  if (query === "") return "";
  const pairs = query.split("&").filter((pair) => pair !== "");
  return pairs
    .map(decodePair)
    .sort(([nameA, valueA], [nameB, valueB]) => compare(nameA, nameB) || compare(valueA, valueB))
    .map(([name, value]) => `${percentEncode(name)}=${percentEncode(value)}`)
    .join("&");
}

function decodePair(pair: string): readonly [name: string, value: string] {
  const at = pair.indexOf("=");
  if (at < 0) return [percentDecode(pair), ""];
  return [percentDecode(pair.slice(0, at)), percentDecode(pair.slice(at + 1))];
}

/** Both are byte strings, for which code unit order is code point order; `localeCompare` would not be. */
function compare(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}
