import { describe, expect, it } from "vitest";
import { createSmsClient } from "../../src/createSmsClient.js";
import { SmnError } from "../../src/base/errors.js";
import { acceptAll, errorOf, messageTo, refused, rig, type Call } from "./support.js";

const message = messageTo("+8613800000001");
const lookUp = ({ url }: Call): boolean => url.includes("/v3/projects");

describe("createSmsClient refuses", () => {
  it.each<[string, object, RegExp]>([
    ["no address", { baseUrl: undefined }, /region/],
    ["plain HTTP to another machine", { baseUrl: "http://sms.example" }, /https/],
    ["no credentials", { credentials: undefined }, /credentials/],
    ["half a key", { credentials: { ak: "AK" } }, /sk/],
    ["token and key", { credentials: { token: "t", ak: "AK", sk: "SK" } }, /token/],
    ["a project id with a slash", { projectId: "a/b" }, /projectId/],
    ["an empty project id", { projectId: "" }, /projectId/],
    ["a timeout of 0", { timeoutMs: 0 }, /timeoutMs/],
    ["a timeout that is no number", { timeoutMs: Number.NaN }, /timeoutMs/],
    ["a timeout that no timer can hold", { timeoutMs: 2 ** 31 }, /timeoutMs/],
    ["a negative deadline", { retry: { deadlineMs: -1 } }, /retry\.deadlineMs/],
    ["a pause that is no number", { retry: { baseDelayMs: "1" } }, /retry\.baseDelayMs/],
    ["NaN as pause", { retry: { maxDelayMs: Number.NaN } }, /retry\.maxDelayMs/],
    ["the path of another operation", { path: "sms/promotion" }, /path/],
    ["fetch and agent", { fetch: async () => new Response(), agent: {} }, /either fetch or agent/],
  ])("%s", (_name, options, expected) => {
    const make = (): unknown =>
      createSmsClient({
        baseUrl: "https://sms.example",
        projectId: "p",
        credentials: { token: "t" },
        ...options,
      });
    expect(make).toThrow(SmnError);
    expect(make).toThrow(expected);
    expect(make).toThrow(expect.objectContaining({ code: "validation", sent: "no" }));
  });
});

describe("a signal that is none", () => {
  it.each<[string, unknown]>([
    ["a controller", new AbortController()],
    ["a text", "abort"],
    ["an object without listeners", { aborted: false }],
  ])("is refused before anything is sent: %s", async (_name, signal) => {
    const { sms, calls } = rig(acceptAll);
    const options = { signal: signal as AbortSignal };
    const callsToMake: (() => unknown)[] = [
      () => sms.send(message, options),
      () => sms.sendBatch([message], options),
      () => sms.callbacks.list(undefined, options),
      () => sms.sendAll([message], options),
    ];
    for (const call of callsToMake)
      expect(await errorOf((async () => call())())).toMatchObject({ code: "validation", sent: "no" });
    expect(calls).toEqual([]);
  });

  it("may be null, as for fetch", async () => {
    const { sms } = rig(acceptAll);
    expect((await sms.send(message, { signal: null as never })).status).toBe("accepted");
  });
});

describe("options of retry", () => {
  it("that are undefined have their defaults", async () => {
    const { sms, calls } = rig(refused(429, ""), {
      retry: { deadlineMs: undefined as never, baseDelayMs: 10_000 },
    });
    expect((await sms.send(message)).status).toBe("unsent");
    expect(calls.length).toBeGreaterThan(2);
    expect(calls.length).toBeLessThan(10);
  });

  it("may switch repetition off", async () => {
    const { sms, calls } = rig(refused(429, ""), { retry: { deadlineMs: 0 } });
    expect((await sms.send(message)).status).toBe("unsent");
    expect(calls.length).toBe(1);
  });
});

