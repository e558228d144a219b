import type { OutcomeStatus } from "../../messages/outcome.js";

/** The meaning of each status in half a line, in the order of the summary. */
export const statusWords: readonly (readonly [OutcomeStatus, string])[] = [
  ["accepted", "taken by the service, which will deliver them"],
  ["rejected", "refused by the service; not sent"],
  ["invalid", "break a rule; never sent"],
  ["unsent", "certainly not sent; safe to send again"],
  ["unknown", "may or may not have been sent; look before you resend"],
];
