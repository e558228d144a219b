import type { RejectedResult, SmsMessage } from "../../messages/types.js";
import type { Delivery } from "./delivery.js";

/** A message that the sandbox rejected, although its request was accepted. */
export interface RejectedMessage {
  readonly request_id: string;
  readonly message: SmsMessage;
  readonly refusal: Omit<RejectedResult, "endpoint">;
  /** Parts that it would have been billed as. */
  readonly fee_num: number;
  /** Milliseconds since the epoch. */
  readonly at: number;
}

/** A text that a recipient sent back. */
export interface ReceivedReply {
  readonly endpoint: string;
  readonly reply: string;
  readonly sign_id: string;
  /** Milliseconds since the epoch. */
  readonly at: number;
}

export type InboxItem =
  | { readonly kind: "accepted"; readonly delivery: Delivery }
  | { readonly kind: "rejected"; readonly rejected: RejectedMessage }
  | { readonly kind: "reply"; readonly reply: ReceivedReply };

/** An item with a number that grows with every addition and change: readers ask for what is newer than they know. */
export interface InboxEntry {
  /** The same for the same item, whatever happens to it. */
  readonly id: number;
  readonly version: number;
  readonly item: InboxItem;
}

/** Everything that phones got or would have got, and their replies. */
export interface InboxLog {
  /** The highest version that was given. */
  readonly version: number;
  readonly size: number;
  add(item: InboxItem): void;
  /** Replaces the delivery of an accepted message, under a new version. */
  replace(before: Delivery, after: Delivery): void;
  /** The entries above a version, in the order of their versions. */
  after(version: number): Iterable<InboxEntry>;
  clear(): void;
}

export function createInboxLog(): InboxLog {
  // A map keeps the order of insertion, so deleting and inserting again moves an entry to the end.
  const entries = new Map<number, InboxEntry>();
  const ids = new Map<string, number>();
  let version = 0;
  let lastId = 0;
  const put = (id: number, item: InboxItem): void => {
    version++;
    entries.delete(id);
    entries.set(id, { id, version, item });
  };
  return {
    get version() {
      return version;
    },
    get size() {
      return entries.size;
    },
    add(item) {
      lastId++;
      put(lastId, item);
      if (item.kind === "accepted") ids.set(item.delivery.message.message_id, lastId);
    },
    replace(before, after) {
      const id = ids.get(before.message.message_id);
      if (id !== undefined) put(id, { kind: "accepted", delivery: after });
    },
    *after(from) {
      for (const entry of entries.values()) if (entry.version > from) yield entry;
    },
    clear() {
      entries.clear();
      ids.clear();
      version++;
    },
  };
}
