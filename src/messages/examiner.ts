import { isRecord } from "../base/errorBody.js";
import { checkMessage, type CheckOptions } from "./checkMessage.js";
import { compactKey } from "./phoneNumber.js";
import type { MessageIssue } from "../base/messageIssue.js";
import { createQuickFindings, quickCheck } from "./quickCheck.js";
import type { SmsMessage } from "./types.js";

/**
 * The preflight of many messages, one after the other, and what a run needs of each. Its findings are those of the
 * last message: nothing is made anew for a message that is as usual.
 */
export class Examiner {
  /** What is wrong; nothing when `examine` said `true`. */
  issues: MessageIssue[] = [];
  /** The message as JSON, without its last brace. */
  open = "";
  /** The message's number, one for every spelling: see `compactKey`. */
  key: number | string = 0;
  readonly #options: CheckOptions;
  readonly #findings = createQuickFindings();

  constructor(options: CheckOptions) {
    this.#options = options;
  }

  /** @returns whether the message may be sent. Never throws. */
  examine(message: unknown): message is SmsMessage {
    const findings = this.#findings;
    if (typeof this.#options.checkNumber !== "function" && isQuick(message, findings)) {
      this.open = findings.open;
      this.key = findings.key;
      return true;
    }
    this.issues = checkMessage(message, this.#options);
    if (this.issues.length > 0) return false;
    const good = message as SmsMessage;
    this.open = JSON.stringify(good).slice(0, -1);
    this.key = compactKey(good.endpoint);
    return true;
  }
}

function isQuick(message: unknown, findings: ReturnType<typeof createQuickFindings>): boolean {
  try {
    return isRecord(message) && quickCheck(message, findings);
  } catch {
    return false; // a getter or a proxy that throws: the full check says so
  }
}
