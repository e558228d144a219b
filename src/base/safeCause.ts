import { isErrorLike, withOriginal } from "./errorLike.js";
import { scrub } from "./scrub.js";

/** Codes of failures that happen before a connection is open, so that nothing can have been sent. */
const BEFORE_CONNECTION = new Set([
  "ENOTFOUND",
  "EAI_AGAIN",
  "EAI_FAIL",
  "EAI_NODATA",
  "EAI_NONAME",
  "ECONNREFUSED",
  "UND_ERR_CONNECT_TIMEOUT",
  "ConnectionRefused",
  "DEPTH_ZERO_SELF_SIGNED_CERT",
  "SELF_SIGNED_CERT_IN_CHAIN",
  "UNABLE_TO_GET_ISSUER_CERT",
  "UNABLE_TO_GET_ISSUER_CERT_LOCALLY",
  "UNABLE_TO_VERIFY_LEAF_SIGNATURE",
  "CERT_HAS_EXPIRED",
  "CERT_NOT_YET_VALID",
  "CERT_REVOKED",
  "CERT_UNTRUSTED",
  "CERT_REJECTED",
  "HOSTNAME_MISMATCH",
  "ERR_TLS_CERT_ALTNAME_INVALID",
  "ERR_INVALID_URL",
]);
/** These prove it only when the call that failed was `connect`: an established connection can report them too. */
const CONNECT_ONLY = new Set([
  "EHOSTUNREACH",
  "ENETUNREACH",
  "EHOSTDOWN",
  "ENETDOWN",
  "ETIMEDOUT",
  "EADDRNOTAVAIL",
  "EACCES",
  "EPERM",
]);

/** What Node says of a server that hangs up in the hand-shake: its code alone says nothing of when. */
const BEFORE_HANDSHAKE = "Client network socket disconnected before secure TLS connection was established";

/** The calls of the system that fail in a request or in reading a file. */
const SYSCALLS = new Set(["connect", "getaddrinfo", "open", "read", "shutdown", "write"]);
/** Codes are words in capitals, as a rule without digits, which an access key has. */
const CODE = /^[A-Z]+(?:_[A-Z]+)*$/;
const NAME = /^[A-Z][A-Za-z]{1,40}$/;

/**
 * A printable substitute for an error that foreign code threw: a caller's `fetch` or a provider may put headers,
 * tokens or bodies into its errors, so only its name, its code (`ECONNREFUSED`, …) and the call that failed are taken
 * over, and only where they look like those of Node.
 */
export function safeCause(error: unknown): Error {
  const links = chainOf(error);
  const coded = links.find(({ code }) => isShown(code));
  const name = links[0]?.name ?? typeof error;
  const shownName = links.length === 0 || NAME.test(name) ? name : "Error";
  const syscall = SYSCALLS.has(coded?.syscall ?? "") ? coded?.syscall : undefined;
  const code = coded?.code ?? errorCode(error);
  const what =
    code === undefined ? shownName : [syscall, code].filter((part) => part !== undefined).join(" ");
  const safe = new Error(what);
  safe.name = shownName;
  safe.stack = `${shownName}: ${what}`; // its own would show this function, not the place of the failure
  if (code !== undefined) Object.assign(safe, { code });
  return withOriginal(safe, error);
}

/** The first code of an error and its causes that may be shown. Only this looks at causes that are no errors. */
export function errorCode(error: unknown): string | undefined {
  let current: unknown = error;
  for (let depth = 0; depth < 5 && typeof current === "object" && current !== null; depth++) {
    const { code, cause } = current as { code?: unknown; cause?: unknown };
    if (typeof code === "string" && isShown(code)) return code;
    current = cause;
  }
  return undefined;
}

function isShown(code: string | undefined): boolean {
  return code !== undefined && (CODE.test(code) || BEFORE_CONNECTION.has(code));
}

/** Whether the failure proves that no connection was open, so that no byte of the request can have left. */
export function failedBeforeConnection(error: unknown): boolean {
  const coded = chainOf(error).filter(({ code }) => code !== undefined);
  const proofs = coded.filter(
    ({ code = "", syscall, isBeforeHandshake }) =>
      isBeforeHandshake || BEFORE_CONNECTION.has(code) || (CONNECT_ONLY.has(code) && syscall === "connect"),
  );
  return proofs.length > 0 && proofs.length === coded.length;
}

interface Link {
  name: string;
  code: string | undefined;
  syscall: string | undefined;
  isBeforeHandshake: boolean;
}

/** The error, its causes, and the parts of an AggregateError (one for every address that was tried). */
function chainOf(error: unknown, depth = 0): Link[] {
  if (!isErrorLike(error) || depth > 5) return [];
  const { code, message, syscall, errors } = error;
  const parts = Array.isArray(errors) ? errors : [];
  const link: Link = {
    name: plainWord(error.name) ?? "Error",
    // An AggregateError has the code of its parts, but does not say which call failed.
    code: parts.length > 0 ? undefined : plainWord(code),
    syscall: plainWord(syscall),
    isBeforeHandshake: message === BEFORE_HANDSHAKE,
  };
  return [link, ...chainOf(error.cause, depth + 1), ...parts.flatMap((part) => chainOf(part, depth + 1))];
}

/** Names and codes are words; one that `scrub` would touch looks like a key or a number. */
function plainWord(value: unknown): string | undefined {
  const isWord = typeof value === "string" && /^[A-Za-z_]\w{0,59}$/.test(value) && scrub(value) === value;
  return isWord ? value : undefined;
}
