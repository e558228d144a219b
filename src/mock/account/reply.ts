/** A text that a recipient sends back. */
export interface Reply {
  /** Who answers, in any spelling. */
  endpoint: string;
  /** The text, up to 256 characters. */
  reply: string;
  /** @default the signature of the last message to the number, or else the first one of the account */
  sign_id?: string | undefined;
}
