import { mainlandKey } from "./mainlandKey.js";
import { numberKey } from "./numberKey.js";

/**
 * Equal for every spelling of a phone number, like `numberKey`, but cheap to make and to compare a million times. A few
 * different numbers share one: enough to keep messages for one number apart, not enough to find a message again.
 */
export function compactKey(endpoint: string): number | string {
  return mainlandKey(endpoint) || unusualKey(numberKey(endpoint));
}

function unusualKey(key: string): number | string {
  return mainlandKey(key) || key;
}
