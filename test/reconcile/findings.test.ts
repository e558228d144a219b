import { describe, expect, it } from "vitest";
import { correlationToken, type SmsReport } from "../../src/index.js";
import { numberKey } from "../../src/messages/phoneNumber.js";
import { ControlSample, type Control } from "../../src/reconcile/controlSample.js";
import { Findings } from "../../src/reconcile/findings.js";
import { InputCodes } from "../../src/reconcile/inputCodes.js";
import type { Searched } from "../../src/reconcile/readInputs.js";
import { StrayCodes } from "../../src/reconcile/strayCodes.js";
import { controlOf, reportOf, searched } from "./support.js";

const [ONE, TWO, THREE] = ["13800000001", "13800000002", "13800000003"] as const;
const ANYBODYS = { message_id: "", code: "", isAstray: true };
const token = (index: number): string => correlationToken("run", index);
/** The message at this index, with the run's token for it. */
const withToken = (index: number, key: string): Searched =>
  searched({ key, code: token(index), hasToken: true });

interface Given {
  /** Number and code of the inputs, in order; no code where they get a token. */
  inputs?: readonly (readonly [string, string?])[];
  controls?: readonly Control[];
}

function rig(all: readonly Searched[], { inputs = [], controls = [] }: Given = {}) {
  const sample = new ControlSample(controls);
  const strays = new StrayCodes("run");
  const codes = new InputCodes();
  for (const [key, extend_code] of inputs) {
    strays.addNumber(key);
    if (extend_code !== undefined)
      codes.add({ endpoint: `+86${key}`, message: "text", sign_id: "sign1", extend_code });
  }
  const findings = new Findings(all, { sample, strays, codes });
  const add = (changes: Partial<SmsReport>): boolean => findings.add(reportOf(changes));
  return { findings, sample, add };
}

describe("a report", () => {
  it("on the number of a message that is looked for is a finding on it, and on no other", () => {
    const [one, two] = [searched({ key: ONE }), searched({ key: TWO })];
    const { findings, add } = rig([one, two]);
    expect(add({ mobile: ONE, extend_code: "a" })).toBe(true);
    expect(findings.of(one)).toMatchObject([{ message_id: "m1", code: "a" }]);
    expect(findings.of(two)).toEqual([]);
    expect(findings.of(searched({ key: THREE }))).toEqual([]);
  });

  it("without a code is one with an empty code", () => {
    const one = searched({ key: ONE });
    const { findings, add } = rig([one]);
    add({ mobile: ONE, extend_code: null });
    expect(findings.of(one)).toMatchObject([{ message_id: "m1", code: "" }]);
  });

  it("on any other number does not matter", () => {
    const one = searched({ key: ONE, code: "order" });
    const { findings, add } = rig([one], { inputs: [[ONE, "order"]] });
    expect(add({ mobile: TWO, extend_code: "other" })).toBe(false);
    expect(add({ mobile: TWO, extend_code: null })).toBe(false);
    expect(findings.of(one)).toEqual([]);
  });

  it("of an accepted message is that of the control sample, and no finding", () => {
    const control = controlOf(1);
    const one = searched({ key: control.key });
    const { findings, sample, add } = rig([one], { controls: [control] });
    sample.expect([control]);
    expect(add({ message_id: control.message_id, mobile: control.key, extend_code: control.code })).toBe(
      false,
    );
    expect([findings.of(one), sample.hasAll([control])]).toEqual([[], true]);
  });

  it("with the own code of a message on another number matters, and may be its own", () => {
    const one = searched({ key: ONE, code: "order" });
    const { findings, add } = rig([one], { inputs: [[ONE, "order"]] });
    expect(add({ mobile: TWO, extend_code: "order" })).toBe(true);
    expect(findings.of(one)).toEqual([ANYBODYS]);
  });
});

describe("a report that hides its number", () => {
  const MASKED = "138****0001";
  it.each<[string, string | null, boolean]>([
    ["without a code", null, true],
    ["with a token that was cut off", token(0).slice(0, -2), true],
    ["with the token of an input that is not looked for", token(1), true],
    ["with a code of somebody else's", "order", false],
    ["with the token of an input that was not read", token(9), false],
  ])("may be anybody's %s", (_name, extend_code, isAnybodys) => {
    const one = withToken(0, ONE);
    const { findings, add } = rig([one], { inputs: [[ONE], [TWO]] });
    expect(add({ mobile: MASKED, extend_code })).toBe(isAnybodys);
    expect(findings.of(one)).toEqual(isAnybodys ? [ANYBODYS] : []);
  });

  it("is a finding on the message whose token it has, and on no other", () => {
    const [one, two] = [withToken(0, ONE), withToken(1, TWO)];
    const { findings, add } = rig([one, two], { inputs: [[ONE], [TWO]] });
    expect(add({ mobile: MASKED, extend_code: token(0) })).toBe(true);
    expect(findings.of(one)).toMatchObject([{ message_id: "m1", code: token(0), isElsewhere: true }]);
    expect(findings.of(two)).toEqual([]);
  });

  it("is nobody's where it shows the number, though it has no code", () => {
    const one = withToken(0, ONE);
    const { findings, add } = rig([one], { inputs: [[ONE]] });
    expect(add({ mobile: TWO, extend_code: null })).toBe(false);
    expect(findings.of(one)).toEqual([]);
  });
});

