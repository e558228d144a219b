import { describe, expect, it } from "vitest";
import openapi from "../../generated/openapi.json" with { type: "json" };
import { validators } from "../../generated/validators.js";
import { operations } from "../../src/mock/operations.js";
import { routes } from "../../src/mock/routes.js";
import { expectDocumented, message, post, sandbox, URL_ } from "./support.js";

describe("the sandbox and the document", () => {
  it("has a handler for every operation, and none for others", () => {
    const documented = Object.values(openapi.paths).flatMap((item) =>
      Object.values(item).flatMap((operation) => ("operationId" in operation ? [operation.operationId] : [])),
    );
    expect([...operations.keys()].sort()).toEqual(documented.sort());
    expect(routes.map(({ operationId }) => operationId).sort()).toEqual(documented);
  });

  it("finds a validator for every body", () => {
    const schemas = routes.flatMap(({ body }) => [...(body?.schemas.values() ?? [])]);
    expect(schemas.filter((name) => !Object.hasOwn(validators, name))).toEqual([]);
    expect(schemas.length).toBeGreaterThan(0);
  });

  it.each(
    Object.keys(
      openapi.components.requestBodies.SmsBatchPublishWithDiffMessage.content["application/json"].examples,
    ),
  )("takes the document's example %s", async (name) => {
    const { examples } =
      openapi.components.requestBodies.SmsBatchPublishWithDiffMessage.content["application/json"];
    const ref = (examples as Record<string, { $ref: string }>)[name]!.$ref.split("/").pop()!;
    const { value } = (
      openapi.components.examples as unknown as Record<string, { value: { sms_message: unknown[] } }>
    )[ref]!;
    const answer = await post(sandbox(), value.sms_message);
    expect([answer.status, answer.results.length]).toEqual([200, value.sms_message.length]);
    expectDocumented(answer);
  });

  it("answers every documented failure in a documented shape, on both paths", async () => {
    for (const [path, item] of Object.entries(openapi.paths)) {
      for (const status of Object.keys(item.post.responses).map(Number)) {
        const service = sandbox({ faults: [{ kind: "status", status }] });
        const url = URL_.replace(/sms$/, path.split("/").pop()!);
        const answer = await post(service, [message()], { url });
        expect(answer.status).toBe(status);
        expectDocumented(answer, path);
      }
    }
  });
});
