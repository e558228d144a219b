import type { ClientCore } from "../client.js";
import type { Journal } from "../journal/journal.js";
import { checkSender, senderOf } from "../journal/journalSender.js";
import { journalFailed } from "./stopErrors.js";

/**
 * Makes sure that a journal records a run of this client's project and address; a new one is told.
 *
 * @throws SmnError (`journal`)
 */
export async function bindJournal(
  journal: Journal,
  { projectId, baseUrl }: Pick<ClientCore, "projectId" | "baseUrl">,
  signal: AbortSignal,
): Promise<void> {
  if (asked(() => journal.sender === undefined && journal.bind === undefined)) return;
  const project = await projectId(signal);
  try {
    checkSender(journal, { projectId: project, baseUrl });
    if (journal.sender === undefined) await journal.bind?.(senderOf(journal.runId, project, baseUrl));
  } catch (error) {
    throw journalFailed(error);
  }
}

/** Anything may throw that a journal is asked. */
function asked<R>(look: () => R): R {
  try {
    return look();
  } catch (error) {
    throw journalFailed(error);
  }
}
