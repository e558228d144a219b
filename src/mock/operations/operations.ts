import { deleteSmsSign } from "./deleteSmsSign.js";
import { getSmsMessage } from "./getSmsMessage.js";
import { listSmsEvent } from "./listSmsEvent.js";
import { listSmsMsgReport } from "./listSmsMsgReport.js";
import { listSmsSigns } from "./listSmsSigns.js";
import type { OperationHandler } from "./operation.js";
import { sendBatch } from "./sendBatch.js";
import { updateSmsEvent } from "./updateSmsEvent.js";

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
