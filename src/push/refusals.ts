import { SmnError } from "../base/errors.js";

/** The body is no push message at all. Never quotes it. */
export function malformed(what: string, status: 400 | 413 = 400): SmnError {
  return new SmnError(`push refused: ${what}; answered ${status}, because a retry would not help`, {
    code: "protocol",
    sent: "no",
  });
}

/** It looks like a push message, but is not a genuine one of a topic of ours. Never quotes it. */
export function forged(what: string): SmnError {
  return new SmnError(`push refused: ${what}; answered 403, because a retry would not help`, {
    code: "auth",
    sent: "no",
  });
}

/** Whether it is genuine could not be found out now. */
export function undecided(
  what: string,
  details: { code?: "network" | "timeout"; status?: number | undefined; cause?: unknown } = {},
): SmnError {
  const { code = "network", status, cause } = details;
  return new SmnError(`push not verified: ${what}; answered 503, so that the service retries it`, {
    code,
    sent: "no",
    status,
    cause,
  });
}

/**
 * What came in place of a certificate says nothing about the message: it may be a page of a gateway, or cut off, and the
 * next answer the certificate.
 */
export function noCertificate(): SmnError {
  return undecided("what came as its certificate is not one");
}

/** Something in front of the receiver took the body away. Never quotes it. */
export function unread(what: string): SmnError {
  return wrongWiring(
    what,
    "Let the receiver read the request itself, or pass on what was read: with node, as request.body; with fetch, as new Request(url, { method, body: text })",
  );
}

/** The receiver was given objects of a framework, which look like those of Node. */
export function notOfNode(): SmnError {
  return wrongWiring(
    "request and response are not those of node:http",
    "Pass on those that the framework keeps: request.raw and reply.raw in Fastify, ctx.req and ctx.res in Koa",
  );
}

function wrongWiring(what: string, advice: string): SmnError {
  return new SmnError(`push not read: ${what}; answered 500, so that the service retries it. ${advice}.`, {
    code: "validation",
    sent: "no",
  });
}

/** The caller's own options are wrong. */
export function badOption(what: string): SmnError {
  return new SmnError(what, { code: "validation", sent: "no" });
}
