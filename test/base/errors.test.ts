import { describe, expect, it } from "vitest";
import { SmnError } from "../../src/index.js";
import { causedByStop, stoppedEarly } from "../../src/bulk/stopErrors.js";

describe("SmnError", () => {
  it("shows the reason of a journal's refusal in its JSON", () => {
    const error = new SmnError("Refused.", { code: "journal", reason: "other_input", sent: "no" });
    expect(error.reason).toBe("other_input");
    expect(JSON.parse(JSON.stringify(error))).toEqual({
      name: "SmnError",
      message: "Refused.",
      code: "journal",
      sent: "no",
      reason: "other_input",
    });
  });

  it("has no reason where none was given", () => {
    const error = new SmnError("No.", { code: "network", sent: "no" });
    expect(JSON.stringify(error)).not.toContain("reason");
  });

  it("keeps the reason when it stops a run", () => {
    const error = new SmnError("Gone.", { code: "journal", reason: "lost", sent: "no" });
    expect(stoppedEarly(error)).toMatchObject({ code: "journal", reason: "lost" });
    expect(causedByStop(error)).toMatchObject({ cause: { code: "journal", reason: "lost" } });
  });
});
