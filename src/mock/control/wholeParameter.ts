import { badRequest } from "./controlError.js";

/**
 * Reads an integer from a query.
 *
 * @param standard the value without the parameter
 * @throws {Refused} 400 for anything but an integer from 0 to `most`
 */
export function wholeParameter(query: URLSearchParams, name: string, standard: number, most: number): number {
  const text = query.get(name);
  if (text === null) return standard;
  const value = /^\d{1,15}$/.test(text) ? Number(text) : NaN;
  if (!(value <= most)) throw badRequest(`${name} must be an integer from 0 to ${most}`);
  return value;
}
