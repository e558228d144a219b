import { invalidOption } from "./invalid.js";

/**
 * The signal of an option, of whatever realm; `null`, which `fetch` takes, is none. Anything else would be found out when
 * a request is on its way already.
 *
 * @throws SmnError (`validation`)
 */
export function checkSignal(signal: unknown): AbortSignal | undefined {
  if (signal === undefined || signal === null) return undefined;
  if (isSignal(signal)) return signal;
  throw invalidOption("signal", "an AbortSignal (of an AbortController, its signal)", signal);
}

function isSignal(value: unknown): value is AbortSignal {
  if (typeof value !== "object" || value === null) return false;
  const { aborted, addEventListener, removeEventListener } = value as Partial<Record<string, unknown>>;
  return (
    typeof aborted === "boolean" &&
    typeof addEventListener === "function" &&
    typeof removeEventListener === "function"
  );
}
