/** What of a message its result is matched with, and the text that the service may quote there. */
export interface SentMessage {
  readonly endpoint: string;
  readonly message: string;
}

/**
 * A message that passed the preflight, as it is sent. It is made of the caller's object once; what that object says
 * later counts for nothing.
 */
export interface CheckedMessage {
  /** Apart from the rest, because it is kept until the answer is there. */
  readonly sent: SentMessage;
  /** Its number, one for every spelling: see `compactKey`. */
  readonly key: number | string;
  /** The message as JSON without its last brace, so that a property may be added. */
  readonly partialJson: string;
  /** Whether it has an `extend_code` of its own. */
  readonly hasCode: boolean;
}
