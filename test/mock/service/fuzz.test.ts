import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { sandboxProjectId, sandboxSign, sandboxToken, sandboxUser } from "../../../src/mock/index.js";
import { call, expectDocumented, expectFits, ORIGIN, post, sandbox, type Answer } from "../support.js";

const SIGN = sandboxSign.sign_id;

const headerName = fc.oneof(
  fc.constantFrom(
    "authorization",
    "x-auth-token",
    "content-type",
    "x-sdk-date",
    "host",
    "x-project-id",
    "x-security-token",
  ),
  fc.stringMatching(/^[a-z-]{1,20}$/),
);
const headerValue = fc.oneof(
  fc.constantFrom(
    "application/json",
    sandboxToken.token,
    "SDK-HMAC-SHA256 Access=a, SignedHeaders=;;host, Signature=" + "0".repeat(64),
  ),
  fc.stringMatching(/^[ -~]{0,40}$/),
);
const path = fc.oneof(
  fc.constantFrom("sms", "batch_sms").map((name) => `/v2/${sandboxProjectId}/notifications/${name}`),
  fc.webPath(),
  fc.string().map((text) => `/${encodeURIComponent(text)}/notifications/sms`),
  fc
    .constantFrom("sms/report", "sms/message/x", "sms_sign", "sms_sign/x", "sms/callback")
    .map((name) => `/v2/${sandboxProjectId}/notifications/${name}`),
  fc
    .constantFrom("faults", "messages", "requests", "pushes", "replies", "clock", "health", "x")
    .map((name) => `/__sandbox/${name}`),
  fc.constantFrom("/v3/auth/tokens", "/v3/projects", "/v3/x", "/v3/", "/smn/SMN_x.pem", "/smn/"),
);
const method = fc.oneof(
  fc.constantFrom("GET", "POST", "PUT", "DELETE", "HEAD", "OPTIONS"),
  fc.stringMatching(/^[A-Z]{3,10}$/).filter((name) => !["CONNECT", "TRACE", "TRACK"].includes(name)),
);

/** Messages that are nearly right. */
const nearly = fc.record(
  {
    endpoint: fc.oneof(fc.stringMatching(/^\+?[0-9 -]{3,22}$/), fc.anything()),
    message: fc.oneof(fc.string(), fc.constant("x".repeat(491)), fc.anything()),
    sign_id: fc.oneof(fc.constant("caf488c7ccaf4ffba0c9aa149ab2caf4"), fc.anything()),
    message_include_sign_flag: fc.oneof(fc.constantFrom("true", "false", true, false), fc.anything()),
    extend_src_id: fc.oneof(fc.stringMatching(/^[0-9]{0,9}$/), fc.anything()),
    extend_code: fc.oneof(fc.string(), fc.anything()),
    [`__proto__`]: fc.anything(),
  },
  { requiredKeys: [] },
);

const noReceiver = async (): Promise<Response> => Promise.reject(new Error("nobody is there"));

function isAccepted({ status }: Answer): boolean {
  return status === 200;
}

