import { SmnError } from "../../base/errors.js";
import type { SignNames } from "../rows/partCounter.js";
import type { Connection } from "./connect.js";

/** It only makes an estimate exact, so nobody waits for it long. */
const PATIENCE_MS = 5_000;

/**
 * The names of signatures: the given one for all, else as the account has them. A service that does not tell, or not soon,
 * is no reason to stop: then they are not known.
 *
 * @param connection `undefined` where the service is not to be asked
 */
export async function findSignNames(
  given: string | undefined,
  connection: Connection | undefined,
  signal: AbortSignal,
): Promise<SignNames> {
  if (given !== undefined) return () => given;
  const names = new Map<string, string>();
  if (connection !== undefined) {
    const patience = AbortSignal.any([signal, AbortSignal.timeout(PATIENCE_MS)]);
    try {
      for await (const { sign_id, sign_name } of connection.impatientClient.signs({ signal: patience }))
        names.set(sign_id, sign_name);
    } catch (error) {
      if (!(error instanceof SmnError)) throw error;
    }
  }
  return (sign_id) => names.get(sign_id);
}
