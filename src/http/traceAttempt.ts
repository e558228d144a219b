import type { SmnError } from "../base/errors.js";
import type { WireResponse } from "../base/wire.js";
import { channels } from "../messages/channels.js";
import { telemetryError, telemetryId } from "../messages/telemetryError.js";
import { routeOf } from "./routeOf.js";

/** What is known after an attempt. */
interface Ended {
  readonly response?: WireResponse;
  readonly judgement: { readonly error: SmnError } | undefined;
}

/**
 * Makes an attempt of a request, and reports it to `tracing:smn-sms:request` if somebody listens.
 *
 * @param secrets literals that an answer must not bring into telemetry
 */
export function traceAttempt<Result extends Ended>(
  { method, url }: { readonly method: string; readonly url: string },
  attempt: number,
  secrets: () => readonly string[],
  work: () => Promise<Result>,
): Promise<Result> {
  return channels.request.trace(
    work,
    () => {
      const { hostname: address, port, protocol, pathname } = new URL(url);
      const scheme = protocol === "http:" ? "http" : "https";
      const standard = scheme === "http" ? 80 : 443;
      const route = routeOf(pathname);
      return { method, route, scheme, address, port: port === "" ? standard : Number(port), attempt };
    },
    {
      done: (message, { response, judgement }) => {
        if (response !== undefined) message.status = response.status;
        const id = response?.headers.get("x-request-id");
        const requestId = telemetryId(id, secrets()) ?? telemetryId(judgement?.error.requestId);
        if (requestId !== undefined) message.requestId = requestId;
        if (judgement !== undefined) message.error = telemetryError(judgement.error);
      },
      failed: (message, error) => (message.error = telemetryError(error)),
    },
  );
}
