/**
 * A message that passed the preflight, as it is sent. It is made of the caller's object once; what that object says
 * later counts for nothing.
 */
export interface CheckedMessage {
  readonly endpoint: string;
  readonly message: string;
  /** Its number, one for every spelling: see `compactKey`. */
  readonly key: number | string;
  /** The message as JSON without its last brace, so that a property may be added. */
  readonly partialJson: string;
  /** Whether it has an `extend_code` of its own. */
  readonly hasCode: boolean;
}

/** What the result of a message is found by, and the text that the service may quote in it. */
export type SentMessage = Pick<CheckedMessage, "endpoint" | "message">;
