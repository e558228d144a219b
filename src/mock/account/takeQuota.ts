import { numberKey } from "../../messages/phoneNumber.js";
import type { SandboxState } from "./sandboxState.js";

const HOUR_MS = 3_600_000;
const LONGEST_MS = 12 * HOUR_MS;

/** Counts a message to a number; false when the number has had its messages of the hour, or of twelve hours. */
export function takeQuota(endpoint: string, at: number, { usage, settings }: SandboxState): boolean {
  const key = numberKey(endpoint);
  const recent = (usage.get(key) ?? []).filter((time) => at - time < LONGEST_MS);
  const ofHour = recent.reduce((count, time) => (at - time < HOUR_MS ? count + 1 : count), 0);
  const isLeft = ofHour < settings.quota && recent.length < settings.quotaOf12Hours;
  if (isLeft) recent.push(at);
  usage.set(key, recent);
  return isLeft;
}
