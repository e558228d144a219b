import { createHash } from "node:crypto";
import type { Journal, JournalSender } from "./journal.js";
import { journalError } from "./journalErrors.js";

/** Where the messages of a client go, as a journal of the run keeps it. */
export function senderOf(runId: string, projectId: string, baseUrl: string): JournalSender {
  const project = createHash("sha256").update(`project ${projectId} of ${runId}`).digest("hex").slice(0, 16);
  return { project, address: baseUrl };
}

/**
 * Holds a client against the journal of a run. A journal that does not say where its messages went fits every one.
 *
 * @throws SmnError (`journal`, `other_project`) for a client of another project or address
 */
export function checkSender(
  { runId, sender }: Pick<Journal, "runId" | "sender">,
  { projectId, baseUrl }: { readonly projectId: string; readonly baseUrl: string },
): void {
  if (sender === undefined) return;
  const { project, address } = senderOf(runId, projectId, baseUrl);
  if (project === sender.project && address === sender.address) return;
  const other = address === sender.address ? "another project" : `another address (${sender.address})`;
  throw journalError(
    `The journal records a run of ${other}. Use the client of that run; for another client take another journal, with ` +
      "which every message is sent, also those that were sent already.",
    "other_project",
  );
}
