import { errorCode } from "../../base/safeCause.js";

/** What keeps a file or folder from being read that is another user's, or gone. */
const CLOSED: ReadonlySet<string> = new Set(["EACCES", "EPERM", "ENOENT", "ENOTDIR", "ELOOP"]);

/** Whether what could not be read nearby is none of this user's records. Where the disk fails, nothing is known of it. */
export function isPassedOver(error: unknown): boolean {
  const code = errorCode(error);
  return code === undefined || CLOSED.has(code);
}
