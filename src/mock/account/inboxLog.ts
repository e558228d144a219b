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
  // Every change is one version, so a version is a place in the list; an entry that was replaced leaves its place empty.
  const entries: (InboxEntry | undefined)[] = [];
  const accepted = new Map<string, InboxEntry>();
  let cleared = 0;
  let size = 0;
  let lastId = 0;
  const placeOf = (version: number): number => version - cleared - 1;
  const put = (id: number, item: InboxItem): void => {
    const entry: InboxEntry = { id, version: cleared + entries.length + 1, item };
    entries.push(entry);
    if (item.kind === "accepted") accepted.set(item.delivery.message.message_id, entry);
  };
  return {
    get version() {
      return cleared + entries.length;
    },
    get size() {
      return size;
    },
    add(item) {
      size++;
      lastId++;
      put(lastId, item);
    },
    replace(before, after) {
      const entry = accepted.get(before.message.message_id);
      if (entry === undefined) return;
      entries[placeOf(entry.version)] = undefined;
      put(entry.id, { kind: "accepted", delivery: after });
    },
    *after(from) {
      for (let place = Math.max(0, placeOf(from + 1)); place < entries.length; place++) {
        const entry = entries[place];
        if (entry !== undefined) yield entry;
      }
    },
    clear() {
      cleared += entries.length + 1;
      entries.length = 0;
      accepted.clear();
      size = 0;
    },
  };
}
