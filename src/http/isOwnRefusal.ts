import type { WireResponse } from "../base/wire.js";
import { isServiceCode } from "../messages/findErrorCode.js";
import { answerId } from "./answerId.js";

/** Whether the same answer came before on its connection: it belongs to an earlier request. */
export function isSecondCopy(response: WireResponse): boolean {
  const id = answerId(response);
  return id !== undefined && response.earlier.hasAnswer(id, response.body);
}

/**
 * Whether a refusal certainly belongs to its request. On a connection that had answered before it may be one too many,
 * of a proxy for instance, unless it shows that the service or its gateway wrote it, and not for an earlier request. On
 * any connection it may be one too many when more comes behind it.
 */
export function isOwnRefusal(response: WireResponse, serviceCode?: string): boolean {
  if (response.hasSurplus || response.earlier.isOutOfStep) return false;
  const id = answerId(response);
  if (id !== undefined && response.earlier.hasId(id)) return false;
  if (response.earlier.isFresh || id !== undefined) return true;
  return serviceCode !== undefined && isServiceCode(serviceCode);
}
