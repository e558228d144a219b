import type {
  AcceptedResult,
  BatchRequest,
  BatchResponse,
  RejectedResult,
  SmsMessage,
} from "../../messages/types.js";
import { deliveryOf, partsOf } from "../account/delivery.js";
import { magicCode } from "../account/magicNumbers.js";
import { planReport } from "../account/planReport.js";
import type { SandboxState } from "../account/sandboxState.js";
import { signRefusal } from "../account/signRefusal.js";
import { takeQuota } from "../account/takeQuota.js";
import { serviceError, textOf } from "../contract/refused.js";
import type { OperationHandler } from "./operation.js";

/**
 * Accepts or rejects every message of a request. Rejections come first, as in the vendor's samples.
 *
 * @throws {Refused} `SMN.0261` when the account has nothing left
 */
export const sendBatch: OperationHandler = ({ request_id, params, body }, state): BatchResponse => {
  if (state.account.balance <= 0) throw serviceError("SMN.0261");
  const rejected: RejectedResult[] = [];
  const accepted: AcceptedResult[] = [];
  const seen = new Set<string>();
  const at = state.clock.now();
  const { sms_message } = body as BatchRequest; // as its schema was checked
  for (const message of sms_message) {
    const endpoint = message.endpoint.replace(/[- ]/g, ""); // as the vendor's sample answers
    const refusal = refusalOf(message, seen, at, state);
    seen.add(message.endpoint);
    const cost = partsOf(message, state);
    if (refusal !== undefined) {
      rejected.push({ endpoint, ...refusal });
      state.inbox.add({ kind: "rejected", rejected: { request_id, message, refusal, fee_num: cost, at } });
      continue;
    }
    const message_id = state.random.id();
    accepted.push({ endpoint, message_id });
    const taken = { request_id, message_id, project_id: params["project_id"] ?? "", ...message, at };
    state.account.balance -= cost;
    state.messages.push(taken);
    const delivery = deliveryOf(taken, cost, state);
    state.deliveries.set(message_id, delivery);
    state.inbox.add({ kind: "accepted", delivery });
    planReport(delivery, state);
  }
  return { request_id, result: [...rejected, ...state.random.shuffled(accepted)] };
};

type Refusal = Omit<RejectedResult, "endpoint">;

function refusalOf(
  message: SmsMessage,
  seen: ReadonlySet<string>,
  at: number,
  state: SandboxState,
): Refusal | undefined {
  const { endpoint } = message;
  // The service compares exact strings: another spelling of the same number counts as another number.
  if (seen.has(endpoint)) return refusal("SMN.0190");
  const { settings, signs, account } = state;
  const code = magicCode(endpoint) ?? signRefusal(message, { signs, anySign: settings.anySign });
  if (code !== undefined) return refusal(code);
  const fault = state.faults.rejectionOf(endpoint);
  if (fault !== undefined)
    return {
      code: fault.code,
      message: fault.message ?? textOf(fault.code),
      ...(fault.sensitive_word === undefined ? {} : { sensitive_word: fault.sensitive_word }),
    };
  const sensitive_word = settings.sensitiveWords.find((word) => message.message.includes(word));
  if (sensitive_word !== undefined) return { ...refusal("SMN.0227"), sensitive_word };
  if (account.balance < Infinity && partsOf(message, state) > account.balance) return refusal("SMN.0261");
  return takeQuota(endpoint, at, state) ? undefined : refusal("SMN.0057");
}

function refusal(code: string): Refusal {
  return { code, message: textOf(code) };
}