describe("a token", () => {
  it("is a finding on its message, on its own number as on another", () => {
    const [one, two] = [withToken(0, ONE), withToken(1, TWO)];
    const { findings, add } = rig([one, two], { inputs: [[ONE], [TWO]] });
    expect(add({ mobile: ONE, extend_code: token(0) })).toBe(true);
    const [own, ...others] = findings.of(one);
    expect([own, others]).toMatchObject([{ message_id: "m1", code: token(0) }, []]);
    expect([own?.isStray, own?.isElsewhere]).toEqual([undefined, undefined]);
    expect(add({ message_id: "m2", mobile: TWO, extend_code: token(0) })).toBe(true);
    expect(findings.of(one)[1]).toMatchObject({ message_id: "m2", isElsewhere: true });
    // There it may be any message's.
    expect(findings.of(two)).toMatchObject([{ message_id: "m2", isStray: true }]);
  });

  it("that is reported elsewhere says nothing of other messages to its number", () => {
    const [one, other] = [withToken(0, ONE), withToken(1, ONE)];
    const { findings, add } = rig([one, other], { inputs: [[ONE], [ONE]] });
    add({ mobile: TWO, extend_code: token(0) });
    expect(findings.of(other).map(({ code, isStray }) => [code, isStray])).toEqual([[token(0), undefined]]);
  });

  it("of a message with a code that is the same by chance leads nowhere", () => {
    const one = searched({ key: ONE, code: token(0) });
    const { findings, add } = rig([one], { inputs: [[ONE, token(0)]] });
    expect(add({ mobile: THREE, extend_code: token(0) })).toBe(true);
    expect(findings.of(one)).toEqual([ANYBODYS]);
  });

  it("that was cut off may be that of any message to the number", () => {
    const one = withToken(0, ONE);
    const { findings, add } = rig([one], { inputs: [[ONE]] });
    expect(add({ mobile: ONE, extend_code: token(7).slice(0, 15) })).toBe(true);
    expect(findings.of(one)).toMatchObject([{ isStray: true }]);
  });

  it("of another input to the number is that input's", () => {
    const one = withToken(0, ONE);
    const { findings, add } = rig([one], { inputs: [[ONE], [ONE]] });
    add({ mobile: ONE, extend_code: token(1) });
    expect(findings.of(one)[0]?.isStray).toBeUndefined();
  });
});

/** Whether a report with a code on the number of a message is unclear. */
function isUnclear(one: Searched, code: string, given: Given, before: Partial<SmsReport>[] = []): boolean {
  const { findings, add } = rig([one], given);
  for (const report of before) add({ message_id: "before", ...report });
  add({ mobile: one.key, extend_code: code });
  return findings.of(one).some(({ message_id, isStray }) => message_id === "m1" && isStray === true);
}

