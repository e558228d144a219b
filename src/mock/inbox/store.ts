import type { InboxText } from "../account/inboxText.js";
import type { RequestRecord } from "../account/requestRecord.js";
import type { InboxPage } from "../control/readInbox.js";
import type { Summary } from "../control/summary.js";
import { call } from "./api.js";

/** What the page knows of the sandbox. */
export interface Store {
  readonly isOnline: boolean;
  readonly summary: Summary | undefined;
  /** By id, in the order in which they came. */
  readonly texts: ReadonlyMap<number, InboxText>;
  /** Newest first. */
  readonly requests: readonly RequestRecord[];
  /** The sandbox's time. */
  now(): number;
  /** @returns a function that ends the subscription */
  subscribe(listener: () => void): () => void;
}

/** The page keeps the newest texts only; all others can be had from the control endpoints. */
const MOST_TEXTS = 20_000;

/** Follows the sandbox by its events. */
export function openStore(): Store {
  const listeners = new Set<() => void>();
  const texts = new Map<number, InboxText>();
  const store = {
    isOnline: false,
    summary: undefined as Summary | undefined,
    texts,
    requests: [] as RequestRecord[],
    now: () => Date.now() + ahead,
    subscribe(listener: () => void) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
  let ahead = 0;
  let version = -1;
  let resets = -1;
  let isReading = false;
  const changed = (): void => listeners.forEach((listener) => listener());

  /** Reads what is newer than what the page knows, until nothing is. */
  async function read(): Promise<void> {
    if (isReading) return;
    isReading = true;
    try {
      for (let before: Summary | undefined; before !== store.summary;) {
        before = store.summary;
        if (before === undefined) break;
        if (before.resets !== resets) {
          texts.clear();
          resets = before.resets;
          version = Math.max(0, before.inbox_version - MOST_TEXTS);
        }
        await readTexts(before);
        if (before.requests > 0 || store.requests.length > 0) await readRequests();
        changed();
      }
    } catch {
      // The sandbox has gone; the next event reads again.
    }
    isReading = false;
  }

  async function readTexts({ inbox_version }: Summary): Promise<void> {
    for (let more = inbox_version > version; more;) {
      const page = (await call(`GET inbox?after=${version}&limit=5000`)) as InboxPage;
      for (const text of page.texts) texts.set(text.id, text);
      version = page.version;
      more = page.more;
      for (const id of texts.keys()) {
        if (texts.size <= MOST_TEXTS) break;
        texts.delete(id);
      }
      if (more) changed();
    }
  }

  async function readRequests(): Promise<void> {
    const { requests } = (await call("GET requests?last=500")) as { requests: RequestRecord[] };
    store.requests = requests.reverse();
  }

  const events = new EventSource("/__sandbox/events");
  events.onmessage = ({ data }: MessageEvent<string>) => {
    store.summary = JSON.parse(data) as Summary;
    store.isOnline = true;
    ahead = store.summary.now - Date.now();
    changed();
    void read();
  };
  events.onerror = () => {
    store.isOnline = false;
    changed();
  };
  // Reports arrive by time, without an event.
  setInterval(() => {
    if (settle(texts, store.now())) changed();
  }, 500);
  return store;
}

/** Gives texts whose report is due its state; says whether there were any. */
function settle(texts: Map<number, InboxText>, now: number): boolean {
  let isAny = false;
  for (const text of texts.values()) {
    if (text.status !== "waiting" || text.reported_at === null || text.reported_at > now) continue;
    const status = text.planned_status_desc === "DELIVRD" ? "delivered" : "failed";
    texts.set(text.id, { ...text, status, status_desc: text.planned_status_desc });
    isAny = true;
  }
  return isAny;
}
