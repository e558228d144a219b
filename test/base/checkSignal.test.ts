import { describe, expect, it } from "vitest";
import { checkSignal } from "../../src/base/checkSignal.js";

const like = { aborted: false, addEventListener: () => undefined, removeEventListener: () => undefined };

describe("the signal of an option", () => {
  it.each([[AbortSignal.abort()], [new AbortController().signal], [like]])(
    "is one, of whatever realm",
    (signal) => {
      expect(checkSignal(signal)).toBe(signal);
    },
  );

  it("may be missing", () => {
    expect([checkSignal(undefined), checkSignal(null)]).toEqual([undefined, undefined]);
  });

  it.each<[string, unknown]>([
    ["a controller", new AbortController()],
    ["a text", "abort"],
    ["a function", () => undefined],
    ["one that does not say whether it has fired", { ...like, aborted: undefined }],
    ["one that cannot be listened to", { ...like, addEventListener: undefined }],
    ["one whose listeners stay", { ...like, removeEventListener: undefined }],
  ])("is refused where it is %s", (_name, signal) => {
    expect(() => checkSignal(signal)).toThrow(
      expect.objectContaining({ code: "validation", sent: "no" }) as Error,
    );
    expect(() => checkSignal(signal)).toThrow(/`signal` to be an AbortSignal/);
  });
});
