import { SmnError } from "../../base/errors.js";
import { Refused } from "../contract/refused.js";

/** An error of the control endpoints, in the gateway's shape, which every client can read. */
export function controlError(status: number, error_msg: string): Refused {
  return new Refused(status, { error_code: `SANDBOX.0${status}`, error_msg });
}

export function badRequest(message: string): Refused {
  return controlError(400, message);
}

/** Any error as an answer. */
export function refusalOf(error: unknown): Refused {
  if (error instanceof Refused) return error;
  if (error instanceof SmnError) return badRequest(error.message);
  return controlError(500, "the sandbox failed");
}
