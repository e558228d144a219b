import type { SmnError } from "../base/errors.js";
import type { Journal } from "../journal/journal.js";
import type { Disposition } from "../messages/outcome.js";
import { ignoreFailure } from "./ignoreFailure.js";
import { journalFailed, maybeSentBefore } from "./stopErrors.js";

/** Outcomes, as far as earlier requests leave them certain. */
export interface Doubted {
  readonly dispositions: readonly Disposition[];
  /** Why the journal could not say of all whether an earlier request may have sent them. */
  readonly failure: SmnError | undefined;
}

/**
 * A message that an earlier request may have sent is not settled by one that was refused, or never left: it stays
 * `unknown`.
 *
 * @param dispositions one for each index
 */
export function withDoubts(
  journal: Journal | undefined,
  indices: readonly number[],
  dispositions: readonly Disposition[],
): Doubted {
  if (journal === undefined) return { dispositions, failure: undefined };
  let failure: SmnError | undefined;
  /** Anything but a plain no leaves doubt. */
  const isDoubtful = (index: number): boolean => {
    try {
      const answer: unknown = journal.isDoubtful?.(index);
      ignoreFailure(answer);
      return answer !== undefined && answer !== false;
    } catch (error) {
      failure ??= journalFailed(error);
      return true;
    }
  };
  /** Messages of one request share an outcome, and its cause. */
  const doubted = new Map<Disposition, Disposition>();
  const known = dispositions.map((one, offset) => {
    if (one.status === "accepted" || one.status === "unknown" || !isDoubtful(indices[offset] as number))
      return one;
    const before = doubted.get(one) ?? maybeSentBefore(one);
    doubted.set(one, before);
    return before;
  });
  return { dispositions: known, failure };
}
