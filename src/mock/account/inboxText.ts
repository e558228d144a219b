import { numberKey } from "../../messages/phoneNumber.js";
import type { MockSign } from "../options/mockOptions.js";
import type { InboxEntry } from "./inboxLog.js";
import { verificationCode } from "./verificationCode.js";

/** A text as a phone shows it, and what became of it. */
export interface InboxText {
  /** The same for the same text, whatever happens to it. */
  id: number;
  /** Grows with every change of any text, except by time: pass the highest one as `after` to get only what is new. */
  version: number;
  /** Who got the text; for `kind: "reply"` who sent it. As it was written. */
  endpoint: string;
  /** The same for every spelling of the number. */
  number: string;
  kind: "text" | "reply";
  /** With the signature in front. */
  text: string;
  /** The code in the text, if it has one. */
  verification_code: string | null;
  /**
   * - `waiting`: accepted; no report yet
   * - `delivered`, `failed`: as the delivery report says
   * - `rejected`: never sent
   * - `received`: a reply
   */
  status: "waiting" | "delivered" | "failed" | "rejected" | "received";
  /** As in the delivery report, or null. */
  status_desc: string | null;
  /** Why it was rejected, or null. */
  code: string | null;
  /** The text for the code, or null. */
  reason: string | null;
  /** Parts that it is billed as. */
  parts: number;
  /** Null for rejected ones and replies. */
  message_id: string | null;
  /** Null for replies. */
  request_id: string | null;
  extend_code: string | null;
  /** The run that it belongs to, by its correlation token; null without one. */
  run: string | null;
  /** Milliseconds since the epoch, by the sandbox's clock. */
  at: number;
  /** When its report comes or came; null if never. */
  reported_at: number | null;
  /** The `status_desc` that its report has or will have; null if there is none. */
  planned_status_desc: string | null;
}

/** The state that an inbox text depends on. */
export interface InboxView {
  readonly signs: readonly MockSign[];
  /** Milliseconds since the epoch. */
  readonly now: number;
}

/** Shows an entry of the log. */
export function inboxText({ id, version, item }: InboxEntry, view: InboxView): InboxText {
  switch (item.kind) {
    case "accepted": {
      const { message, fee_num, fate, reportedAt } = item.delivery;
      const isReported = view.now >= reportedAt;
      return {
        ...textOf(id, version, message, view.signs),
        status: !isReported ? "waiting" : fate.status === 1 ? "delivered" : "failed",
        status_desc: isReported ? fate.status_desc : null,
        parts: fee_num,
        message_id: message.message_id,
        request_id: message.request_id,
        at: message.at,
        reported_at: reportedAt === Infinity ? null : reportedAt,
        planned_status_desc: reportedAt === Infinity ? null : fate.status_desc,
      };
    }
    case "rejected": {
      const { message, request_id, refusal, fee_num, at } = item.rejected;
      return {
        ...textOf(id, version, message, view.signs),
        status: "rejected",
        code: refusal.code,
        reason: refusal.message,
        parts: fee_num,
        request_id,
        at,
      };
    }
    case "reply": {
      const { endpoint, reply, at } = item.reply;
      return {
        ...textOf(id, version, { endpoint, message: reply, message_include_sign_flag: "true" }, view.signs),
        kind: "reply",
        status: "received",
        verification_code: null,
        at,
      };
    }
  }
}

interface Written {
  readonly endpoint: string;
  readonly message: string;
  readonly sign_id?: string | undefined;
  readonly message_include_sign_flag?: "true" | "false" | undefined;
  readonly extend_code?: string | undefined;
}

function textOf(id: number, version: number, message: Written, signs: readonly MockSign[]): InboxText {
  const hasOwnSign = message.message_include_sign_flag === "true";
  const sign = hasOwnSign ? undefined : signs.find(({ sign_id }) => sign_id === message.sign_id);
  return {
    id,
    version,
    endpoint: message.endpoint,
    number: numberKey(message.endpoint),
    kind: "text",
    text: `${sign === undefined ? "" : `【${sign.sign_name}】`}${message.message}`,
    verification_code: verificationCode(message.message) ?? null,
    status: "waiting",
    status_desc: null,
    code: null,
    reason: null,
    parts: 1,
    message_id: null,
    request_id: null,
    extend_code: message.extend_code ?? null,
    run: runOf(message.extend_code),
    at: 0,
    reported_at: null,
    planned_status_desc: null,
  };
}

/** A correlation token begins with the digest of its run; the index of the message follows. */
const TOKEN = /^(s[0-9a-f]{18})[0-9a-z]{1,11}$/;

function runOf(extend_code: string | undefined): string | null {
  return TOKEN.exec(extend_code ?? "")?.[1] ?? null;
}
