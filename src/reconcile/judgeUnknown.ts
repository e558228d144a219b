import type { ControlFailure, OpenReason, Verdict } from "./reconcileOptions.js";

/** The facts about a message of which it is not known whether it was sent. */
export interface Suspect {
  /** Its code in the reports, if any: its own, or the run's token. */
  readonly code: string | undefined;
  /** Whether another input has the same number, signature and code. */
  readonly isShared: boolean;
  /** Whether it was sent with one of the signatures that reports were asked for by, for certain. */
  readonly isSignKnown: boolean;
}

/** A report on a message to the same number, asked for by the same signature. */
export interface Finding {
  readonly message_id: string;
  /** Empty where it has none. */
  readonly code: string;
  /** Whether the number is another one, and only the code brought it here. */
  readonly isElsewhere?: boolean;
  /** Whether the code may have been changed on its way, so that it does not say whose report it is, even where it fits. */
  readonly isStray?: boolean;
  /** Stands for reports that may be on any number: nothing is known of them but that they may be this message's. */
  readonly isAstray?: boolean;
}

/** What shows that a report of the message would have been found. */
export interface Evidence {
  /** Whether its last request ended so long ago that it must be listed by now. */
  readonly isSettled: boolean;
  /** Whether accepted messages were found as they were sent, or why not. */
  readonly control: "found" | ControlFailure;
  /** Whether the caller consents to go without where nothing was accepted nearby. */
  readonly unsentWithoutControl: boolean;
}

/**
 * Judges whether a message was sent, from all reports for its number and signature around its sendings. Only a report with
 * its code says that it was sent. Only the absence of every report that could be its own says that it was not, where the
 * reports of messages that certainly were sent are there, unchanged.
 */
export function judgeUnknown(
  { code, isShared, isSignKnown }: Suspect,
  findings: readonly Finding[],
  { isSettled, control, unsentWithoutControl }: Evidence,
): Verdict {
  const isAstray = findings.some((one) => one.isAstray === true);
  const here = findings.filter((one) => one.isAstray !== true);
  const own = here.filter((one) => one.code === code && one.isStray !== true);
  const [message_id, another] = new Set(own.map((one) => one.message_id));
  if (message_id !== undefined) {
    if (own.some(({ isElsewhere }) => isElsewhere === true)) return open("other_number");
    if (isShared) return open("shared_code");
    return another === undefined ? { status: "accepted", message_id } : open("several");
  }
  if (here.some((one) => one.code === "" || one.isStray === true)) return open("no_code");
  if (isAstray) return open("other_number");
  if (!isSignKnown) return open("no_sign");
  if (!isSettled) return open("too_early");
  if (control === "found" || (control === "none" && unsentWithoutControl)) return { status: "unsent" };
  return { status: "unknown", reason: "no_control", control };
}

function open(reason: OpenReason): Verdict {
  return { status: "unknown", reason };
}
