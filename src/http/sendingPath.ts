import type { paths } from "../../generated/schema.js";
import { invalidOption } from "../base/invalid.js";

/**
 * The path that messages are posted to. Throws `SmnError` (`validation`) for another name: it may be that of another
 * operation of the service.
 */
export function sendingPath(name: "sms" | "batch_sms" = "sms"): keyof paths {
  if (name !== "sms" && name !== "batch_sms") throw invalidOption("path", '"sms" or "batch_sms"', name);
  return `/v2/{project_id}/notifications/${name}`;
}
