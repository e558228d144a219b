import {
  createSmsClient,
  SmnError,
  type CallOptions,
  type Outcome,
  type SmsClientOptions,
  type SmsMessage,
} from "smn-sms";
import { createMockService, type MockServiceOptions } from "smn-sms/mock";
import type { components } from "smn-sms/schema";

// Settings are often there or not: `undefined` is as good as nothing, also under exactOptionalPropertyTypes.
declare const maybe: undefined;
const options: SmsClientOptions = {
  region: "cn-north-4",
  baseUrl: maybe,
  projectId: maybe,
  credentials: { ak: "a", sk: "b", securityToken: maybe },
  path: maybe,
  retry: { deadlineMs: maybe, baseDelayMs: maybe, maxDelayMs: maybe },
  timeoutMs: maybe,
  fetch: maybe,
  agent: maybe,
  clock: maybe,
  random: maybe,
  checkNumber: maybe,
};
const sms = createSmsClient(options);
const message: SmsMessage = { endpoint: "+8613800000001", message: "hi", sign_id: "x" };
const call: CallOptions = { signal: maybe };
export const outcome: Promise<Outcome<SmsMessage>> = sms.send(message, call);
export const all = sms.sendAll([message], { concurrency: maybe, rate: maybe, journal: maybe, signal: maybe });
export const rejected: components["schemas"]["SmsCommitRejected"] | undefined = undefined;
const sandbox: MockServiceOptions = { seed: maybe };
createMockService(sandbox);
export const isOurs = (error: unknown): boolean => error instanceof SmnError;
