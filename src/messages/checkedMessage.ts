/**
 * A message that passed the preflight, as it is sent. It is read from the caller's object once; later changes to that
 * object have no effect.
 */
export type CheckedMessage = UsualMessage | OtherMessage;

interface Checked {
  readonly endpoint: string;
  /** The text. */
  readonly message: string;
  /** Its number, one for every spelling: see `compactKey`. */
  readonly key: number | string;
}

/** A message of the usual properties, whose values JSON writes as they are. */
export interface UsualMessage extends Checked {
  readonly json: undefined;
  /** What follows the text: its `sign_id`, as it is sent. */
  readonly sign: Uint8Array;
  /** Its `extend_code`. */
  readonly code: string | undefined;
}

export interface OtherMessage extends Checked {
  /** The message as it is sent. */
  readonly json: string;
}