describe("the project id", () => {
  it("may be one that the options inherit", async () => {
    const urls: string[] = [];
    const base = { projectId: "mine", credentials: { token: "t" } };
    const options = Object.assign(Object.create(base) as typeof base, {
      region: "cn-north-4",
      fetch: (url: string) => {
        urls.push(url);
        return Promise.resolve(refused(400, "SMN.0087"));
      },
    });
    await createSmsClient(options).send(message);
    expect(urls).toEqual([expect.stringMatching(/^https:\/\/smn\.[^/]+\/v2\/mine\//)]);
  });

  const region = { region: "cn-north-4", baseUrl: undefined as never, projectId: undefined as never };
  const iam =
    (projects: unknown): ((call: Call) => Response) =>
    (call) =>
      lookUp(call) ? Response.json({ projects }) : acceptAll(call);
  const paths = (calls: Call[]): string[] => calls.map(({ url }) => new URL(url).pathname);

  it("is the one that was given, whatever the credentials say", async () => {
    const { sms, calls } = rig(acceptAll, { credentials: { token: "t", projectId: "other" } });
    await sms.send(message);
    expect(paths(calls)).toEqual(["/v2/p1/notifications/sms"]);
  });

  it("is else the one of the credentials, without a look-up", async () => {
    const { sms, calls } = rig(iam([]), {
      ...region,
      credentials: async () => ({ token: "t", projectId: "mine" }),
    });
    await sms.send(message);
    expect(paths(calls)).toEqual(["/v2/mine/notifications/sms"]);
  });

  it("is else looked up for the region, once for all requests", async () => {
    const { sms, calls } = rig(iam([{ id: "found", name: "cn-north-4" }]), region);
    await Promise.all([sms.send(message), sms.send(message)]);
    await sms.send(message);
    expect(paths(calls)).toEqual([
      "/v3/projects",
      ...Array.from({ length: 3 }, () => "/v2/found/notifications/sms"),
    ]);
    expect(calls[0]!.url).toBe("https://iam.cn-north-4.myhuaweicloud.com/v3/projects?name=cn-north-4");
    expect(calls[1]!.url).toBe("https://smn.cn-north-4.myhuaweicloud.com/v2/found/notifications/sms");
  });

  it("is looked up again after a look-up that failed", async () => {
    let fails = true;
    const { sms, calls } = rig((call) => {
      if (!lookUp(call)) return acceptAll(call);
      return fails
        ? refused(403, { error: { code: 403, message: "no" } })
        : Response.json({ projects: [{ id: "found" }] });
    }, region);
    expect(await sms.send(message)).toMatchObject({ status: "unsent", cause: { code: "auth", sent: "no" } });
    fails = false;
    expect((await sms.send(message)).status).toBe("accepted");
    expect(calls.length).toBe(3);
  });

  it.each([
    ["none", []],
    ["several", [{ id: "a" }, { id: "b" }]],
    ["a strange one", [{ id: "../x" }]],
  ])("that the look-up finds as %s sends nothing", async (_name, projects) => {
    const { sms, calls } = rig(iam(projects), region);
    expect(await sms.send(message)).toMatchObject({ status: "unsent", cause: { sent: "no" } });
    expect(calls.every(lookUp)).toBe(true);
  });

  it("cannot be looked up without a region", async () => {
    const { sms, calls } = rig(acceptAll, { projectId: undefined as never });
    expect(await errorOf(sms.sendBatch([message]))).toMatchObject({ code: "validation", sent: "no" });
    expect(calls.length).toBe(0);
  });

  it("that is being looked up is not waited for after an abort, by the one who aborted", async () => {
    const controller = new AbortController();
    let answer: (response: Response) => void = () => undefined;
    const { sms } = rig((call) => {
      if (!lookUp(call)) return acceptAll(call);
      return new Promise<Response>((resolve) => (answer = resolve));
    }, region);
    const patient = sms.send(message);
    const aborted = sms.send(message, { signal: controller.signal });
    controller.abort();
    expect(await aborted).toMatchObject({ status: "unsent", cause: { code: "aborted" } });
    answer(Response.json({ projects: [{ id: "found" }] }));
    expect((await patient).status).toBe("accepted");
  });
});

describe("credentials from a provider", () => {
  it("are asked for once, and again when the service refuses the token", async () => {
    let asked = 0;
    const expired = refused(401, { error_code: "APIGW.0307", error_msg: "The token must be updated." });
    const { sms, calls } = rig([acceptAll, expired, acceptAll], {
      credentials: async () => ({ token: `t${++asked}` }),
    });
    await sms.send(message);
    expect((await sms.send(message)).status).toBe("accepted");
    expect(calls.map(({ headers }) => headers["x-auth-token"])).toEqual(["t1", "t1", "t2"]);
  });

  it("that fail make a message unsent", async () => {
    const { sms, calls } = rig(acceptAll, {
      credentials: () => Promise.reject(new Error("password hunter2")),
    });
    const outcome = await sms.send(message);
    expect(outcome).toMatchObject({ status: "unsent", cause: { code: "auth", sent: "no" } });
    expect(JSON.stringify(outcome)).not.toContain("hunter2");
    expect(calls.length).toBe(0);
  });
});
