import { describe, expect, it } from "vitest";
import type { Fault, ResultsChange, ScheduledFault } from "../../../src/mock/index.js";
import {
  errorOf,
  expectDocumented,
  expectFits,
  manualClock,
  message,
  messages,
  post,
  requestOf,
  sandbox,
  URL_,
} from "../support.js";

const one = [message()];
const statuses = async (faults: ScheduledFault[], requests: number): Promise<number[]> => {
  const service = sandbox({ faults });
  const seen: number[] = [];
  for (let i = 0; i < requests; i++) seen.push((await post(service, one)).status);
  return seen;
};

describe("when faults strike", () => {
  it("strikes once unless told otherwise", async () => {
    expect(await statuses([{ kind: "throttle" }], 3)).toEqual([429, 200, 200]);
    expect(await statuses([{ kind: "throttle", times: 2 }], 3)).toEqual([429, 429, 200]);
    expect(await statuses([{ kind: "throttle", times: "always" }], 3)).toEqual([429, 429, 429]);
    expect(await statuses([{ kind: "throttle", after: 1 }], 3)).toEqual([200, 429, 200]);
  });

  it("strikes in the order in which faults were added, one for each request", async () => {
    const faults: ScheduledFault[] = [{ kind: "created" }, { kind: "tokenExpired" }, { kind: "throttle" }];
    expect(await statuses(faults, 4)).toEqual([201, 401, 429, 200]);
  });

  it("strikes by chance, repeatably", async () => {
    const faults: ScheduledFault[] = [{ kind: "throttle", times: "always", probability: 0.5 }];
    const run = await statuses(faults, 200);
    const struck = run.filter((status) => status === 429).length;
    expect(struck).toBeGreaterThan(60);
    expect(struck).toBeLessThan(140);
    expect(await statuses(faults, 200)).toEqual(run);
    expect(await statuses([{ kind: "throttle", probability: 0 }], 2)).toEqual([200, 200]);
  });

  it("strikes one operation only, when it names it", async () => {
    const service = sandbox({
      faults: [{ kind: "throttle", after: 1, operationId: "SmsBatchPublishWithDiffMessageAlias" }],
    });
    const alias = { url: URL_.replace(/sms$/, "batch_sms") };
    expect((await post(service, one)).status).toBe(200);
    expect((await post(service, one)).status).toBe(200);
    expect((await post(service, one, alias)).status).toBe(200);
    expect((await post(service, one)).status).toBe(200);
    expect((await post(service, one, alias)).status).toBe(429);
  });

  it("takes the schedule apart from the fault, and shows what lies ready", () => {
    const { faults } = sandbox();
    faults.add({ kind: "throttle" }, { times: 3, after: 2 });
    faults.add({ kind: "latency", ms: 5, times: "always" });
    expect(faults.pending).toEqual([
      { kind: "throttle", times: 3, after: 2 },
      { kind: "latency", ms: 5, times: "always" },
    ]);
    faults.clear();
    expect(faults.pending).toEqual([]);
  });

  it("keeps a fault for later when the request was refused before it could strike", async () => {
    const service = sandbox({ faults: [{ kind: "created" }, { kind: "throttle" }] });
    expect((await post(service, one, { headers: { "x-auth-token": "wrong" } })).status).toBe(401);
    expect((await post(service, [])).status).toBe(400);
    expect((await post(service, one)).status).toBe(201);
    expect((await post(service, one)).status).toBe(429);
  });

  it("does not bring back a fault that was cleared while a request was on its way", async () => {
    const service = sandbox({ faults: [{ kind: "created" }] });
    const running = post(service, []);
    service.faults.clear();
    expect((await running).status).toBe(400);
    expect(service.faults.pending).toEqual([]);
  });

  it("is not met by requests that belong to no operation", async () => {
    const service = sandbox({ faults: [{ kind: "throttle" }] });
    await post(service, one, { url: "https://smn.cn-north-4.myhuaweicloud.com/" });
    expect(service.faults.pending).toHaveLength(1);
  });

  it("takes no notice of later changes of the object that was added", async () => {
    const service = sandbox();
    const fault = { kind: "status" as const, status: 500 };
    service.faults.add(fault);
    fault.status = 200;
    expect((await post(service, one)).status).toBe(500);
  });
});

