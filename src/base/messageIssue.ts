/** Which rule a message breaks. Those with a comment are not rules of the document's schema. */
export type MessageRule =
  | "type"
  | "required"
  | "minLength"
  | "maxLength"
  | "maxBytes"
  | "pattern"
  | "enum"
  | "unknown_property"
  /** `sign_id` is missing although the flag is not `"true"`. */
  | "sign_id_or_flag"
  /** The flag is `"true"`, but the text does not begin with `【signature】`. */
  | "signature_head"
  /** The text holds half of a surrogate pair and cannot be encoded. */
  | "well_formed"
  /** The text is blank: it has nothing that a recipient could see. */
  | "blank_text"
  /** The text holds NUL or another control character; line breaks are none. */
  | "control_character"
  /** Not a plausible phone number. */
  | "phone";

/** One thing that is wrong with one message. It describes the value received, but never quotes a text or a number. */
export interface MessageIssue {
  /** Index of the message in the input; absent if only one message was checked. */
  index?: number | undefined;
  /** The property concerned, `""` for the message as a whole. */
  property: string;
  /** The rule that is broken. */
  rule: MessageRule;
  /** The expected value, as a phrase: `"at most 490 characters"`. */
  expected: string;
  /** The value received, as a phrase: `"512 characters"`. */
  received: string;
}
