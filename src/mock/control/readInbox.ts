import { numberKey } from "../../messages/phoneNumber.js";
import { inboxText, type InboxText } from "../account/inboxText.js";
import type { SandboxState } from "../account/sandboxState.js";
import { wholeParameter } from "./wholeParameter.js";

/** Texts of the inbox, in the order of their versions. */
export interface InboxPage {
  /** Pass it as `after` to get what comes next. */
  version: number;
  /** Whether there is more above `version` already. */
  more: boolean;
  texts: InboxText[];
}

const MOST_TEXTS = 5000;
const LONGEST_WAIT_MS = 60_000;

/**
 * Reads the inbox.
 *
 * - `number`: only texts to and from it, in any spelling
 * - `text`: only those that contain it
 * - `run`, `request_id`: only those of a run or a request; the beginning is enough
 * - `after`: only those whose version is higher
 * - `limit`: at most as many, 1000 unless it is given
 * - `wait`: milliseconds to wait until there is at least one, 60000 at most
 */
export async function readInbox(
  query: URLSearchParams,
  state: SandboxState,
  signal: AbortSignal,
): Promise<InboxPage> {
  const after = wholeParameter(query, "after", 0, Number.MAX_SAFE_INTEGER);
  const limit = wholeParameter(query, "limit", 1000, MOST_TEXTS);
  const wait = wholeParameter(query, "wait", 0, LONGEST_WAIT_MS);
  const matches = matcherOf(query);
  const first = pageOf(state, after, limit, matches);
  if (first.texts.length > 0 || wait === 0) return first;
  const found = new AbortController();
  let seen = Math.max(after, first.version);
  const unsubscribe = state.changes.subscribe(() => {
    const news = pageOf(state, seen, 1, matches); // what was looked at before is not looked at again
    if (news.texts.length > 0) found.abort();
    seen = Math.max(seen, news.version);
  });
  await state.clock.sleep(wait, AbortSignal.any([signal, found.signal])).catch(() => undefined);
  unsubscribe();
  return pageOf(state, after, limit, matches);
}

function pageOf(
  state: SandboxState,
  after: number,
  limit: number,
  matches: (text: InboxText) => boolean,
): InboxPage {
  const view = { signs: state.signs, now: state.clock.now() };
  const texts: InboxText[] = [];
  for (const entry of state.inbox.after(after)) {
    const text = inboxText(entry, view);
    if (!matches(text)) continue;
    if (texts.length === limit) return { version: texts.at(-1)?.version ?? after, more: true, texts };
    texts.push(text);
  }
  return { version: state.inbox.version, more: false, texts };
}

function matcherOf(query: URLSearchParams): (text: InboxText) => boolean {
  const number = query.get("number");
  const key = number === null ? undefined : numberKey(number);
  const part = query.get("text");
  const run = query.get("run");
  const request = query.get("request_id");
  return (text) =>
    (key === undefined || text.number === key) &&
    (part === null || text.text.includes(part)) &&
    (run === null || text.run?.startsWith(run) === true) &&
    (request === null || text.request_id?.startsWith(request) === true);
}
