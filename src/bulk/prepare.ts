import type { ClientCore } from "../client.js";
import type { MessageIssue } from "../base/messageIssue.js";
import { hasOwnCode } from "../journal/correlationToken.js";
import type { SmsMessage } from "../messages/types.js";
import type { Entry } from "./batch.js";
import type { RunSettings } from "./runSettings.js";

/** Makes the message of an input and validates it: the message to send, or its issues. */
export type Prepare<T> = (input: T, index: number) => Entry<T> | { readonly issues: readonly MessageIssue[] };

/** @param tokenOf gives the correlation token of an input, where messages get one */
export function createPrepare<T>(
  core: ClientCore,
  { toMessage }: Pick<RunSettings<T>, "toMessage">,
  tokenOf: ((index: number) => string) | undefined,
): Prepare<T> {
  const examiner = core.createExaminer();
  return (input, index) => {
    const made = toMessage?.(input, index);
    if (made !== undefined && "issues" in made) return made;
    // Without `toMessage` the input is the message, which `examine` verifies.
    const message = made === undefined ? (input as unknown as SmsMessage) : made.message;
    if (!examiner.examine(message)) return { issues: examiner.issues };
    const { open, key } = examiner;
    const needsToken = tokenOf !== undefined && !hasOwnCode(message);
    const json = needsToken ? `${open},"extend_code":"${tokenOf(index)}"}` : `${open}}`;
    return { index, input, message, key, json };
  };
}
