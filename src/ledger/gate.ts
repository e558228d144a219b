import { failedOver, paused } from "./ledgerErrors.js";
import type { SmnError } from "../base/errors.js";

/** What every worker must know before it sends, as the database has it. */
export interface Gate {
  readonly is_paused: boolean;
  /** Whether only `resume` ends the pause. */
  readonly is_stopped: boolean;
  /** How long it lasts, in milliseconds; null where nobody knows. */
  readonly paused_ms: number | null;
  readonly paused_why: string | null;
  readonly failed_over: boolean;
  readonly requests_per_second: number | null;
  readonly gap_ms: number;
}

/** Why nothing may leave, where it does not pass within the time. */
export function refusalOf(gate: Gate, mostMs: number): SmnError | undefined {
  if (gate.failed_over) return failedOver();
  if (!gate.is_paused) return undefined;
  const why = gate.paused_why ?? "somebody paused it.";
  if (gate.is_stopped) return paused(why);
  const leftMs = gate.paused_ms ?? 0;
  return leftMs > mostMs ? paused(why, Math.ceil(leftMs)) : undefined;
}
