import type { SmsMessage } from "../../messages/types.js";
import { createSegmentCounter } from "./createSegmentCounter.js";

/** The name of a signature, by its `sign_id`; `undefined` where it is not known. */
export type SignNames = (sign_id: string) => string | undefined;

/** The vendor allows names of 2 to 8 characters. */
const LONGEST_NAME = "名".repeat(8);

export interface PartCounter {
  /** Counts a message. @returns its text as it will arrive, with the signature in front where its name is known */
  add(message: SmsMessage): string;
  readonly counts: { characters: number; parts: number; most_parts: number; unsigned: number; long: number };
}

/** Counts the parts of messages, with the signature that the service puts in front. */
export function createPartCounter(signNames: SignNames): PartCounter {
  const counters = new Map<string, ReturnType<typeof createSegmentCounter>>();
  const counterOf = (name: string): ReturnType<typeof createSegmentCounter> => {
    const known = counters.get(name);
    if (known !== undefined) return known;
    const made = createSegmentCounter(name);
    counters.set(name, made);
    return made;
  };
  /** Of most texts, so that they need not be looked for. */
  const [bare, longest] = [counterOf(""), counterOf(LONGEST_NAME)];
  const counts = { characters: 0, parts: 0, most_parts: 0, unsigned: 0, long: 0 };
  return {
    counts,
    add({ message, message_include_sign_flag, sign_id }) {
      // A text with the flag "true" carries its signature already.
      const name = message_include_sign_flag === "true" ? "" : signNames(sign_id ?? "");
      const { characters, segments } = (name === undefined || name === "" ? bare : counterOf(name))(message);
      counts.characters += characters;
      counts.parts += segments;
      counts.most_parts += name === undefined ? longest(message).segments : segments;
      if (name === undefined) counts.unsigned++;
      if (segments > 1) counts.long++;
      if (name === undefined || name === "") return message;
      return `【${name.replace(/^【(.*)】$/su, "$1")}】${message}`;
    },
  };
}
