import { describe, expect, it } from "vitest";
import type { ReportQuery, SmsReport } from "../../src/index.js";
import { ControlSample, type Control } from "../../src/reconcile/controlSample.js";
import { findReports } from "../../src/reconcile/findReports.js";
import { InputCodes } from "../../src/reconcile/inputCodes.js";
import type { Searched } from "../../src/reconcile/readInputs.js";
import { StrayCodes } from "../../src/reconcile/strayCodes.js";
import { range } from "../bulk/support.js";
import { AT, CLOCK, controlOf, fakeAsking, reportOf, searched } from "./support.js";

const HOUR = 3_600_000;
const WINDOW = { start: AT - HOUR, end: AT + HOUR };
const LATER = { start: AT + 9 * HOUR, end: AT + 11 * HOUR };
const times = { now: AT + 24 * HOUR, settleMs: 0, shift: { least: 0, most: 0 } };
/** All reports are asked for, and once more in two parts. */
const TWICE = [undefined, undefined, undefined];
const keyOf = (place: number): string => `138${String(place).padStart(8, "0")}`;
/** Messages that are looked for, to one number each. */
const messages = (count: number, changes: Partial<Searched> = {}): Searched[] => {
  const attempts = [{ at: AT, clock: CLOCK }];
  return range(count).map((place) => searched({ key: keyOf(place), attempts, ...changes }));
};
const reportOn = ({ message_id, key, code }: Control): SmsReport =>
  reportOf({ message_id, mobile: key, extend_code: code });
const reportTo = (place: number): SmsReport => reportOf({ message_id: `m${place}`, mobile: keyOf(place) });

interface Given {
  list?: readonly SmsReport[];
  /** Whether the service knows how to select by number. */
  answers?: (query: ReportQuery, matching: readonly SmsReport[]) => Iterable<SmsReport>;
  controls?: readonly Control[];
  sign_ids?: readonly string[];
  windows?: readonly (typeof WINDOW)[];
  /** How many inputs the run has. */
  inputs?: number;
}

async function find(all: readonly Searched[], given: Given = {}) {
  const { list = [], controls = [], sign_ids = ["sign1"], windows = [WINDOW], inputs = 0 } = given;
  const answers = given.answers ?? ((_query: ReportQuery, matching: readonly SmsReport[]) => matching);
  const { asking, queries } = fakeAsking((query) =>
    answers(
      query,
      list.filter(({ mobile }) => (query.mobile ?? mobile) === mobile),
    ),
  );
  const sample = new ControlSample(controls);
  const strays = new StrayCodes("run");
  for (let input = 0; input < inputs; input++) strays.addNumber("");
  const search = { asking, sample, sign_ids, times, strays, codes: new InputCodes() };
  const findings = await findReports(search, all, windows);
  return {
    findings,
    queries,
    mobiles: queries.map(({ mobile }) => mobile),
    stateOf: (one: Searched) => sample.states()(one),
  };
}

describe("few numbers", () => {
  const control = controlOf(1);

  it("are asked for one by one, with those of the controls", async () => {
    const all = messages(2);
    const { findings, queries, stateOf } = await find(all, {
      list: [reportTo(0), reportOn(control)],
      controls: [control],
    });
    const query = { sign_id: "sign1", start_time: WINDOW.start, end_time: WINDOW.end };
    expect(queries).toEqual(
      [keyOf(0), keyOf(1), control.key, keyOf(1)].map((mobile) => ({ ...query, mobile })),
    );
    expect(all.map((one) => findings.of(one).length)).toEqual([1, 0]);
    expect(stateOf({ ...all[0]!, code: "c" })).toBe("found");
  });

  it("are asked for once each, also where a control went to one of them", async () => {
    const own = controlOf(1, { key: keyOf(0) });
    const all = [...messages(2), ...messages(2)];
    const { mobiles } = await find(all, { list: [reportOn(own), reportTo(1)], controls: [own] });
    expect(mobiles).toEqual([keyOf(0), keyOf(1), keyOf(0)]);
  });

  it("are asked for again where one answer was that of another question", async () => {
    let asked = 0;
    const { findings } = await find(messages(2), {
      list: [reportTo(0), reportTo(1), reportOn(control)],
      controls: [control],
      answers: (_query, matching) => (++asked === 2 ? [] : matching),
    });
    expect(messages(2).map((one) => findings.of(one).map(({ message_id }) => message_id))).toEqual([
      ["m0"],
      ["m1"],
    ]);
  });

  it("are asked for by each signature", async () => {
    const { queries } = await find(messages(1), { list: [reportTo(0)], sign_ids: ["s1", "s2"] });
    expect(queries.map(({ sign_id, mobile }) => [sign_id, mobile])).toEqual([
      ["s1", keyOf(0)],
      ["s2", keyOf(0)],
    ]);
  });

  it("are fifty at most, without any control as well", async () => {
    const few = await find(messages(50), { list: [reportTo(0)] });
    expect(few.mobiles).toEqual([...range(50).map(keyOf), ...range(50).slice(1).map(keyOf)]);
    const many = await find(messages(51), { list: [reportTo(0)] });
    expect(many.mobiles).toEqual(TWICE);
  });

  it("have five controls, and the windows of their own", async () => {
    const controls = range(8).map((place) => controlOf(place));
    const far = controlOf(9, { at: AT + 2 * HOUR });
    const { mobiles } = await find(messages(1), {
      list: [reportTo(0), ...controls.map(reportOn)],
      controls: [...controls, far],
    });
    expect(mobiles).toHaveLength(1 + 5);
    expect(mobiles).not.toContain(far.key);
  });
});