describe("whatever it is asked", () => {
  it("answers with a documented shape and never fails itself", async () => {
    const service = sandbox({ clockControl: true, callbackUrl: "http://x.example/", fetch: noReceiver });
    await fc.assert(
      fc.asyncProperty(
        method,
        path,
        fc.array(fc.tuple(headerName, headerValue), { maxLength: 6 }),
        fc.oneof(
          fc.uint8Array(),
          fc.json().map((text) => new TextEncoder().encode(text)),
        ),
        fc.webQueryParameters(),
        async (verb, where, headers, bytes, query) => {
          const body = verb === "GET" || verb === "HEAD" ? null : new Uint8Array(bytes);
          const url = `${ORIGIN}${where}?${query}`;
          const response = await service.handle(new Request(url, { method: verb, headers, body }));
          expect(response.status).not.toBe(500);
          if (response.status === 204 || response.status === 200) return;
          expectFits("ErrorBody", await response.json());
        },
      ),
      { numRuns: 500 },
    );
  });

  it("takes or refuses any list of messages as documented, with one result for each", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(nearly, { maxLength: 4 }), fc.boolean(), async (list, acceptBooleanFlag) => {
        const body = JSON.stringify({ sms_message: list }, (_, value: unknown) =>
          typeof value === "bigint" ? String(value) : value,
        );
        const service = sandbox({ acceptBooleanFlag });
        const answer = await post(service, [], { body });
        expect(answer.status).toBeLessThan(500);
        expectDocumented(answer);
        expect(answer.results).toHaveLength(isAccepted(answer) ? list.length : 0);
        expect(service.messages).toHaveLength(
          answer.results.filter(({ message_id }) => message_id !== undefined).length,
        );
      }),
      { numRuns: 300 },
    );
  });

  it("takes any JSON as a body", async () => {
    await fc.assert(
      fc.asyncProperty(fc.json(), async (body) => {
        const answer = await post(sandbox(), [], { body });
        expect([400, 403]).toContain(answer.status);
        expectDocumented(answer);
      }),
    );
  });

  it("takes or refuses any query as documented", async () => {
    const service = sandbox();
    await post(service, [{ endpoint: "13800000001", message: "hi", sign_id: SIGN }]);
    const value = fc.oneof(
      fc.integer().map(String),
      fc.integer({ min: service.now() - 1e10, max: service.now() + 1e10 }).map(String),
      fc.constantFrom("", SIGN, "13800000001", "0", "1", "2", "-0", "1e3", "NaN", "sms_fail_event"),
      fc.string(),
    );
    const names = ["start_time", "end_time", "sign_id", "message_id", "mobile", "status", "offset", "limit"];
    const query = fc.record(Object.fromEntries([...names, "event_type"].map((name) => [name, value])), {
      requiredKeys: ["start_time", "end_time", "sign_id"],
    });
    const paths = fc.constantFrom("GET sms/report", "GET sms/callback", "GET sms_sign", "GET sms/message/x");
    await fc.assert(
      fc.asyncProperty(paths, query, async (path, given) => {
        const answer = await call(service, path, { query: given as Record<string, string> });
        expect([200, 400, 404]).toContain(answer.status);
      }),
      { numRuns: 500 },
    );
  });

  it("takes or refuses any topics as documented, and changes all or nothing", async () => {
    const topic = fc.record(
      {
        event_type: fc.oneof(
          fc.constantFrom("sms_fail_event", "sms_reply_event", "approval_event"),
          fc.anything(),
        ),
        topic_urn: fc.oneof(fc.constant(`urn:smn:cn-north-4:${sandboxProjectId}:a`), fc.anything()),
      },
      { requiredKeys: [] },
    );
    await fc.assert(
      fc.asyncProperty(fc.oneof(fc.array(topic, { maxLength: 5 }), fc.anything()), async (list) => {
        const service = sandbox();
        const callback = withoutBigInts(list);
        const { status } = await call(service, "PUT sms/callback", { body: { callback } });
        const { body } = await call(service, "GET sms/callback");
        const given = (Array.isArray(callback) ? callback : []) as ({ event_type?: unknown } | null)[];
        const distinct = new Set(given.map((one) => one?.event_type));
        expect((body["callback"] as unknown[]).length).toBe(status === 200 ? distinct.size : 0);
      }),
      { numRuns: 300 },
    );
  });

  it("hands out a token only for the right name and password", async () => {
    const word = fc.oneof(
      fc.constantFrom(sandboxUser.username, sandboxUser.password, "cn-north-4"),
      fc.anything(),
    );
    const named = fc.oneof(fc.record({ name: word, id: word }, { requiredKeys: [] }), fc.anything());
    const login = fc.record({
      auth: fc.record(
        {
          identity: fc.record(
            {
              methods: fc.oneof(fc.constant(["password"]), fc.anything()),
              password: fc.record({ user: fc.record({ name: word, password: word, domain: named }) }),
            },
            { requiredKeys: [] },
          ),
          scope: fc.oneof(fc.record({ project: named }), fc.anything()),
        },
        { requiredKeys: [] },
      ),
    });
    await fc.assert(
      fc.asyncProperty(fc.oneof(login, fc.anything()), async (given) => {
        const body = JSON.stringify(withoutBigInts(given)) ?? "";
        const request = new Request(`${ORIGIN}/v3/auth/tokens`, { method: "POST", body });
        const response = await sandbox().handle(request);
        expect([400, 401]).toContain(response.status); // the domain is never the right one
        expectFits("IamErrorBody", await response.json());
      }),
      { numRuns: 300 },
    );
  });
});

/** As JSON has it. */
function withoutBigInts(value: unknown): unknown {
  const text = JSON.stringify(value, (_, part: unknown) => (typeof part === "bigint" ? String(part) : part));
  return text === undefined ? undefined : (JSON.parse(text) as unknown);
}