describe("faults for the whole request", () => {
  it.each<[ScheduledFault, number, string, RegExp]>([
    [{ kind: "throttle" }, 429, "APIGW.0308", /policy user over ratelimit,limit:200,time:1 second$/],
    [{ kind: "throttle", hint: false }, 429, "APIGW.0308", /^[^:]*threshold[^:]*$/],
    [{ kind: "throttle", limit: 10, window: "minute" }, 429, "APIGW.0308", /limit:10,time:1 minute$/],
    [{ kind: "tokenExpired" }, 401, "APIGW.0307", /^The token must be updated\.$/],
    [{ kind: "status", status: 400 }, 400, "APIGW.0201", /^Bad request$/],
    [{ kind: "status", status: 500 }, 500, "APIGW.0601", /^Internal server error\.$/],
    [{ kind: "status", status: 502 }, 502, "APIGW.0201", /^Backend unavailable\.?$/],
    [{ kind: "status", status: 503 }, 503, "APIGW.0613", /^The IAM service is currently unavailable\.$/],
    [{ kind: "status", status: 504 }, 504, "APIGW.0201", /^Backend timeout$/],
  ])("answers %j as documented and accepts nothing", async (fault, status, code, words) => {
    const service = sandbox({ faults: [fault] });
    const answer = await post(service, one);
    expect([answer.status, errorOf(answer).code]).toEqual([status, code]);
    expect(errorOf(answer).text).toMatch(words);
    expect(answer.body["request_id"]).toBe(service.requests[0]!.request_id);
    expect(service.messages).toEqual([]);
    expect(service.requests[0]).toMatchObject({ fault: fault.kind, status });
    expectDocumented(answer);
  });

  it("tells how long to wait when it is told to", async () => {
    const retryAfter = async (fault: ScheduledFault): Promise<string | null> =>
      (await post(sandbox({ faults: [fault] }), one)).headers.get("retry-after");
    expect(await retryAfter({ kind: "throttle", retryAfter: 2 })).toBe("2");
    expect(await retryAfter({ kind: "throttle" })).toBeNull();
  });

  it.each<[Fault, string, string | null]>([
    [
      { kind: "status", status: 502, page: "html" },
      "<html><head><title>502 Bad Gateway</title></head><body><h1>502 Bad Gateway</h1></body></html>",
      "text/html",
    ],
    [
      { kind: "status", status: 418 },
      "<html><head><title>418 Error</title></head><body><h1>418 Error</h1></body></html>",
      "text/html",
    ],
    [
      { kind: "status", status: 500, body: { code: "SMN.0018", message: "x" } },
      '{"code":"SMN.0018","message":"x"}',
      "application/json",
    ],
    [{ kind: "status", status: 200, body: null }, "null", "application/json"],
    [{ kind: "status", status: 503, body: "<p>no</p>" }, "<p>no</p>", "text/html"],
    [{ kind: "status", status: 503, body: "no" }, "no", "text/plain; charset=utf-8"],
    [{ kind: "status", status: 503, body: "" }, "", "text/plain;charset=UTF-8"],
    [{ kind: "status", status: 204, body: "" }, "", null],
  ])("answers %j with just that body", async (fault, text, type) => {
    const response = await sandbox({ faults: [fault] }).handle(requestOf(one));
    expect([response.status, await response.text(), response.headers.get("content-type")]).toEqual([
      (fault as { status: number }).status,
      text,
      type,
    ]);
  });

  it("answers any status after accepting, too", async () => {
    const service = sandbox({ faults: [{ kind: "status", status: 504, when: "after" }] });
    expect((await post(service, one)).status).toBe(504);
    expect(service.messages).toHaveLength(1);
  });

  it("does not say after accepting that it did not accept, unless it is told to", async () => {
    const answer = async (fault: object): Promise<string> => {
      const service = sandbox({ faults: [{ kind: "status", status: 503, ...fault }] });
      return (await service.handle(requestOf(one))).text();
    };
    expect(await answer({ when: "before" })).toContain("APIGW.0613"); // of the gateway, before the service
    expect(await answer({ when: "after" })).toContain("<h1>503 Service Unavailable</h1>");
    expect(await answer({ when: "after", page: "gateway" })).toContain("APIGW.0613");
  });

  it("redirects without accepting", async () => {
    const service = sandbox({
      faults: [
        { kind: "redirect", location: "https://elsewhere.example/", status: 302 },
        { kind: "redirect", location: "/x" },
      ],
    });
    const first = await service.handle(requestOf(one));
    expect([first.status, first.headers.get("location")]).toEqual([302, "https://elsewhere.example/"]);
    expect((await service.handle(requestOf(one))).status).toBe(307);
    expect(service.messages).toEqual([]);
  });

  it("accepts and answers 200 with garbage", async () => {
    const service = sandbox({ faults: [{ kind: "garbage200" }, { kind: "garbage200", body: "json" }] });
    const html = await service.handle(requestOf(one));
    const json = await service.handle(requestOf(one));
    expect([html.status, html.headers.get("content-type"), await html.text()]).toEqual([
      200,
      "text/html",
      expect.stringMatching(/^<html>/),
    ]);
    const text = await json.text();
    expect([json.status, json.headers.get("content-type"), text.slice(0, 14)]).toEqual([
      200,
      "application/json",
      '{"request_id":',
    ]);
    expect(() => JSON.parse(text) as unknown).toThrow(SyntaxError);
    expect(service.messages).toHaveLength(2);
  });

  it("answers 201 with the usual body", async () => {
    const answer = await post(sandbox({ faults: [{ kind: "created" }] }), one);
    expect([answer.status, answer.results.length]).toEqual([201, 1]);
    expectDocumented(answer);
  });

  it("holds an answer back after accepting, on top of another fault", async () => {
    const clock = manualClock();
    const service = sandbox({
      clock,
      faults: [{ kind: "latency", ms: 250, times: 2 }, { kind: "throttle" }],
    });
    expect((await post(service, one)).status).toBe(429);
    expect((await post(service, one)).status).toBe(200);
    expect((await post(service, one)).status).toBe(200);
    expect(clock.slept).toEqual([250, 250]);
  });

  it("waits no longer for a caller who has gone, and has accepted nevertheless", async () => {
    const service = sandbox({ faults: [{ kind: "latency", ms: 2 ** 31 - 1 }] });
    const abort = new AbortController();
    const answer = service.handle(new Request(requestOf(one), { signal: abort.signal }));
    await expect.poll(() => service.messages.length).toBe(1);
    abort.abort();
    expect((await answer).status).toBe(200);
  });
});

