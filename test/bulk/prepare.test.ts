import { describe, expect, it } from "vitest";
import type { ClientCore } from "../../src/client.js";
import { createPrepare } from "../../src/bulk/prepare.js";
import { jsonOfMessage } from "../../src/messages/bodyWriter.js";
import { createExaminer } from "../../src/messages/createExaminer.js";
import { messageOf, numberOf } from "./support.js";

type Settings = Parameters<typeof createPrepare>[1];
const core = { createExaminer: () => createExaminer({}) } as unknown as ClientCore;
const prepare = (toMessage?: Settings["toMessage"], tokenOf?: (index: number) => string) =>
  createPrepare<unknown>(core, { toMessage }, tokenOf);

describe("an input", () => {
  it("is its message, with its number and what is sent of it", () => {
    const input = messageOf(0);
    const prepared = prepare()(input, 7);
    expect(prepared).toMatchObject({ endpoint: numberOf(0), message: "text 0" });
    expect("json" in prepared && JSON.parse(jsonOfMessage(prepared))).toEqual(input);
    const [one, other] = ["13800000000", "+86 138-0000-0000"].map((endpoint) =>
      prepare()({ ...input, endpoint }, 0),
    );
    expect(one).toHaveProperty("key", (other as { key: unknown }).key);
  });

  it("is made into its message, or says what is wrong with it", () => {
    const given: unknown[] = [];
    const made = prepare((input, index) => {
      given.push([input, index]);
      return { message: messageOf(3) };
    })("row", 5);
    expect(made).toMatchObject({ endpoint: numberOf(3), message: "text 3" });
    expect(given).toEqual([["row", 5]]);
    const wrong = { issues: [{ path: "message", message: "none" }], endpoint: numberOf(1) } as never;
    expect(prepare(() => wrong)("row", 5)).toBe(wrong);
  });

  it("gets the run's token for it where it has no code of its own", () => {
    const tokenOf = (index: number): string => `token${index}`;
    const codeOf = (input: unknown): unknown => {
      const prepared = prepare(undefined, tokenOf)(input, 4);
      return "json" in prepared
        ? (JSON.parse(jsonOfMessage(prepared)) as { extend_code?: unknown }).extend_code
        : prepared;
    };
    expect(codeOf(messageOf(0))).toBe("token4");
    expect(codeOf({ ...messageOf(0), extend_code: "own" })).toBe("own");
    const prepared = prepare()(messageOf(0), 4);
    expect("json" in prepared && jsonOfMessage(prepared)).not.toContain("extend_code");
  });

  it("that is invalid keeps its number, where it has one", () => {
    const endpointOf = (input: unknown): unknown => {
      const prepared = prepare()(input, 0);
      expect("issues" in prepared && prepared.issues.length).toBeGreaterThan(0);
      expect(prepared).not.toHaveProperty("json");
      return "endpoint" in prepared ? prepared.endpoint : "none";
    };
    expect(endpointOf({ ...messageOf(0), message: "" })).toBe(numberOf(0));
    for (const wrong of [null, undefined, "text", {}, { ...messageOf(0), endpoint: 7 }])
      expect(endpointOf(wrong)).toBe("none");
    const throwing = {
      get endpoint(): string {
        throw new Error("secret");
      },
    };
    expect(endpointOf(throwing)).toBe("none");
  });
});
