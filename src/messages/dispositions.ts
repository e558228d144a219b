import type { Disposition } from "./outcome.js";

/** What became of the messages of a request, each at the place of its message. An array is one of them. */
export interface Dispositions {
  readonly length: number;
  at(place: number): Disposition | undefined;
}

/** What an answer says about the messages of its request. */
export interface Correlated {
  readonly request_id: string;
  readonly dispositions: Dispositions;
  /** Those that are not accepted. */
  readonly unusual: readonly Disposition[];
  /** Results that belong to no message, or to more than one: described, with masked numbers. */
  readonly unmatched: readonly string[];
}
