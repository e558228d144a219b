import type { Claims } from "./claimJournal.js";

/** Which process of which machine holds a lock. */
export interface ProcessIdentity {
  readonly pid: number;
  /** When it started, as its system counts; undefined where the system does not say. */
  readonly started: string | undefined;
  readonly host: string;
  /** Changes with every start of the machine, and is another on every machine; undefined where there is none. */
  readonly boot: string | undefined;
  /** Process ids, and when they started, mean the same only within one namespace; undefined where it is not known. */
  readonly namespace: string | undefined;
}

/** The processes of this machine, as a journal's lock needs them; a simulation has its own. */
export interface JournalHost {
  readonly self: ProcessIdentity;
  /**
   * Whether a process of this machine and namespace is there, and when it started. Only `isGone: true` proves that there
   * is none.
   */
  look: (pid: number) => { readonly isGone: boolean; readonly started: string | undefined };
  /**
   * When this machine started, by the clock that the journal goes by, in milliseconds: another time after somebody set
   * that clock. Absent, or undefined, where the system does not count the time on its own, asleep or not, or does not tell.
   */
  readonly startedAt?: (() => number | undefined) | undefined;
  /** The runs that this process is using. */
  readonly claims: Claims;
  /** A name that nobody else has. */
  randomId: () => string;
  /** Does something again and again, without keeping the process alive; returns what ends it. */
  every: (ms: number, work: () => void) => () => void;
}