describe("all reports of the time are read", () => {
  const control = controlOf(1);

  it("where asking by number finds nothing at all", async () => {
    const { mobiles, stateOf } = await find(messages(1));
    expect(mobiles).toEqual([keyOf(0), ...TWICE]);
    expect(stateOf(messages(1)[0]!)).toBe("none");
  });

  it("where it does not find a control", async () => {
    const list = [reportTo(0), reportOn(control)];
    const { mobiles, findings } = await find(messages(2), {
      list,
      controls: [control],
      answers: ({ mobile }, matching) => (mobile === control.key ? [] : matching),
    });
    expect(mobiles).toEqual([keyOf(0), keyOf(1), control.key, ...TWICE]);
    expect(findings.of(messages(1)[0]!).map(({ message_id }) => message_id)).toEqual([
      "m0",
      "m0",
      "m0",
      "m0",
    ]);
  });

  it("where a number is abroad, or all controls are", async () => {
    const [one, two] = messages(2) as [Searched, Searched];
    const list = [reportTo(0), reportOn(control)];
    const abroad = { ...two, isMainland: false };
    expect((await find([one, abroad], { list, controls: [control] })).mobiles).toEqual(TWICE);
    const far = { ...control, isMainland: false };
    expect((await find([one], { list, controls: [far] })).mobiles).toEqual(TWICE);
  });

  it("not where one of the controls is in the mainland, which is asked for alone", async () => {
    const far = controlOf(2, { isMainland: false });
    const list = [reportTo(0), reportOn(control)];
    const { mobiles } = await find(messages(1), { list, controls: [far, control] });
    expect(mobiles).toEqual([keyOf(0), control.key]);
  });

  it("for each signature", async () => {
    const { queries } = await find(messages(51), { list: [reportTo(0)], sign_ids: ["s1", "s2"] });
    expect(queries.map(({ sign_id, mobile }) => [sign_id, mobile])).toEqual([
      ...TWICE.map((mobile) => ["s1", mobile]),
      ...TWICE.map((mobile) => ["s2", mobile]),
    ]);
  });

  it("to a bound that grows with the inputs of the run", async () => {
    const { mobiles } = await find(messages(51), { list: [reportTo(0)], inputs: 100_000 });
    expect(mobiles).toEqual(TWICE);
  });

  it("in vain where a control is missing: nothing is said then of the messages around it", async () => {
    const all = messages(51);
    const { mobiles, stateOf } = await find(all, { list: [reportTo(0)], controls: [control] });
    expect(mobiles).toEqual([...TWICE, ...range(51).map(keyOf), control.key, ...TWICE]);
    expect(stateOf(all[0]!)).toBe("missing");
  });

  it("in vain where they do not hold still", async () => {
    const all = messages(1, { isMainland: false });
    let reading = 0;
    const { stateOf, queries } = await find(all, {
      sign_ids: ["s1", "s2"],
      answers: () => range(120).map((place) => reportOf({ message_id: `${reading++}-${place}` })),
    });
    expect(queries.every(({ sign_id }) => sign_id === "s1")).toBe(true);
    expect(stateOf(all[0]!)).toBe("missing");
  });
});

describe("many numbers", () => {
  const others = (count: number): SmsReport[] =>
    range(count).map((place) => reportOf({ message_id: `other${place}`, mobile: "13700000000" }));
  const controls = range(20).map((place) => controlOf(place));

  it("are asked for one by one where reading all takes as many requests as there are numbers", async () => {
    const list = [...others(5_100), ...controls.map(reportOn)];
    const { mobiles } = await find(messages(51), { list: [reportTo(0), ...list], controls });
    expect(mobiles).toEqual([undefined, ...range(51).map(keyOf), ...mobiles.slice(52)]);
    expect(mobiles).toHaveLength(1 + 51 + 5 + 50);
    const less = await find(messages(51), { list: [...list.slice(5_100), ...others(5_000)], controls });
    expect(new Set(less.mobiles)).toEqual(new Set([undefined]));
  });

  it("have a control for every twenty of them", async () => {
    const { mobiles } = await find(messages(121), {
      list: [reportTo(0), ...others(12_100), ...controls.map(reportOn)],
      controls,
    });
    expect(mobiles).toHaveLength(1 + 121 + 7 + 120);
  });
});

describe("several windows", () => {
  const [early, late] = [
    { at: AT, clock: CLOCK },
    { at: AT + 10 * HOUR, clock: CLOCK },
  ] as const;
  const [first, second, both] = [[early], [late], [early, late]].map((attempts, place) =>
    searched({ key: keyOf(place), attempts }),
  ) as [Searched, Searched, Searched];
  const nearEarly = controlOf(1);
  const nearLate = controlOf(2, { at: late.at });

  it("are each asked for the messages and controls of their own", async () => {
    const { queries } = await find([first, second, both], {
      list: [reportTo(0), reportTo(1), reportOn(nearEarly), reportOn(nearLate)],
      controls: [nearEarly, nearLate],
      windows: [WINDOW, LATER],
    });
    expect(queries.map(({ start_time, mobile }) => [start_time, mobile])).toEqual([
      [WINDOW.start, keyOf(0)],
      [WINDOW.start, keyOf(2)],
      [WINDOW.start, nearEarly.key],
      [WINDOW.start, keyOf(2)],
      [LATER.start, keyOf(1)],
      [LATER.start, keyOf(2)],
      [LATER.start, nearLate.key],
      [LATER.start, keyOf(2)],
    ]);
  });

  it("do not make each other incomplete", async () => {
    const { stateOf } = await find([first, second, both], {
      list: [reportTo(0), reportTo(1), reportOn(nearEarly)],
      controls: [nearEarly, nearLate],
      windows: [WINDOW, LATER],
    });
    const coded = [first, second, both].map((one) => ({ ...one, code: "c" }));
    expect(coded.map(stateOf)).toEqual(["found", "missing", "missing"]);
  });
});
