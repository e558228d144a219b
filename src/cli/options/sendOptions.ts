import type { Encoding } from "../input/decodeLines.js";
import type { Format } from "../input/openTable.js";

/** Statuses whose messages may be sent again. */
export type RetryStatus = "unsent" | "rejected" | "invalid";

/** The options of `smn-sms send` as commander hands them over: each is checked by its own parser. */
export interface SendOptions {
  readonly format?: Format;
  readonly encoding: Encoding;
  readonly separator?: string;
  readonly sheet?: string;
  readonly template?: string;
  readonly literalTemplate?: true;
  readonly allowGarbled?: true;
  readonly exclude?: string;
  readonly skipDamagedRows?: true;
  readonly phoneColumn: string;
  readonly signId?: string;
  readonly signName?: string;
  /** False with `--no-number-check`. */
  readonly numberCheck: boolean;

  readonly baseUrl?: string;
  readonly region?: string;
  readonly projectId?: string;
  readonly path?: "sms" | "batch_sms";
  readonly profileFile?: string;
  readonly metadata?: true;
  readonly allowInsecureHttp?: true;

  readonly dryRun?: true;
  /** Rows from the beginning of the file. */
  readonly first?: number;
  readonly testTo?: string;
  readonly maxParts?: number;
  readonly yes?: true;
  /** Read in `main.ts`, where the signals are. */
  readonly ignoreHangup?: true;
  readonly concurrency: number;
  readonly rate?: number;
  /** Seconds. */
  readonly timeout: number;
  readonly batchSize?: number;
  /** False with `--no-correlate`. */
  readonly correlate?: boolean;
  readonly journal?: string;
  readonly out?: string;
  readonly retry?: readonly RetryStatus[];
  readonly resendUnknownAndRiskDuplicates?: true;
  readonly newRunAndRiskDuplicates?: true;
  readonly json?: true;
  /** Write the page of the run as well. */
  readonly page?: true;
}
