import { describe, expect, it, vi } from "vitest";
import type { Fetch } from "../../src/base/fetchTransport.js";
import { confirmSubscription } from "../../src/push/confirmSubscription.js";
import type { SubscriptionConfirmationEvent } from "../../src/push/pushEvent.js";
import { refusalOf, signer, TOPIC, verifierOf } from "./support.js";

const URL_ =
  "https://console.huaweicloud.com/smn/subscription/confirm?token=0a419ac9&topic_urn=urn:smn:x:y%20z";

/** As it comes out of the verifier. */
async function confirmation(subscribe_url = URL_): Promise<SubscriptionConfirmationEvent> {
  const push = signer.push({
    type: "SubscriptionConfirmation",
    topic_urn: TOPIC,
    message: "join?",
    subscribe_url,
  });
  const event = await verifierOf().verify(push);
  if (event.kind !== "subscription_confirmation") return expect.fail("not a confirmation");
  return event;
}

const answering = (status: number, headers: Record<string, string> = {}) =>
  vi.fn<Fetch>(async () => new Response(null, { status, headers }));

describe("confirming a subscription", () => {
  it("is one GET of the address as it came", async () => {
    const fetch = answering(200);
    await confirmSubscription(await confirmation(), { fetch });
    expect(fetch.mock.calls).toEqual([
      [URL_, expect.objectContaining({ method: "GET", redirect: "manual" })],
    ]);
  });

  it.each([
    URL_.replace("https", "http"),
    URL_.replace(".com/", ".com:8443/"),
    URL_.replace("https://", "https://user@"),
    URL_.replace("https://", "https://evil.test/"),
    URL_.replace("https://", "https://evil.test\\@"),
    URL_.replace("huaweicloud.com", "huaweicloud.com.evil.test"),
    URL_.replace("console", "evil"),
    URL_.replace("console.huaweicloud.com", "smn.obs.myhuaweicloud.com"),
    URL_.replace("console.huaweicloud.com", "169.254.169.254"),
    URL_.replace("/smn/", "/iam/"),
    URL_.replace("/smn/", "/smn/../iam/"),
    URL_.replace("/smn/", "/smn/%2e%2e/iam/"),
    `${URL_}#x`,
    `${URL_} x`,
    `${URL_}&x=é`,
    "file:///etc/passwd",
  ])("is refused for %s", async (subscribe_url) => {
    const fetch = answering(200);
    const error = await refusalOf(confirmSubscription(await confirmation(subscribe_url), { fetch }), [
      "0a419ac9",
    ]);
    expect(error).toMatchObject({ code: "auth", sent: "no" });
    expect(fetch).not.toHaveBeenCalled();
  });

  it("is done on the hosts of the service, or on those that the caller names", async () => {
    const fetch = answering(204);
    const onService = URL_.replace("console.huaweicloud.com", "smn.eu-west-101.myhuaweicloud.eu");
    const elsewhere = URL_.replace("console.huaweicloud.com", "console.example.test");
    const subscribeHosts = ["console.example.test"];
    await confirmSubscription(await confirmation(onService), { fetch });
    await confirmSubscription(await confirmation(elsewhere), { fetch, subscribeHosts });
    expect(fetch.mock.calls.map(([url]) => url)).toEqual([onService, elsewhere]);
    const error = await refusalOf(confirmSubscription(await confirmation(), { fetch, subscribeHosts }));
    expect(error).toMatchObject({ code: "auth" });
  });

  it("is refused for any other event", async () => {
    const push = signer.push({
      type: "UnsubscribeConfirmation",
      topic_urn: TOPIC,
      message: "bye",
      subscribe_url: URL_,
    });
    const event = (await verifierOf().verify(push)) as unknown as SubscriptionConfirmationEvent;
    const fetch = answering(200);
    expect(await refusalOf(confirmSubscription(event, { fetch }))).toMatchObject({ code: "auth" });
    expect(fetch).not.toHaveBeenCalled();
  });

  it("follows no redirect", async () => {
    const fetch = answering(302, { location: "https://evil.test/" });
    const error = await refusalOf(confirmSubscription(await confirmation(), { fetch }), ["0a419ac9"]);
    expect(error).toMatchObject({ code: "protocol", status: 302 });
    expect(fetch).toHaveBeenCalledTimes(1);
  });

  it.each([400, 403, 404, 500])("fails with status %i", async (status) => {
    const work = confirmSubscription(await confirmation(), { fetch: answering(status) });
    expect(await refusalOf(work, ["0a419ac9"])).toMatchObject({ code: "api", status });
  });

  it("fails without an answer, and when the time is up", async () => {
    const down = (): Promise<Response> => Promise.reject(new TypeError("fetch failed 0a419ac9"));
    const never = (): Promise<Response> => new Promise(() => undefined);
    const event = await confirmation();
    expect(await refusalOf(confirmSubscription(event, { fetch: down }), ["0a419ac9"])).toMatchObject({
      code: "network",
    });
    expect(
      await refusalOf(confirmSubscription(event, { fetch: never, timeoutMs: 20 }), ["0a419ac9"]),
    ).toMatchObject({
      code: "timeout",
    });
  });
});
