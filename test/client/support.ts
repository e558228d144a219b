import { createSmsClient, type SmsClient } from "../../src/createSmsClient.js";
import type { SmsClientOptions } from "../../src/client.js";
import type { SmsMessage } from "../../src/messages/types.js";
import { fakeClock } from "../http/support.js";
import { usualId } from "../messages/support.js";

export const SIGN = "caf488c7ccaf4ffba0c9aa149ab2caf4";
export const BASE = "https://sms.example";
export const PATH = "/v2/{project_id}/notifications/sms";

export const messageTo = (endpoint: string, message = "您的验证码是 482913，5 分钟内有效。"): SmsMessage => ({
  endpoint,
  message,
  sign_id: SIGN,
});
/** Distinct mainland numbers. */
export const numbers = (count: number): string[] =>
  Array.from({ length: count }, (_, i) => `+86138${String(i).padStart(8, "0")}`);

export interface Call {
  url: string;
  method: string;
  headers: Record<string, string>;
  body: string;
}

type Reply = Response | Error | ((call: Call) => Response | Promise<Response>);

export interface Rig {
  sms: SmsClient;
  calls: Call[];
  pauses: number[];
}

/** A client over a fetch that replies in turn, the last reply for ever. */
export function rig(replies: Reply | Reply[], options: Partial<SmsClientOptions> = {}): Rig {
  const list = [replies].flat();
  const calls: Call[] = [];
  const clock = fakeClock();
  const sms = createSmsClient({
    baseUrl: BASE,
    projectId: "p1",
    credentials: { token: "the-token" },
    clock,
    random: () => 0.5,
    fetch: async (url, init) => {
      init.signal?.throwIfAborted();
      const call = {
        url,
        method: init.method ?? "GET",
        headers: Object.fromEntries(new Headers(init.headers)),
        body: new TextDecoder().decode(init.body),
      };
      const reply = list[Math.min(calls.length, list.length - 1)]!;
      calls.push(call);
      if (reply instanceof Error) throw reply;
      return typeof reply === "function" ? reply(call) : reply.clone();
    },
    ...options,
  });
  return { sms, calls, pauses: clock.pauses };
}

/** Accepts every message of a call, in reverse order. */
export function acceptAll({ body }: Call): Response {
  const { sms_message } = JSON.parse(body) as { sms_message: SmsMessage[] };
  const result = sms_message.map(({ endpoint }) => ({ endpoint, message_id: usualId(endpoint) })).reverse();
  return Response.json({ request_id: "r1", result });
}

export const refused = (status: number, body: unknown, headers: Record<string, string> = {}): Response =>
  typeof body === "string"
    ? new Response(body, { status, headers })
    : Response.json(body, { status, headers });

export async function errorOf<T = unknown>(promise: Promise<unknown>): Promise<T> {
  const outcome = await promise.then(
    () => undefined,
    (error: unknown) => ({ error }),
  );
  if (outcome === undefined) throw new Error("expected a rejection");
  return outcome.error as T;
}