describe("a report on the number of a message may be its own", () => {
  const one = searched({ key: ONE, code: "order-12" });
  const inputs = [[ONE, "order-12"]] as const;

  it("when its code resembles that of the message and is no input's", () => {
    expect(isUnclear(one, "rder-1", { inputs })).toBe(true);
    expect(isUnclear(one, "ORDER", { inputs })).toBe(true);
    expect(isUnclear(one, "another", { inputs })).toBe(false);
    expect(isUnclear(one, "order-12", { inputs })).toBe(false);
  });

  it("not when the message has no code", () => {
    expect(isUnclear(searched({ key: ONE }), "order", { inputs: [] })).toBe(false);
  });

  it("when its code is another input's, and the beginning of that of the message", () => {
    const both = { inputs: [...inputs, [ONE, "order-1"], [ONE, "rder-13"]] as const };
    expect(isUnclear(one, "order-1", both)).toBe(true);
    expect(isUnclear(one, "rder-13", both)).toBe(false);
  });

  it.each(["rder-12", "ORDER-12", "Order-12", "order12", "12", "rde", "ordr2"])(
    "when its code is another input's, and what is left of that of the message: %s",
    (code) => {
      const both = { inputs: [...inputs, [ONE, code]] as const };
      expect(isUnclear(one, code, both)).toBe(true);
      // The other message's as well, unless this one's report is there.
      const other = searched({ key: ONE, code });
      const { findings, add } = rig([one, other], both);
      const isStray = (): unknown => findings.of(other).find((finding) => finding.code === code)?.isStray;
      add({ mobile: ONE, extend_code: code });
      expect(isStray()).toBe(true);
      add({ message_id: "m2", mobile: ONE, extend_code: "order-12" });
      expect(isStray()).not.toBe(true);
    },
  );

  it.each(["other-12", "order-123", "21-redro"])("not when its code is another input's: %s", (code) => {
    expect(isUnclear(one, code, { inputs: [...inputs, [ONE, code]] as const })).toBe(false);
  });

  it("not when its code is another input's in one of the ways to read its number", () => {
    const abroad = searched({ key: numberKey("+13105550123"), code: "order-12", isMainland: false });
    const { findings, add } = rig([abroad], { inputs: [] });
    const { findings: known, add: addKnown } = rig([abroad], { inputs: [[abroad.key, "rder-13"]] });
    const report = { nation_code: "1", mobile: "3105550123", extend_code: "rder-13" };
    add(report);
    addKnown(report);
    expect([findings, known].map((one) => one.of(abroad).some(({ isStray }) => isStray === true))).toEqual([
      true,
      false,
    ]);
  });

  it("not when a code as long as that was reported whole: then nothing is cut off there", () => {
    const both = { inputs: [...inputs, [ONE, "order-1"], [TWO, "longer-1"], [TWO, "seven-7"]] as const };
    const whole = (extend_code: string, mobile: string = TWO) => [{ mobile, extend_code }];
    expect(isUnclear(one, "order-1", both, whole("longer-1"))).toBe(false);
    // No longer one shows that longer ones are not cut off.
    expect(isUnclear(one, "order-1", both, whole("seven-7"))).toBe(true);
    // This one is not known to be whole.
    expect(isUnclear(one, "order-1", both, whole("longer-1x"))).toBe(true);
    expect(isUnclear(one, "order-1", both, whole("longer-1", ONE))).toBe(true);
    // The longest counts, whatever comes afterwards.
    expect(isUnclear(one, "order-1", both, [...whole("longer-1"), ...whole("seven-7")])).toBe(false);
  });

  it("not when an accepted message shows that", () => {
    const both = [...inputs, [ONE, "order-1"]] as const;
    for (const [code, expected] of [
      ["longer-1", false],
      ["short-1", true],
    ] as const) {
      const control = controlOf(1, { code });
      const whole = { message_id: control.message_id, mobile: control.key, extend_code: code };
      expect(isUnclear(one, "order-1", { inputs: both, controls: [control] }, [whole])).toBe(expected);
    }
  });

  it("when the code of its own is not the longest on the number: that may have been cut to it", () => {
    expect(isUnclear(one, "order-12", { inputs: [...inputs, [ONE, "order-123"]] })).toBe(true);
    expect(isUnclear(one, "order-12", { inputs: [...inputs, [TWO, "order-123"]] })).toBe(false);
    expect(isUnclear(one, "order-12", { inputs: [...inputs, [ONE, "other-12"]] })).toBe(false);
    const [short, whole] = [[...inputs, [ONE, "order-123"], [TWO, "longer-12"]] as const, "longer-12"];
    expect(isUnclear(one, "order-12", { inputs: short }, [{ mobile: TWO, extend_code: whole }])).toBe(false);
  });

  it("but a token is of one length with all others", () => {
    const longer = `${token(0)}-and-more`;
    expect(isUnclear(withToken(0, ONE), token(0), { inputs: [[ONE], [ONE, longer]] })).toBe(false);
  });

  it("when it is a second one with the code of an accepted message", () => {
    const control = controlOf(1, { key: ONE, code: "order-1" });
    const given = { inputs: [...inputs, [ONE, "order-1"]] as const, controls: [control] };
    // The input with this code has its report, by its id.
    expect(isUnclear(one, "order-1", given)).toBe(true);
    expect(isUnclear(one, "order-1", given, [{ mobile: TWO, extend_code: "longer-1" }])).toBe(true);
    // With another input of the kind it is that one's.
    const more = { ...given, inputs: [...given.inputs, [ONE, "order-1"], [TWO, "longer-1"]] as const };
    expect(isUnclear(one, "order-1", more, [{ mobile: TWO, extend_code: "longer-1" }])).toBe(false);
  });

  it("not without a code: that is said of it already", () => {
    const codeless = searched({ key: ONE, code: "order-12" });
    expect(isUnclear(codeless, "", { inputs: [...inputs, [ONE, ""]] })).toBe(false);
  });
});