describe("faults of the connection, without a connection", () => {
  it.each(["before", "after"] as const)("fails to deliver a body, %s accepting", async (when) => {
    const accepted = when === "after" ? 1 : 0;
    for (const kind of ["reset", "truncate"] as const) {
      const service = sandbox({ faults: [{ kind, when }] });
      const response = await service.handle(requestOf(one));
      await expect(response.text()).rejects.toMatchObject({ code: "ECONNRESET" });
      expect(service.messages).toHaveLength(accepted);
      expect(service.requests[0]).toMatchObject({ fault: kind, status: 0 });
    }
  });

  it("delivers half of a body that is cut off", async () => {
    const service = sandbox({ faults: [{ kind: "truncate", when: "after" }] });
    const { body } = await service.handle(requestOf(one));
    const reader = body!.getReader();
    const { value } = await reader.read();
    expect(new TextDecoder().decode(value)).toMatch(/^\{"request_id":"[0-9a-f]+","result":/);
    await expect(reader.read()).rejects.toThrow("ECONNRESET");
  });

  it("never ends a stalled body until the caller gives up", async () => {
    const service = sandbox({ faults: [{ kind: "stall", when: "after" }] });
    const abort = new AbortController();
    const response = await service.handle(new Request(requestOf(one), { signal: abort.signal }));
    const text = response.text();
    abort.abort(new Error("enough"));
    await expect(text).rejects.toThrow("enough");
    expect(service.messages).toHaveLength(1);
  });
});

describe("faults of the list of results", () => {
  const list = [
    ...messages(3),
    message({ endpoint: "+8613900000000", sign_id: "nobody" }),
    message({ endpoint: "+85291234567" }),
  ];
  const changed = async (change: ResultsChange): ReturnType<typeof post> => {
    const service = sandbox({ faults: [{ kind: "results", change }] });
    const answer = await post(service, list);
    expect([answer.status, service.messages.length]).toEqual([200, 4]);
    return answer;
  };
  const asked = list.map(({ endpoint }) => endpoint as string).sort();
  const endpointsOf = ({ results }: Awaited<ReturnType<typeof post>>): string[] =>
    results.map(({ endpoint }) => endpoint).sort();

  it("leaves one out", async () => {
    const answer = await changed("missing");
    expect(answer.results).toHaveLength(4);
    expect(asked).toEqual(expect.arrayContaining(endpointsOf(answer)));
  });

  it("adds one that nobody asked for", async () => {
    const answer = await changed("extra");
    expect(answer.results).toHaveLength(6);
    expect(endpointsOf(answer).filter((endpoint) => !asked.includes(endpoint))).toEqual(["+8613999999999"]);
    expectDocumented(answer);
  });

  it("puts one under another number", async () => {
    const answer = await changed("renamed");
    expect(answer.results).toHaveLength(5);
    expect(endpointsOf(answer).filter((endpoint) => !asked.includes(endpoint))).toEqual(["+8613999999999"]);
    expectDocumented(answer);
  });

  it("spells the same numbers otherwise", async () => {
    const answer = await changed("respelled");
    expect(endpointsOf(answer)).toEqual([
      "13800010000",
      "13800010001",
      "13800010002",
      "13900000000",
      "85291234567",
    ]);
    expectDocumented(answer);
  });

  it("turns the list round", async () => {
    const answer = await changed("reordered");
    expect(endpointsOf(answer)).toEqual(asked);
    expect(answer.results.at(-1)).toMatchObject({ code: "SMN.0084" });
    expectDocumented(answer);
  });

  it("shows one twice", async () => {
    const { results } = await changed("doubled");
    expect(results).toHaveLength(6);
    expect(new Set(results.map((result) => JSON.stringify(result))).size).toBe(5);
  });

  it("shows one that is neither accepted nor rejected", async () => {
    const answer = await changed("malformed");
    expect(endpointsOf(answer)).toEqual(asked);
    expect(answer.results.filter((result) => Object.keys(result).length === 1)).toHaveLength(1);
    expect(() => expectFits("SmsBatchResult", answer.body)).toThrow();
  });
});

describe("rejections of single messages", () => {
  it("rejects the numbers that it names, in any spelling, as often as it is told", async () => {
    const service = sandbox({
      faults: [
        { kind: "reject", code: "SMN.0227", numbers: ["138 0001 0001"], sensitive_word: "赌博", times: 2 },
      ],
    });
    for (const code of ["SMN.0227", "SMN.0227", undefined]) {
      const answer = await post(service, messages(3));
      const result = answer.results.find(({ endpoint }) => endpoint === "+8613800010001")!;
      expect(result.code).toBe(code);
      if (code !== undefined)
        expect(answer.results[0]).toEqual({
          endpoint: "+8613800010001",
          code: "SMN.0227",
          message: "The message contains sensitive words.",
          sensitive_word: "赌博",
        });
      expectDocumented(answer);
    }
    expect(service.messages).toHaveLength(7);
  });

  it("rejects every number when it names none, with codes that the table does not know", async () => {
    const service = sandbox({
      faults: [{ kind: "reject", code: "SMN.227", message: "no", times: "always", after: 1 }],
    });
    expect((await post(service, messages(2))).results.map(({ code }) => code)).toEqual([
      undefined,
      undefined,
    ]);
    expect((await post(service, messages(2))).results).toEqual([
      { endpoint: "+8613800010000", code: "SMN.227", message: "no" },
      { endpoint: "+8613800010001", code: "SMN.227", message: "no" },
    ]);
  });
});

describe("faults that do not exist", () => {
  it.each<[unknown, RegExp]>([
    [undefined, /a fault must be an object with a kind/],
    [[], /a fault must be an object with a kind/],
    [{}, /kind must be one of throttle, tokenExpired, status/],
    [{ kind: "toString" }, /kind must be one of/],
    [
      { kind: "throttle", retryAfter: -1 },
      /retryAfter of a fault of kind throttle must be a number of at least 0/,
    ],
    [
      { kind: "throttle", window: "hour" },
      /window of a fault of kind throttle must be one of "second", "minute"/,
    ],
    [
      { kind: "throttle", wait: 1 },
      /a fault of kind throttle has only kind, retryAfter, limit, window, hint, times/,
    ],
    [{ kind: "status" }, /status of a fault of kind status must be an integer from 200 to 599/],
    [{ kind: "status", status: 101 }, /must be an integer from 200 to 599/],
    [{ kind: "latency", ms: Number.NaN }, /ms of a fault of kind latency must be a number from 0 to/],
    [{ kind: "reset" }, /when of a fault of kind reset must be one of "before", "after"/],
    [{ kind: "redirect", location: "a\r\nb" }, /location of a fault of kind redirect must be an address/],
    [{ kind: "results", change: "all" }, /change of a fault of kind results must be one of "missing"/],
    [{ kind: "reject", code: "" }, /code of a fault of kind reject must be a string of 1 to 64/],
    [
      { kind: "reject", code: "x", numbers: [1] },
      /numbers of a fault of kind reject must be a list of strings/,
    ],
    [
      { kind: "created", times: 0 },
      /times of a fault of kind created must be "always" or an integer of at least 1/,
    ],
    [
      { kind: "created", probability: 2 },
      /probability of a fault of kind created must be a number from 0 to 1/,
    ],
    [{ kind: "created", after: 1.5 }, /after of a fault of kind created must be an integer of at least 0/],
    [
      { kind: "created", operationId: "Send" },
      /operationId of a fault of kind created must be one of SmsBatch/,
    ],
    [{ kind: "throttle", hint: "no" }, /hint of a fault of kind throttle must be true or false/],
    [{ kind: "status", status: 200, body: () => 1 }, /a fault must be plain JSON/],
  ])("refuses %j", (fault, words) => {
    const { faults } = sandbox();
    const add = (): void => faults.add(fault as ScheduledFault);
    expect(add).toThrow(words);
    expect(add).toThrow(expect.objectContaining({ name: "SmnError", code: "validation" }));
    expect(faults.pending).toEqual([]);
  });
});
