import type { ClientCore } from "../client.js";
import type { MessageIssue } from "../base/messageIssue.js";
import type { CheckedMessage } from "../messages/checkedMessage.js";
import type { RunSettings } from "./runSettings.js";

/** Makes the message of an input and validates it: the message to send, or its issues. */
export type Prepare<T> = (input: T, index: number) => CheckedMessage | Unsendable;

export interface Unsendable {
  readonly issues: readonly MessageIssue[];
  /** The number of the message, where it has one nevertheless. */
  readonly endpoint?: string;
}

/** @param tokenOf gives the correlation token of an input, where messages get one */
export function createPrepare<T>(
  core: ClientCore,
  { toMessage }: Pick<RunSettings<T>, "toMessage">,
  tokenOf: ((index: number) => string) | undefined,
): Prepare<T> {
  const examine = core.createExaminer();
  return (input, index) => {
    const made = toMessage?.(input, index);
    if (made !== undefined && "issues" in made) return made;
    // Without `toMessage` the input is the message.
    const given: unknown = made === undefined ? input : made.message;
    const message = examine(given, tokenOf?.(index));
    return "issues" in message ? { issues: message.issues, ...endpointOf(given) } : message;
  };
}

function endpointOf(message: unknown): { endpoint?: string } {
  try {
    const { endpoint } = message as { readonly endpoint?: unknown };
    return typeof endpoint === "string" ? { endpoint } : {};
  } catch {
    return {}; // no object, or a getter that throws
  }
}
