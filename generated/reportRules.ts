// Made from openapi/smn-sms.yaml by `npm run generate`. Do not edit.
/** How many reports a page may have, and has by default. */
export const reportLimit: { readonly minimum: number; readonly maximum: number; readonly default: number } = {"minimum":1,"maximum":100,"default":100};

/** How many months back from now the window of a query for reports may begin. */
export const reportPastMonths: number = 3;

/** The events that can be published to a topic. */
export const callbackEventTypes: readonly ["sms_success_event","sms_fail_event","sms_reply_event","approval_event"] = ["sms_success_event","sms_fail_event","sms_reply_event","approval_event"];
