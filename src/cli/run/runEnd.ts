import type { ExitCode } from "../base/exitCode.js";

/** Why a run ended before its end. */
export interface RunEnd {
  readonly exitCode: ExitCode;
  /** For the user; free of numbers, texts and secrets. */
  readonly reason: string;
  /** Whether its journal was lost meanwhile. */
  readonly isLost: boolean;
}
