import { parseObject } from "../base/errorBody.js";
import { damaged, notAJournal } from "./journalErrors.js";

/** First line of a journal. */
export interface JournalHeader {
  readonly journal: "smn-sms";
  /** 2: every line has a check sum. 1: the lines of earlier releases have none; those that follow them do. */
  readonly version: 1 | 2;
  readonly input_id: string;
  readonly run_id: string;
  readonly created_at: string;
}

export const JOURNAL_VERSION = 2;
/** How every header begins; `openJournal` writes the properties in this order. */
export const HEADER_START = '{"journal":"smn-sms",';

/** @throws SmnError (`journal`) for the first line of anything else */
export function parseHeader(text: string, path: string): JournalHeader {
  const value = parseObject(text);
  if (value === undefined && text.startsWith(HEADER_START)) throw damaged(path, 1);
  if (
    value?.["journal"] !== "smn-sms" ||
    typeof value["input_id"] !== "string" ||
    typeof value["run_id"] !== "string"
  )
    throw notAJournal(path, "is not a journal of smn-sms");
  const { journal, version, input_id, run_id, created_at } = value;
  if (version !== 1 && version !== JOURNAL_VERSION)
    throw notAJournal(path, "is a journal of a version that this program cannot read");
  return { journal, version, input_id, run_id, created_at: String(created_at) };
}

/** Whether a text can be the first part of a header, or more. */
export function beginsLikeHeader(text: string): boolean {
  const length = Math.min(text.length, HEADER_START.length);
  return text.slice(0, length) === HEADER_START.slice(0, length);
}
