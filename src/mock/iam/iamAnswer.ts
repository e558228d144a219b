import { Refused } from "../contract/refused.js";
import type { WrittenAnswer } from "../contract/writtenAnswer.js";

/** A success of identity management. */
export interface IamAnswer extends Pick<WrittenAnswer, "status" | "body"> {
  readonly headers?: Readonly<Record<string, string>>;
}

/** An error of identity management, whose codes are numbers. */
export function iamError(code: number, title: string, message: string): Refused {
  return new Refused(code, { error: { code, message, title } });
}

/** Id of the account that everything in the sandbox belongs to. */
export const ACCOUNT_ID = "d78cbac186b744899480f25bd022f468";
