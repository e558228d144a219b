import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { sandboxProjectId, sandboxToken } from "../../src/mock/index.js";
import { expectDocumented, expectFits, ORIGIN, post, sandbox, type Answer } from "./support.js";

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
  fc.constantFrom("/__sandbox/faults", "/__sandbox/messages", "/__sandbox/x"),
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

function isAccepted({ status }: Answer): boolean {
  return status === 200;
}

describe("whatever it is asked", () => {
  it("answers with a documented shape and never fails itself", async () => {
    const service = sandbox();
    await fc.assert(
      fc.asyncProperty(
        method,
        path,
        fc.array(fc.tuple(headerName, headerValue), { maxLength: 6 }),
        fc.uint8Array(),
        async (verb, where, headers, bytes) => {
          const body = verb === "GET" || verb === "HEAD" ? null : new Uint8Array(bytes);
          const response = await service.handle(new Request(ORIGIN + where, { method: verb, headers, body }));
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
});
