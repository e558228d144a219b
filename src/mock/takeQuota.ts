import { numberKey } from "../messages/numberKey.js";
import type { SandboxState } from "./sandboxState.js";

const HOUR_MS = 3_600_000;

/** Counts a message to a number; false when the number has had its messages of the past hour. */
export function takeQuota(endpoint: string, at: number, { usage, settings }: SandboxState): boolean {
  const key = numberKey(endpoint);
  const recent = (usage.get(key) ?? []).filter((time) => at - time < HOUR_MS);
  const isLeft = recent.length < settings.quota;
  if (isLeft) recent.push(at);
  usage.set(key, recent);
  return isLeft;
}
