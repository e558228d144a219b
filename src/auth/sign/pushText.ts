/** The fields of a push message that its signature covers. */
export interface SignedPushFields {
  readonly type: string;
  readonly message: string;
  readonly message_id: string;
  readonly timestamp: string;
  readonly topic_urn: string;
  /** Notifications only. */
  readonly subject?: string | undefined;
  /** Confirmations only. */
  readonly subscribe_url?: string | undefined;
}

export interface PushTextOptions {
  /**
   * Whether an empty subject is part of the text. The service's documentation leaves it out, like a missing one;
   * some of its samples include it.
   *
   * @default "omit"
   */
  emptySubject?: "omit" | "include";
}

/**
 * The text that the service signs of a push message: the names of the signed fields in alphabetical order, each
 * on a line of its own, followed by its value. The last value ends with a newline, too.
 */
export function pushText(push: SignedPushFields, { emptySubject = "omit" }: PushTextOptions = {}): string {
  const { type, message, message_id, timestamp, topic_urn, subject, subscribe_url } = push;
  const hasSubject = emptySubject === "include" ? subject !== undefined : Boolean(subject);
  const fields: (readonly [name: string, value: string | undefined] | undefined)[] = [
    ["message", message],
    ["message_id", message_id],
    type === "Notification"
      ? hasSubject
        ? ["subject", subject]
        : undefined
      : ["subscribe_url", subscribe_url],
    ["timestamp", timestamp],
    ["topic_urn", topic_urn],
    ["type", type],
  ];
  return fields.map((field) => (field === undefined ? "" : `${field[0]}\n${field[1] ?? ""}\n`)).join("");
}
