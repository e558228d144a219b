import type { SmsMessage } from "../../messages/types.js";

/** A message that the sandbox accepted; the properties of the request as they came. */
export interface AcceptedMessage {
  /** Of the request that it came in. */
  request_id: string;
  /** As in the answer, the report and the push. */
  message_id: string;
  /** Of the path of the request. */
  project_id: string;
  /** The number, as it was written. */
  endpoint: string;
  /** The text. */
  message: string;
  /** The signature that the service puts in front. */
  sign_id?: SmsMessage["sign_id"] | undefined;
  /** Whether the text has its signature itself. */
  message_include_sign_flag?: "true" | "false" | undefined;
  /** The extension of the number that it is sent from. */
  extend_src_id?: string | undefined;
  /** The sender's own mark, returned in report and push. */
  extend_code?: string | undefined;
  /** Milliseconds since the epoch */
  at: number;
}
