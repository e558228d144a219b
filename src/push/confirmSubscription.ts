import { isSuccess } from "../base/isSuccess.js";
import type { Agent } from "node:http";
import { fetchOnce } from "../auth/fetchOnce.js";
import type { Fetch } from "../base/fetchTransport.js";
import { SmnError } from "../base/errors.js";
import { hostRule, isSubscribeUrl } from "./allowedHosts.js";
import { createWay } from "./createWay.js";
import type { SubscriptionConfirmationEvent } from "./pushEvent.js";

/** How the confirmation is sent. */
export interface ConfirmSubscriptionOptions {
  /** @default the global `fetch` at the time of the call */
  fetch?: Fetch | undefined;
  /** An agent for node:http(s), for instance one that goes through a proxy. Not together with `fetch`. */
  agent?: Agent | undefined;
  /** Bound on the request and its answer, in milliseconds. @default 10000 */
  timeoutMs?: number | undefined;
  /**
   * Hosts at which subscriptions are confirmed, in place of the default.
   * @default console.huaweicloud.com and smn.<region>.myhuaweicloud.com, .cn and .eu
   */
  subscribeHosts?: readonly string[] | undefined;
}

/**
 * Confirms a subscription: one GET of the `subscribe_url` of a verified push, without following redirects. It is
 * never called automatically, because then anyone who can subscribe an endpoint to one of your topics could make you
 * confirm it. Safe to call again; the address works for 48 hours.
 *
 * @throws {SmnError} `auth` when the address is not one of the service; `api` when the service refuses; `network`,
 * `timeout` or `protocol` (a redirect) from the request; `validation` for wrong options
 *
 * @example
 * ```ts
 * const push = await verifier.verify(body);
 * if (push.kind === "subscription_confirmation") await confirmSubscription(push);
 * ```
 */
export async function confirmSubscription(
  event: SubscriptionConfirmationEvent,
  options: ConfirmSubscriptionOptions = {},
): Promise<void> {
  const { timeoutMs = 10_000, subscribeHosts } = options;
  const transport = createWay(options);
  const isAllowedHost = hostRule("subscribeHosts", subscribeHosts, ["console.huaweicloud.com"]);
  const { kind, subscribe_url: url } = event;
  if (kind !== "subscription_confirmation" || !isSubscribeUrl(url, isAllowedHost)) {
    const why =
      kind === "subscription_confirmation"
        ? "its subscribe_url is not an https address of the service; if it is one, name its host in subscribeHosts"
        : "the event is of another kind";
    throw new SmnError(`subscription not confirmed: ${why}`, { code: "auth", sent: "no" });
  }
  const { status } = await fetchOnce({ method: "GET", url, headers: {}, timeoutMs, transport });
  if (isSuccess(status)) return;
  throw new SmnError(
    `subscription not confirmed: ${new URL(url).host} answered with status ${status}; confirm it in the console, or have it sent again`,
    { code: "api", sent: "no", status },
  );
}
