import type { Attributes } from "@opentelemetry/api";
import type { RequestTrace, SendTrace, TelemetryError } from "../messages/telemetryMessages.js";

/** Names of this package among tracers and meters. */
export const SCOPE = "smn-sms";

/** As the stable conventions for HTTP clients have them; the path is shown with its parameters by name. */
export function requestAttributes({ method, route, scheme, address, port }: RequestTrace): Attributes {
  return {
    "http.request.method": method,
    "server.address": address,
    "server.port": port,
    "url.full": `${scheme}://${address}:${port}${route}`,
    "url.scheme": scheme,
    "url.template": route,
  };
}

/** Attributes of a metric have few values. */
export function requestLabels({ method, scheme, address, port, status, error }: RequestTrace): Attributes {
  return {
    "http.request.method": method,
    "server.address": address,
    "server.port": port,
    "url.scheme": scheme,
    ...(status === undefined ? {} : { "http.response.status_code": status }),
    ...errorType(error),
  };
}

export const SEND_LABELS: Readonly<Attributes> = Object.freeze({
  "messaging.system": "huawei_smn",
  "messaging.operation.name": "send",
  "messaging.operation.type": "send",
});

export function sendAttributes({ messages }: SendTrace): Attributes {
  return { ...SEND_LABELS, "messaging.batch.message_count": messages };
}

/** The status of an HTTP error, else the kind of failure. */
export function errorType(error: TelemetryError | undefined): Attributes {
  if (error === undefined) return {};
  const { status, code } = error;
  return { "error.type": status !== undefined && status >= 400 ? String(status) : code };
}

/** What a span says about a failure, besides its type. */
export function errorAttributes(error: TelemetryError | undefined): Attributes {
  if (error === undefined) return {};
  return {
    ...errorType(error),
    "smn_sms.sent": error.sent,
    ...(error.serviceCode === undefined ? {} : { "smn_sms.code": error.serviceCode }),
  };
}
