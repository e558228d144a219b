import { deleteSmsSign } from "./deleteSmsSign.js";
import { getSmsMessage } from "./getSmsMessage.js";
import { listSmsEvent } from "./listSmsEvent.js";
import { listSmsMsgReport } from "./listSmsMsgReport.js";
import { listSmsSigns } from "./listSmsSigns.js";
import { sendBatch } from "./sendBatch.js";
import type { SandboxState } from "./sandboxState.js";
import { updateSmsEvent } from "./updateSmsEvent.js";

/** A request that passed authentication and the document's rules. */
export interface Call {
  readonly request_id: string;
  readonly params: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  /** Fits the document's schema; undefined where the operation has no body. */
  readonly body: unknown;
}

/** Does what an operation does and returns the body of its 200. */
export type OperationHandler = (call: Call, state: SandboxState) => object;

/** The handlers by `operationId`. An operation of the document that is missing here answers 501. */
export const operations: ReadonlyMap<string, OperationHandler> = new Map<string, OperationHandler>([
  ["SmsBatchPublishWithDiffMessage", sendBatch],
  ["SmsBatchPublishWithDiffMessageAlias", sendBatch],
  ["ListSmsMsgReport", listSmsMsgReport],
  ["GetSmsMessage", getSmsMessage],
  ["ListSmsSigns", listSmsSigns],
  ["DeleteSmsSign", deleteSmsSign],
  ["ListSmsEvent", listSmsEvent],
  ["UpdateSmsEvent", updateSmsEvent],
]);
