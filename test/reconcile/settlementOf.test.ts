import { describe, expect, it } from "vitest";
import type { OpenReason, Verdict } from "../../src/index.js";
import type { Read } from "../../src/reconcile/readInputs.js";
import { createSettler } from "../../src/reconcile/settlementOf.js";
import { AT, searched } from "./support.js";

const attempts = [{ at: AT }];
const accepted: Verdict = { status: "accepted", message_id: "m1" };
const unknown = (reason: OpenReason, more: Partial<Verdict> = {}): Verdict =>
  ({ status: "unknown", reason, ...more }) as Verdict;
const read = (request_id?: string): Read => ({
  ...searched(),
  record: { index: 7, attempts, ...(request_id === undefined ? {} : { request_id }) },
});

describe("what the journal is told of a message", () => {
  it("that was accepted: its number, and the request where there was one only", () => {
    const disposition = { status: "accepted", endpoint: "+8613800000001", message_id: "m1" };
    const settle = createSettler();
    expect(settle(read("r1"), accepted)).toEqual({
      index: 7,
      disposition: { ...disposition, request_id: "r1" },
    });
    expect(settle(read(), accepted)?.disposition).toEqual({ ...disposition, request_id: "" });
    const twice = {
      ...searched(),
      record: { index: 7, attempts: [...attempts, ...attempts], request_id: "r1" },
    };
    expect(settle(twice, accepted)?.disposition).toEqual({ ...disposition, request_id: "" });
    const nameless: Read = { record: { index: 7, attempts }, reason: "no_message" };
    expect(settle(nameless, accepted)?.disposition).toMatchObject({ endpoint: "" });
  });

  it("that was not sent: that it may be sent again", () => {
    expect(createSettler()(read("r1"), { status: "unsent" })).toMatchObject({
      index: 7,
      disposition: {
        status: "unsent",
        cause: {
          code: "network",
          sent: "no",
          requestId: undefined,
          message: "The service has no report of it, so it was not sent.",
        },
      },
    });
  });

  it("that was sent too short a time ago: nothing", () => {
    expect(createSettler()(read("r1"), unknown("too_early"))).toBeUndefined();
  });

  it.each<[OpenReason, Partial<Verdict>, string]>([
    ["too_old", {}, "so long ago"],
    ["no_sign", {}, "by signature"],
    ["no_code", {}, "no code to tell"],
    ["shared_code", {}, "another message has as well"],
    ["other_number", {}, "on a number that reads differently"],
    ["several", {}, "sent more than once"],
    ["no_message", {}, "do not have this message any more"],
    ["no_control", {}, "nothing was accepted near it"],
    ["no_control", { control: "none" }, "reconcile with unsentWithoutControl"],
    ["no_control", { control: "missing" }, "have none either"],
    ["no_control", { control: "missing" }, "still. Check project and address, or reconcile later."],
    ["no_control", { control: "altered" }, "another number or code"],
    ["no_control", { control: "altered" }, "with, and so may its own. Compare the reports by hand."],
  ])("that is undecided: why (%s, %j)", (reason, more, text) => {
    const settlement = createSettler()(read("r1"), unknown(reason, more));
    expect(settlement).toMatchObject({
      index: 7,
      disposition: {
        status: "unknown",
        request_id: "r1",
        cause: {
          code: "network",
          sent: "maybe",
          requestId: "r1",
          message: expect.stringContaining(text) as string,
        },
      },
    });
    expect(createSettler()(read(), unknown(reason, more))?.disposition).not.toHaveProperty("request_id");
  });

  it("has one cause for all that are alike, and another for each request", () => {
    const settle = createSettler();
    const causeOf = (request_id: string | undefined, verdict: Verdict): unknown => {
      const disposition = settle(read(request_id), verdict)?.disposition;
      return disposition !== undefined && "cause" in disposition ? disposition.cause : undefined;
    };
    const first = causeOf("r1", unknown("no_code"));
    expect(causeOf("r1", unknown("no_code"))).toBe(first);
    expect(causeOf("r2", unknown("no_code"))).not.toBe(first);
    expect(causeOf("r1", unknown("several"))).not.toBe(first);
    expect(causeOf("r1", { status: "unsent" })).toBe(causeOf("r2", { status: "unsent" }));
  });
});
