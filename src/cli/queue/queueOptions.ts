import type { ConnectionOptions } from "../options/connectionOptions.js";
import type { SendOptions } from "../options/sendOptions.js";

/** What every `smn-sms queue …` takes. */
export interface QueueOptions {
  readonly json?: true;
}

/** The options of `smn-sms queue add`, as commander hands them over. */
export interface AddOptions extends Pick<
  SendOptions,
  | "format"
  | "encoding"
  | "separator"
  | "sheet"
  | "template"
  | "literalTemplate"
  | "allowGarbled"
  | "exclude"
  | "skipDamagedRows"
  | "phoneColumn"
  | "signId"
  | "signName"
  | "numberCheck"
  | "dryRun"
  | "maxParts"
  | "yes"
  | "correlate"
  | "newRunAndRiskDuplicates"
  | "json"
> {
  readonly run: string;
}

/** The options of `smn-sms queue work`. */
export interface WorkOptions extends ConnectionOptions, QueueOptions {
  /** Jobs at once. */
  readonly concurrency: number;
  /** Requests per second of all workers together. */
  readonly requestRate?: number;
  readonly untilEmpty?: true;
}

/** The options of `smn-sms queue reconcile`. */
export interface ReconcileRunOptions
  extends Omit<AddOptions, "dryRun" | "maxParts" | "yes" | "correlate">, ConnectionOptions {
  readonly numberCheck: boolean;
  /** Milliseconds. */
  readonly settle: number;
  readonly textSigns?: readonly string[];
  readonly unsentWithoutControl?: boolean;
}

/** The options of `smn-sms queue status`. */
export interface StatusOptions extends QueueOptions {
  readonly run?: string;
}

/** The options of `smn-sms queue resume`. */
export interface ResumeCommandOptions extends QueueOptions {
  readonly nothingWasLost?: true;
}

/** As the options of `smn-sms send`, for the parts that both share: nothing is sent with them. */
export function asSendOptions(options: Omit<AddOptions, "run">): SendOptions {
  return { ...options, concurrency: 1, timeout: 30 };
}
