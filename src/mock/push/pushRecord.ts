/** An attempt to push a notification. */
export interface PushRecord {
  /** Id of the notification; the same at every attempt. */
  push_id: string;
  /** The event that it tells of, as `sms_success_event`. */
  event_type: string;
  /** The topic that it belongs to. */
  topic_urn: string;
  /** Counted from 1. */
  attempt: number;
  /** The status that the receiver answered with; 0 when it gave no answer. */
  status: number;
  /** Milliseconds since the epoch */
  at: number;
}
