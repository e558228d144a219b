import { diag } from "@opentelemetry/api";

/**
 * Calls what belongs to the SDK, or to a hook of the application: one that throws would end the process, with messages
 * under way. As OpenTelemetry has it, `diag` hears of it.
 */
export function quietly<Result>(call: () => Result): Result | undefined {
  try {
    return call();
  } catch (error) {
    diag.error("smn-sms: what records telemetry failed", error);
    return undefined;
  }
}
