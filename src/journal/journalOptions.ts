import type { Clock } from "../base/clock.js";
import type { OutcomeStatus } from "../messages/outcome.js";

/** Which run a journal records, and which inputs a further run sends. */
export interface JournalOptions {
  /**
   * Names the input, for instance by a hash of the file: a journal is refused for an input of another name, because
   * its indices would mean other messages. Not empty.
   */
  inputId: string;
  /**
   * Sends exactly the inputs whose last outcome is one of these again, and skips all others. **`unknown` can deliver
   * texts twice.** Default: a run goes on where it ended; inputs that were never sent or are `unsent` are sent.
   */
  retry?: readonly Exclude<OutcomeStatus, "accepted">[] | undefined;
  /**
   * Takes a lock over whose process cannot be proved to have ended (that of another machine, or of a container that was
   * started anew), when it was not touched for this long, in milliseconds, 60000 or more. A live process touches its
   * lock every ten seconds, and checks before each request that it still holds it. Default: such a lock must be
   * deleted by hand.
   */
  takeOverAfterMs?: number | undefined;
  /** @default the system's clock */
  clock?: Clock | undefined;
}
