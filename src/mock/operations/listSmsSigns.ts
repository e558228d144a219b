import type { components } from "../../../generated/schema.js";
import type { MockSign } from "../options/mockOptions.js";
import type { OperationHandler } from "./operation.js";

type SmsSign = components["schemas"]["SmsSign"];

const STATUS = { pending: 0, approved: 3, refused: 4, deleted: 5 } as const;
const TYPE = { notification: 0, promotion: 1 } as const;

/** The account's signatures, the deleted ones included. */
export const listSmsSigns: OperationHandler = (
  { request_id },
  { signs },
): components["schemas"]["SmsSignList"] => ({
  request_id,
  sms_sign_count: signs.length,
  sms_signs: signs.map(signOf),
});

function signOf({ sign_id, sign_name, status, sign_type, reply }: MockSign): SmsSign {
  return {
    sign_id,
    sign_name,
    sign_type: TYPE[sign_type],
    status: STATUS[status],
    reply: reply ?? "",
    create_time: "2017-01-10T02:30:00Z",
  };
}
