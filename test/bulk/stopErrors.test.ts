import { describe, expect, it } from "vitest";
import { SmnError } from "../../src/base/errors.js";
import {
  accountRefused,
  askedToWait,
  causedByStop,
  interrupted,
  journalFailed,
  journalUnanswered,
  maybeSentBefore,
  notCompared,
  stoppedEarly,
} from "../../src/bulk/stopErrors.js";
import { journalError } from "../../src/journal/journalErrors.js";

const REFUSED = new SmnError("Refused.", {
  code: "api",
  sent: "no",
  status: 403,
  serviceCode: "SMN.0070",
  requestId: "r1",
});
const LOST = journalError("The journal is gone.", "lost");
const LATER = "look at the delivery report before you send it again";

describe("a run that was interrupted", () => {
  it("has sent nothing, or an earlier one may have", () => {
    expect(interrupted()).toMatchObject({ code: "aborted", sent: "no", message: "The run was stopped." });
    expect(interrupted("maybe")).toMatchObject({
      code: "aborted",
      sent: "maybe",
      message: expect.stringMatching(/^An earlier run ended .*send it again\.$/) as string,
    });
  });
});

describe("an account that is refused", () => {
  it("is so by a result, whose request is named", () => {
    const result = { status: "rejected", endpoint: "+1", code: "SMN.0261", reason: "No funds." } as const;
    expect(accountRefused({ ...result, request_id: "r1" })).toMatchObject({
      code: "api",
      sent: "no",
      serviceCode: "SMN.0261",
      requestId: "r1",
      message: "The account is refused: SMN.0261 No funds. (request id r1).",
    });
    expect(accountRefused({ ...result, request_id: undefined }).message).toContain("(request id unknown)");
  });
});

describe("a service that asks to wait", () => {
  it("says until when, and what it refused", () => {
    const now = Date.parse("2026-03-01T08:00:00Z");
    const error = askedToWait(REFUSED, 3_600_000, now);
    expect(error).toMatchObject({
      code: "api",
      sent: "no",
      status: 403,
      serviceCode: "SMN.0070",
      requestId: "r1",
      retryAfterMs: 3_600_000,
      cause: REFUSED,
      message:
        "Refused. The service asks to wait until 2026-03-01T09:00:00.000Z, which is longer than deadlineMs allows: run it again after that.",
    });
    expect(askedToWait(REFUSED, 1e300, now).message).toContain("+275760-09-13T00:00:00.000Z");
  });
});

describe("a journal that failed", () => {
  it("says so itself, or is quoted without what must not be shown", () => {
    expect(journalFailed(LOST)).toBe(LOST);
    const failed = journalFailed(Object.assign(new Error("secret text"), { code: "ENOSPC" }));
    expect(failed).toMatchObject({ code: "journal", reason: "failed", sent: "no" });
    expect(failed.message).toMatch(
      /^The journal failed \(.+\)\. Messages not yet recorded in the journal were not sent\.$/,
    );
    expect(failed.message).not.toContain("secret");
    expect(failed.cause).toBeInstanceOf(Error);
  });

  it("leaves open whether an earlier run sent a message", () => {
    const open = { code: "journal", reason: "failed", sent: "maybe" };
    expect(journalUnanswered(LOST)).toMatchObject({
      ...open,
      message:
        "The journal did not say whether an earlier run sent this message; this run did not. The journal is gone.",
    });
    expect(journalUnanswered("anything")).toMatchObject({
      ...open,
      message: "The journal did not say whether an earlier run sent this message; this run did not.",
    });
  });
});

describe("a message that this run did not send", () => {
  it("may have been sent by an earlier one", () => {
    expect(maybeSentBefore({ status: "unsent", cause: REFUSED })).toMatchObject({
      status: "unknown",
      cause: {
        code: "api",
        sent: "maybe",
        status: 403,
        serviceCode: "SMN.0070",
        requestId: "r1",
        reason: undefined,
        message: `Refused. An earlier request may have sent it: ${LATER}.`,
      },
    });
    expect(maybeSentBefore({ status: "unsent", cause: LOST })).toMatchObject({ cause: { reason: "lost" } });
  });

  it("may have been sent at another position", () => {
    const others = journalError("Other numbers.", "other_numbers");
    expect(notCompared(others)).toMatchObject({
      code: "journal",
      sent: "maybe",
      reason: "other_numbers",
      message: `This run did not send the message. Other numbers. Another run may have sent it: ${LATER}.`,
    });
    for (const [error, code, reason] of [
      [LOST, "journal", "lost"],
      [REFUSED, "api", undefined],
      [new TypeError("mine"), "aborted", undefined],
    ] as const)
      expect(notCompared(error)).toMatchObject({
        code,
        reason,
        sent: "maybe",
        message:
          "This run did not send the message. It stopped before it had compared the inputs with those of the earlier run, " +
          "which may have sent it: run again with the same journal, and the same inputs in the same order.",
      });
  });

  it("is unsent, for the reason that stopped the run", () => {
    expect(causedByStop(REFUSED)).toMatchObject({
      status: "unsent",
      cause: {
        code: "api",
        sent: "no",
        serviceCode: "SMN.0070",
        message: "Not sent, because the run stopped. Refused.",
      },
    });
    expect(causedByStop(journalError("Full.", "unwritable"))).toMatchObject({
      status: "unsent",
      cause: { code: "journal", reason: "unwritable" },
    });
    expect(causedByStop(new TypeError("mine"))).toMatchObject({
      status: "unsent",
      cause: {
        code: "aborted",
        sent: "no",
        serviceCode: undefined,
        reason: undefined,
        message:
          "Not sent, because the run stopped. The source of the inputs, or onNotice, threw an exception.",
      },
    });
  });

  it("is unknown where the journal was lost to another run", () => {
    expect(causedByStop(LOST)).toMatchObject({
      status: "unknown",
      cause: {
        code: "journal",
        sent: "maybe",
        reason: "lost",
        message: `This run did not send the message. The journal is gone. Another run may have sent it: ${LATER}.`,
      },
    });
    // Others may have a property of this name.
    expect(causedByStop(Object.assign(new Error("x"), { reason: "lost" }))).toMatchObject({
      status: "unsent",
    });
  });
});

describe("the exception at the end of a run that stopped", () => {
  it("explains what stopped it, and keeps what is known of it", () => {
    const refused = new SmnError("Refused.", {
      code: "api",
      sent: "no",
      status: 429,
      serviceCode: "SMN.1",
      requestId: "r1",
      retryAfterMs: 7,
    });
    expect(stoppedEarly(refused)).toMatchObject({
      code: "api",
      sent: "no",
      status: 429,
      serviceCode: "SMN.1",
      requestId: "r1",
      retryAfterMs: 7,
      cause: refused,
      message:
        "Refused. The run ended early: every input that was read has its outcome, the rest was not read.",
    });
    expect(stoppedEarly(LOST)).toMatchObject({ reason: "lost" });
  });

  it("is the caller's own where that is what stopped it, also a mistake in a journal of theirs", () => {
    const mistake = new TypeError("mine");
    expect(stoppedEarly(journalFailed(mistake))).toBe(mistake);
    for (const own of [new RangeError("mine"), "text", undefined]) expect(stoppedEarly(own)).toBe(own);
  });
});
