import { SmnError } from "../base/errors.js";
import { shownValue } from "../base/shownValue.js";

const FUNCTIONS = ["decide", "intend", "settle", "close"];

/**
 * Verifies that a journal has the shape of one, before anything is read or sent.
 *
 * @throws SmnError (`validation`)
 */
export function checkJournal(journal: unknown): void {
  if (journal === undefined) return;
  if (typeof journal !== "object" || journal === null) throw refused(`not ${shownValue(journal)}`);
  if (journal instanceof Promise) throw refused("not a promise of one: await openJournal(…)");
  const parts: Partial<Record<string, unknown>> = { ...pick(journal, ["runId", ...FUNCTIONS]) };
  const { runId } = parts;
  if (typeof runId !== "string" || runId === "")
    throw refused(`with a runId that is a string and not empty, not ${shownValue(runId)}`);
  const missing = FUNCTIONS.find((name) => typeof parts[name] !== "function");
  if (missing !== undefined) throw refused(`with a function ${missing}`);
}

/** Properties may be those of a class. */
function pick(journal: object, names: readonly string[]): Record<string, unknown> {
  return Object.fromEntries(names.map((name) => [name, (journal as Record<string, unknown>)[name]]));
}

function refused(what: string): SmnError {
  return new SmnError(`sendAll: journal must be a journal, ${what}. Nothing was sent.`, {
    code: "validation",
    sent: "no",
  });
}
