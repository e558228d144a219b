import { Agent } from "node:https";
import { afterEach, describe, expect, test, vi } from "vitest";
import { ecsMetadata } from "../../src/auth/ecsMetadata.js";
import { iamPassword } from "../../src/auth/iamPassword.js";
import { createSmsClient } from "../../src/createSmsClient.js";
import { confirmSubscription } from "../../src/push/confirmSubscription.js";
import { genuine, signer, TOPIC, verifierOf } from "../push/support.js";
import { usualId } from "../messages/support.js";
import { messageTo } from "./support.js";

const NUMBER_ONE = "+8613800000001";
const expires_at = "2999-01-01T00:00:00.000000Z";
const password = { region: "cn-north-4", domainName: "d", username: "u", password: "secret" };

/** A fetch that answers for identity management and for the service, and keeps the hosts that it was asked for. */
function worldByFetch(): { fetch: typeof globalThis.fetch; hosts: string[] } {
  const hosts: string[] = [];
  const fetch = async (input: unknown): Promise<Response> => {
    const { host, pathname } = new URL(String(input));
    hosts.push(host);
    if (host.startsWith("smn."))
      return Response.json({
        request_id: usualId("request"),
        result: [{ endpoint: NUMBER_ONE, message_id: usualId("message") }],
      });
    if (pathname === "/v3/projects") return Response.json({ projects: [{ id: "p1" }] });
    const token = { expires_at, project: { id: "p1" } };
    return Response.json({ token }, { status: 201, headers: { "x-subject-token": "t" } });
  };
  return { fetch: fetch, hosts };
}

afterEach(() => vi.unstubAllGlobals());

describe("everything that a client sends goes the same way", () => {
  test("the login of a provider, by the fetch of the client", async () => {
    vi.stubGlobal("fetch", () => Promise.reject(new Error("past the door")));
    const { fetch, hosts } = worldByFetch();
    const sms = createSmsClient({ region: "cn-north-4", credentials: iamPassword(password), fetch });
    expect((await sms.send(messageTo(NUMBER_ONE))).status).toBe("accepted");
    expect(hosts).toEqual(["iam.cn-north-4.myhuaweicloud.com", "smn.cn-north-4.myhuaweicloud.com"]);
  });

  test("also of one that a provider of the caller's own calls with what it is given", async () => {
    vi.stubGlobal("fetch", () => Promise.reject(new Error("past the door")));
    const { fetch, hosts } = worldByFetch();
    const login = iamPassword(password);
    const sms = createSmsClient({
      region: "cn-north-4",
      credentials: async (context) => ({ ...(await login(context)), projectId: "p2" }),
      fetch,
    });
    expect((await sms.send(messageTo(NUMBER_ONE))).status).toBe("accepted");
    expect(hosts).toHaveLength(2);
  });

  test("but a fetch of the provider's own comes first", async () => {
    const [own, other] = [worldByFetch(), worldByFetch()];
    const credentials = iamPassword({ ...password, fetch: own.fetch });
    const sms = createSmsClient({ region: "cn-north-4", credentials, fetch: other.fetch });
    expect((await sms.send(messageTo(NUMBER_ONE))).status).toBe("accepted");
    expect([own.hosts.length, other.hosts.length]).toEqual([1, 1]);
  });

  test("the login, by the agent of the client", async () => {
    const asked: unknown[] = [];
    const agent = refusing(asked);
    const retry = { deadlineMs: 0 };
    const credentials = iamPassword({ ...password, clock: instant });
    const sms = createSmsClient({ region: "cn-north-4", credentials, agent, retry });
    expect((await sms.send(messageTo(NUMBER_ONE))).status).toBe("unsent");
    expect(new Set(asked)).toEqual(new Set(["iam.cn-north-4.myhuaweicloud.com"]));
  });

  test("but not the metadata service, which is part of this machine", async () => {
    const asked: string[] = [];
    vi.stubGlobal("fetch", (url: string) => {
      asked.push(new URL(url).host);
      return Promise.reject(Object.assign(new Error(), { code: "EHOSTUNREACH" }));
    });
    const { fetch, hosts } = worldByFetch();
    const sms = createSmsClient({ region: "cn-north-4", credentials: ecsMetadata(), fetch });
    expect((await sms.send(messageTo(NUMBER_ONE))).status).toBe("unsent");
    expect([asked, hosts]).toEqual([["169.254.169.254"], []]);
  });
});

describe("the agent that a receiver of pushes is given", () => {
  test("carries the request for the certificate", async () => {
    const asked: unknown[] = [];
    const verifier = verifierOf({ fetchCertificate: undefined, agent: refusing(asked) });
    await expect(verifier.verify(genuine("text"))).rejects.toMatchObject({ code: "network" });
    expect(asked).toHaveLength(1);
  });

  test("carries the confirmation", async () => {
    const asked: unknown[] = [];
    const subscribe_url = "https://console.huaweicloud.com/smn/subscription/confirm?token=1";
    const push = signer.push({
      type: "SubscriptionConfirmation",
      topic_urn: TOPIC,
      message: "",
      subscribe_url,
    });
    const event = await verifierOf().verify(push);
    if (event.kind !== "subscription_confirmation") throw new Error(event.kind);
    const confirmed = confirmSubscription(event, { agent: refusing(asked) });
    await expect(confirmed).rejects.toMatchObject({ code: "network", sent: "no" });
    expect(asked).toEqual(["console.huaweicloud.com"]);
  });

  test("is refused together with a fetch", () => {
    const both = { agent: new Agent(), fetch: globalThis.fetch };
    expect(() => verifierOf(both)).toThrow(expect.objectContaining({ code: "validation" }) as Error);
  });
});

const instant = { now: () => Date.now(), sleep: () => Promise.resolve() };

/** An agent that keeps the hosts that it was asked for, and connects to none. */
function refusing(asked: unknown[]): Agent {
  return Object.assign(new Agent(), {
    createConnection: ({ host }: { host?: string }) => {
      asked.push(host);
      throw Object.assign(new Error("refused"), { code: "ECONNREFUSED", syscall: "connect" });
    },
  });
}
