/** The properties by which a result is matched to its message, and the text that the service may quote in it. */
export interface SentMessage {
  readonly endpoint: string;
  readonly message: string;
}

/**
 * A message that passed the preflight, as it is sent. It is read from the caller's object once; later changes to that
 * object have no effect.
 */
export interface CheckedMessage {
  /** Separate from the rest, because it is kept until the answer arrives. */
  readonly sent: SentMessage;
  /** Its number, one for every spelling: see `compactKey`. */
  readonly key: number | string;
  /** The message as it is sent. */
  readonly json: string;
}
