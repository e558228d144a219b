import { describe, expect, it } from "vitest";
import openapi from "../../../generated/openapi.json" with { type: "json" };
import { validators } from "../../../generated/validators.js";
import { magicNumbers } from "../../../src/mock/account/magicNumbers.js";
import {
  resolveRef,
  type Example,
  type Parameter,
  type RequestBody,
} from "../../../src/mock/contract/document.js";
import { matchRoute, routes } from "../../../src/mock/contract/routes.js";
import { sandboxProjectId, sandboxSign, sandboxToken } from "../../../src/mock/index.js";
import { operations } from "../../../src/mock/operations/operations.js";
import {
  call,
  expectDocumented,
  manualClock,
  message,
  operationAt,
  ORIGIN,
  post,
  read,
  sandbox,
} from "../support.js";

describe("the sandbox and the document", () => {
  it("has a handler for every operation, and none for others", () => {
    const documented = Object.values(openapi.paths as Record<string, object>).flatMap((item) =>
      Object.values(item).flatMap((operation: object) =>
        "operationId" in operation ? [String(operation.operationId)] : [],
      ),
    );
    expect([...operations.keys()].sort()).toEqual(documented.sort());
    expect(routes.map(({ operationId }) => operationId).sort()).toEqual(documented.sort());
  });

  it("finds a validator for every body", () => {
    const schemas = routes.flatMap(({ body }) => [...(body?.schemas.values() ?? [])]);
    expect(schemas.filter((name) => !Object.hasOwn(validators, name))).toEqual([]);
    expect(schemas.length).toBeGreaterThan(0);
  });

  const { examples } =
    openapi.paths["/v2/{project_id}/notifications/sms"].post.requestBody.content["application/json"];

  it.each(Object.keys(examples))("takes the document's example %s", async (name) => {
    const ref = (examples as Record<string, { $ref: string }>)[name]!.$ref.split("/").pop()!;
    const { value } = (
      openapi.components.examples as unknown as Record<string, { value: { sms_message: unknown[] } }>
    )[ref]!;
    const answer = await post(sandbox(), value.sms_message);
    expect([answer.status, answer.results.length]).toEqual([200, value.sms_message.length]);
    expectDocumented(answer);
  });

  it.each(routes)(
    "answers every documented failure of $operationId in a documented shape",
    async ({ method, path, responses, operationId }) => {
      const operation = operationAt(method, filled(path));
      for (const status of Object.keys(responses).flatMap((name) =>
        name === "default" ? [] : Number(name),
      )) {
        const service = sandbox({ faults: [{ kind: "status", status, operationId }] });
        const answer = await read(await service.handle(validRequest(method, path)));
        expect(answer.status).toBe(status);
        expectDocumented(answer, operation);
      }
    },
  );

  it.each(routes)(
    "answers $operationId as documented, and refuses it without credentials, too",
    async ({ method, path }) => {
      const operation = operationAt(method, filled(path));
      const service = sandbox({ clock: manualClock(NOW) });
      const sent = await post(service, [message()]);
      const ids = { message_id: sent.results[0]!.message_id! };
      const answer = await read(await service.handle(validRequest(method, path, ids)));
      expect([answer.status, service.requests.at(-1)?.operationId]).toEqual([200, operation.operationId]);
      expectDocumented(answer, operation);
      const refused = new Request(validRequest(method, path), { headers: {} });
      const refusal = await read(await service.handle(refused));
      expect(refusal.status).toBe(401);
      expectDocumented(refusal, operation);
    },
  );

  it("answers every magic number as documented, when it is sent to and when it is asked for", async () => {
    const service = sandbox({ deliveryDelayMs: 1000 });
    const answer = await post(
      service,
      magicNumbers.map(({ number }) => message({ endpoint: number })),
    );
    expectDocumented(answer);
    expect(answer.results.map(({ endpoint, code }) => [endpoint, code]).sort()).toEqual(
      magicNumbers.map(({ number, code }) => [number, code]).sort(),
    );
    for (const ms of [0, 1000, 3_600_000]) {
      await service.advance(ms);
      const query = {
        sign_id: sandboxSign.sign_id,
        start_time: service.now() - 10_000_000,
        end_time: service.now() + 1000,
      };
      const { body } = await call(service, "GET sms/report", { query });
      const expected = magicNumbers.flatMap(({ fate }) => fate ?? []);
      expect(body["count"]).toBe(expected.length);
    }
  });
});

/** The document's examples lie within the three months before. */
const NOW = Date.parse("2026-01-02T00:00:00Z");

type Values = Readonly<Record<string, string>>;

function filled(path: string, values: Values = {}): string {
  const examples = { project_id: sandboxProjectId, sign_id: sandboxSign.sign_id, message_id: "m", ...values };
  return path.replaceAll(/\{(\w+)\}/g, (_, name: string) => (examples as Values)[name] ?? "");
}

/** A request made of the document's own examples. */
function validRequest(method: string, path: string, values: Values = {}): Request {
  const { route } = matchRoute(method, filled(path));
  const url = new URL(ORIGIN + filled(path, values));
  for (const { name, in: place, required, example } of route.parameters as (Parameter & {
    example: unknown;
  })[])
    if (place === "query" && required === true) url.searchParams.set(name, String(example));
  const item = (openapi.paths as unknown as Record<string, Record<string, { requestBody?: RequestBody }>>)[
    path
  ]!;
  const body = item[method.toLowerCase()]!.requestBody;
  const init = { method, headers: { "x-auth-token": sandboxToken.token } };
  if (body === undefined) return new Request(url, init);
  const [first] = Object.values(body.content["application/json"]!.examples!);
  const { value } = resolveRef<Example>(first!);
  const headers = { ...init.headers, "content-type": "application/json" };
  return new Request(url, { ...init, headers, body: JSON.stringify(value) });
}
