// Sends through the generated client to the sandbox, and reads every kind of answer as typed values.
import { readFileSync } from "node:fs";
import { createClient } from "./client/client/index.js";
import {
  listSmsEvent,
  listSmsMsgReport,
  listSmsSigns,
  smsBatchPublishWithDiffMessage,
  type ErrorBody,
  type SmsBatch,
  type SmsCommitResult,
} from "./client/index.js";

const env = (name: string): string => process.env[name] ?? "";
const url = env("SMN_SMS_URL");
const path = { project_id: env("SMN_SMS_PROJECT_ID") };
const sign_id = env("SMN_SMS_SIGN_ID");
// A redirect would carry the token to another host.
const client = createClient({ baseUrl: url, auth: env("SMN_SMS_TOKEN"), redirect: "manual" });

const send = (body: SmsBatch) => smsBatchPublishWithDiffMessage({ client, path, body });

function batch(...endpoints: string[]): SmsBatch {
  return {
    sms_message: endpoints.map((endpoint) => ({ endpoint, message: "您的验证码是 482913。", sign_id })),
  };
}

/** Tells the sandbox to fail the next request. */
async function fault(value: object): Promise<void> {
  const answer = await fetch(`${url}/__sandbox/faults`, { method: "POST", body: JSON.stringify(value) });
  if (!answer.ok) throw new Error(await answer.text());
}

async function failure(
  value: object,
): Promise<{ status: number; headers: Headers; error: ErrorBody | string }> {
  await fault(value);
  const { error, response } = await send(batch("+8613800000011"));
  if (error === undefined || response === undefined) throw new Error("no failure");
  return { status: response.status, headers: response.headers, error };
}

function check(what: string, holds: boolean): void {
  if (!holds) throw new Error(`does not hold: ${what}`);
  console.log(`ok: ${what}`);
}

const isAccepted = (one: SmsCommitResult | undefined): one is SmsCommitResult & { message_id: string } =>
  one !== undefined && "message_id" in one;

const example = JSON.parse(readFileSync(env("SMN_SMS_REQUEST"), "utf8")) as SmsBatch;
const taken = (await send(example)).data;
const sent = example.sms_message.map(({ endpoint }) => endpoint).sort();
const accepted = taken?.result.filter(isAccepted) ?? [];
check(
  "every message of the example is accepted",
  JSON.stringify(accepted.map(({ endpoint }) => endpoint).sort()) === JSON.stringify(sent),
);
check("the request has an id", taken?.request_id !== undefined && taken.request_id !== "");

const message_id = accepted[0]?.message_id ?? "";
const [start_time, end_time] = [Date.now() - 3_600_000, Date.now() + 3_600_000];
const reports = await listSmsMsgReport({
  client,
  path,
  query: { sign_id, start_time, end_time, message_id },
});
const report = reports.data?.data[0];
check(
  "a delivery report",
  report?.message_id === message_id &&
    report.deliver_time === null &&
    String(report.status) === env("SMN_SMS_REPORT_STATUS"),
);
const signs = await listSmsSigns({ client, path });
check(
  "the signatures of the account",
  signs.data?.sms_signs.map(({ status }) => status).join() === env("SMN_SMS_SIGN_STATUS"),
);
const events = await listSmsEvent({ client, path });
check(
  "the events that have a topic",
  events.data?.callback.map(({ event_type }) => event_type).join() === env("SMN_SMS_EVENTS"),
);

const results = new Map(
  (await send(batch("+8613800000009", "+8617099990227"))).data?.result.map((one) => [one.endpoint, one]),
);
check("one message is accepted beside a rejected one", isAccepted(results.get("+8613800000009")));
const rejected = results.get("+8617099990227");
check(
  "a rejected message has its code",
  rejected !== undefined && "code" in rejected && rejected.code === "SMN.0227",
);

await fault({ kind: "created" });
const created = await send(batch("+8613800000010"));
check("201 is read as 200", created.response?.status === 201 && created.data?.result.length === 1);

const service = await failure({
  kind: "status",
  status: 400,
  body: { code: "SMN.0087", message: "not approved", request_id: "r1" },
});
check(
  "an error of the service",
  typeof service.error === "object" && "code" in service.error && service.error.code === "SMN.0087",
);

const throttled = await failure({ kind: "throttle", retryAfter: 2 });
check(
  "an error of the gateway",
  typeof throttled.error === "object" &&
    "error_code" in throttled.error &&
    throttled.error.error_code === "APIGW.0308",
);
check("Retry-After", throttled.headers.get("retry-after") === "2");

const iam = await failure({
  kind: "status",
  status: 401,
  body: { error: { code: 401, message: "The token is invalid", title: "Unauthorized" } },
});
check(
  "an error of IAM",
  typeof iam.error === "object" && "error" in iam.error && iam.error.error.code === 401,
);

const page = await failure({ kind: "status", status: 502, page: "html" });
check(
  "a page of a load balancer",
  page.status === 502 && typeof page.error === "string" && page.error.startsWith("<html>"),
);
