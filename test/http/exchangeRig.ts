import { createCredentialCache } from "../../src/auth/credentialCache.js";
import type { Credentials } from "../../src/auth/credentials.js";
import {
  createExchange,
  type Answer,
  type ExchangeHooks,
  type PlainRequest,
} from "../../src/http/exchange.js";
import { defaultRetry, type RetryOptions } from "../../src/http/retryOptions.js";
import { TransportFailure, type WireRequest, type WireResponse } from "../../src/base/wire.js";
import { answer, fakeClock, type FakeClock } from "./support.js";

export const PLAIN: PlainRequest = {
  method: "POST",
  url: "https://smn.cn-north-4.myhuaweicloud.com/v2/p1/notifications/sms",
  headers: { "content-type": "application/json" },
  body: new TextEncoder().encode('{"sms_message":[{"message":"您的验证码是 482913"}]}'),
  signal: undefined,
};
export const OK = answer(200, { request_id: "r", result: [] });
export const THROTTLED = answer(429, "");
export const EXPIRED = answer(401, { error_code: "APIGW.0307", error_msg: "The token must be updated." });
export const REFUSED = new TransportFailure("network", false);
export const BROKEN = new TransportFailure("network", true);

export type Step = WireResponse | Error | ((request: WireRequest) => WireResponse | Promise<WireResponse>);

export interface Rig {
  run: (hooks?: ExchangeHooks, request?: Partial<PlainRequest>) => Promise<Answer>;
  sent: WireRequest[];
  clock: FakeClock;
  provided: () => number;
}

/** An exchange whose transport gives the steps in turn, the last one for ever. */
export function rig(
  steps: Step[],
  given: { credentials?: Credentials; retry?: Partial<RetryOptions>; random?: number } = {},
): Rig {
  const clock = fakeClock();
  const sent: WireRequest[] = [];
  let provided = 0;
  const provider = async (): Promise<{ token: string }> => ({ token: `token-${++provided}` });
  const exchange = createExchange({
    credentials: createCredentialCache(given.credentials ?? provider, { clock }),
    transport: async (request) => {
      const step = steps[Math.min(sent.length, steps.length - 1)]!;
      sent.push(request);
      if (step instanceof Error) throw step;
      return typeof step === "function" ? step(request) : step;
    },
    clock,
    random: () => given.random ?? 0.5,
    retry: { ...defaultRetry, ...given.retry },
    timeoutMs: 30_000,
  });
  return {
    run: (hooks, request) => exchange({ ...PLAIN, ...request }, hooks),
    sent,
    clock,
    provided: () => provided,
  };
}
