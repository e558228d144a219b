// Sends through the generated client to the sandbox, and reads every kind of answer as typed values.
import { readFileSync } from "node:fs";
import axios, { type AxiosResponse } from "axios";
import {
  CallbacksApi,
  Configuration,
  ReportsApi,
  SendingApi,
  SignaturesApi,
  type ErrorBody,
  type SmsBatch,
  type SmsCommitResult,
} from "./client/index.js";

const env = (name: string): string => process.env[name] ?? "";
const url = env("SMN_SMS_URL");
const project = env("SMN_SMS_PROJECT_ID");
const sign_id = env("SMN_SMS_SIGN_ID");
const configuration = new Configuration({ basePath: url, apiKey: env("SMN_SMS_TOKEN") });
// A redirect would carry the token to another host.
const http = axios.create({ maxRedirects: 0 });
const sending = new SendingApi(configuration, undefined, http);

const send = (body: SmsBatch) => sending.smsBatchPublishWithDiffMessage(project, body);

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

async function failure(value: object): Promise<AxiosResponse<ErrorBody>> {
  await fault(value);
  try {
    await send(batch("+8613800000011"));
  } catch (error) {
    if (axios.isAxiosError<ErrorBody>(error) && error.response !== undefined) return error.response;
    throw error;
  }
  throw new Error("no failure");
}

function check(what: string, holds: boolean): void {
  if (!holds) throw new Error(`does not hold: ${what}`);
  console.log(`ok: ${what}`);
}

const isAccepted = ({ message_id }: SmsCommitResult): boolean =>
  message_id !== undefined && message_id !== "";

const example = JSON.parse(readFileSync(env("SMN_SMS_REQUEST"), "utf8")) as SmsBatch;
const taken = (await send(example)).data;
const sent = example.sms_message.map(({ endpoint }) => endpoint).sort();
check(
  "every message of the example is accepted",
  JSON.stringify(
    taken.result
      .filter(isAccepted)
      .map(({ endpoint }) => endpoint)
      .sort(),
  ) === JSON.stringify(sent),
);
check("the request has an id", taken.request_id !== "");

const id = taken.result[0]?.message_id ?? "";
const [from, to] = [Date.now() - 3_600_000, Date.now() + 3_600_000];
const reports = await new ReportsApi(configuration, undefined, http).listSmsMsgReport(
  project,
  from,
  to,
  sign_id,
  id,
);
const report = reports.data.data[0];
check(
  "a delivery report",
  report?.message_id === id &&
    report.deliver_time === null &&
    String(report.status) === env("SMN_SMS_REPORT_STATUS"),
);
const signs = await new SignaturesApi(configuration, undefined, http).listSmsSigns(project);
check(
  "the signatures of the account",
  signs.data.sms_signs.map(({ status }) => status).join() === env("SMN_SMS_SIGN_STATUS"),
);
const events = await new CallbacksApi(configuration, undefined, http).listSmsEvent(project);
check(
  "the events that have a topic",
  events.data.callback.map(({ event_type }) => event_type).join() === env("SMN_SMS_EVENTS"),
);

const mixed = (await send(batch("+8613800000009", "+8617099990227"))).data.result;
const results = new Map(mixed.map((one) => [one.endpoint, one]));
check(
  "one message is accepted beside a rejected one",
  results.get("+8613800000009")?.message_id !== undefined,
);
check("a rejected message has its code", results.get("+8617099990227")?.code === "SMN.0227");

await fault({ kind: "created" });
const created = await send(batch("+8613800000010"));
check("201 is read as 200", created.status === 201 && created.data.result.length === 1);

const body = { code: "SMN.0087", message: "not approved", request_id: "r1" };
const service = await failure({ kind: "status", status: 400, body });
check("an error of the service", service.data.code === "SMN.0087" && service.data.request_id === "r1");

const throttled = await failure({ kind: "throttle", retryAfter: 2 });
check("an error of the gateway", throttled.data.error_code === "APIGW.0308");
check("Retry-After", throttled.headers["retry-after"] === "2");

const details = { code: 401, message: "The token is invalid", title: "Unauthorized" };
const iam = await failure({ kind: "status", status: 401, body: { error: details } });
check("an error of IAM", iam.data.error?.code === 401 && iam.data.error.title === "Unauthorized");

const page = await failure({ kind: "status", status: 502, page: "html" });
check("a page of a load balancer", page.status === 502 && String(page.data).startsWith("<html>"));
