import { describe, expect, it } from "vitest";
import type { ReportQuery, SmsReport } from "../../src/index.js";
import type { Attempt } from "../../src/journal/journal.js";
import { ControlSample, type Control } from "../../src/reconcile/controlSample.js";
import { createJudge, type GroupOptions } from "../../src/reconcile/createJudge.js";
import { InputCodes } from "../../src/reconcile/inputCodes.js";
import type { Read, Searched } from "../../src/reconcile/readInputs.js";
import { ServiceTime } from "../../src/reconcile/serviceTime.js";
import { StrayCodes } from "../../src/reconcile/strayCodes.js";
import { AT, CLOCK, controlOf, fakeAsking, reportOf, searched } from "./support.js";

const MINUTE = 60_000;
const DAY = 86_400_000;
const NOW = AT + 60 * MINUTE;
const left = (at: number): Attempt => ({ at, until: at, clock: CLOCK });
const message = (changes: Partial<Searched> = {}): Searched =>
  searched({ attempts: [left(AT)], code: "order", ...changes });
/** The report of a control, by a clock that differs so much. */
const reportOn = ({ message_id, key, code, at }: Control, shiftMs = 0): SmsReport =>
  reportOf({
    message_id,
    mobile: key,
    extend_code: code,
    submit_time: new Date(at + shiftMs).toISOString(),
  });

interface Given extends Partial<Pick<GroupOptions, "settleMs" | "unsentWithoutControl">> {
  list?: readonly SmsReport[];
  controls?: readonly Control[];
  /** What an answer says the time is. */
  serviceNow?: number;
  /** What the answer to a query says. */
  answersTell?: (query: ReportQuery) => number;
}

async function judge(group: readonly Read[], given: Given = {}) {
  const { list = [], controls = [], settleMs = 20 * MINUTE, unsentWithoutControl = false } = given;
  const time = new ServiceTime({ now: () => NOW });
  const { asking, queries } = fakeAsking((query: ReportQuery) => {
    const { mobile, message_id, limit } = query;
    if (given.answersTell !== undefined) time.learn(given.answersTell(query));
    if (limit === 1) return [];
    return list.filter(
      (one) => (mobile ?? one.mobile) === one.mobile && (message_id ?? one.message_id) === one.message_id,
    );
  });
  if (given.serviceNow !== undefined) time.learn(given.serviceNow);
  const pauses: number[] = [];
  const verdictOn = await createJudge(group, {
    asking,
    time,
    pause: async (ms) => void pauses.push(ms),
    sample: new ControlSample(controls),
    settleMs,
    unsentWithoutControl,
    strays: new StrayCodes("run"),
    codes: new InputCodes(),
  });
  /** The queries for the reports of the messages. */
  const windows = queries.filter((query) => query.limit === undefined && query.message_id === undefined);
  return { verdicts: group.map(verdictOn), pauses, queries, windows };
}

describe("a group of messages", () => {
  const control = controlOf(1);
  const found = { list: [reportOn(control)], controls: [control] };

  it("is judged by its reports, and by what was accepted near it", async () => {
    const [one, two] = [message(), message({ key: "13800000002", code: "another" })];
    const { verdicts, pauses } = await judge([one, two], {
      ...found,
      list: [...found.list, reportOf({ extend_code: "order" })],
    });
    expect(verdicts).toEqual([{ status: "accepted", message_id: "m1" }, { status: "unsent" }]);
    expect(pauses).toEqual([]);
  });

  it("asks for nothing where nothing is to be found", async () => {
    const read: Read = { record: { index: 0, attempts: [left(AT)] }, reason: "no_message" };
    const { verdicts, queries } = await judge([read], found);
    expect([verdicts, queries]).toEqual([[{ status: "unknown", reason: "no_message" }], []]);
    expect((await judge([], found)).queries).toEqual([]);
  });

  it("leaves out those whose message is not there", async () => {
    const read: Read = { record: { index: 0, attempts: [left(AT)] }, reason: "no_sign" };
    const { verdicts } = await judge([read, message()], found);
    expect(verdicts).toEqual([{ status: "unknown", reason: "no_sign" }, { status: "unsent" }]);
  });

  it("first asks for the time, then for a control", async () => {
    const { queries } = await judge([message({ signs: ["s1", "s2"] })], found);
    expect(queries.slice(0, 2).map(({ sign_id, limit, message_id }) => [sign_id, limit, message_id])).toEqual(
      [
        ["s1", 1, undefined],
        ["s1", undefined, control.message_id],
      ],
    );
    expect(new Set(queries.slice(2).map(({ sign_id }) => sign_id))).toEqual(new Set(["s1", "s2"]));
  });

  it("is judged without a control only by consent", async () => {
    const states = [false, true].map(async (unsentWithoutControl) => {
      const { verdicts } = await judge([message()], { unsentWithoutControl });
      return verdicts[0];
    });
    expect(await Promise.all(states)).toEqual([
      { status: "unknown", reason: "no_control", control: "none" },
      { status: "unsent" },
    ]);
  });

  it("waits until its last message is listed, if a control just is", async () => {
    const { pauses } = await judge([message(), message({ attempts: [left(AT + 7_000)] })], found);
    expect(pauses).toEqual([7_000]);
  });
});

describe("a message that was sent long ago", () => {
  const old = left(NOW - 100 * DAY);

  it("is too old when its last sending is, and is not asked for", async () => {
    const { verdicts, windows } = await judge([message({ attempts: [old] })]);
    expect([verdicts, windows]).toEqual([[{ status: "unknown", reason: "too_old" }], []]);
  });

  it("is judged by the sendings that reports reach back to", async () => {
    const control = controlOf(1);
    const { verdicts, windows } = await judge([message({ attempts: [old, left(AT)] })], {
      list: [reportOn(control)],
      controls: [control],
    });
    expect(verdicts).toEqual([{ status: "unsent" }]);
    expect(Math.min(...windows.map(({ start_time }) => Number(start_time)))).toBe(AT - 15 * MINUTE);
  });
});

describe("clocks that differ", () => {
  const spanOf = (windows: readonly ReportQuery[]): unknown[] => [
    Math.min(...windows.map(({ start_time }) => Number(start_time))) - AT,
    Math.max(...windows.map(({ end_time }) => Number(end_time))) - AT,
  ];
  const [before, after] = [-15 * MINUTE, 35 * MINUTE];

  it("make the time longer in which reports are looked for, to both sides", async () => {
    const control = controlOf(1);
    const shifted = async (clockMs: number, controlMs: number): Promise<unknown[]> => {
      const { windows } = await judge([message()], {
        list: [reportOn(control, controlMs)],
        controls: [control],
        serviceNow: NOW + clockMs,
      });
      return spanOf(windows);
    };
    expect(await shifted(0, 0)).toEqual([before, after]);
    expect(await shifted(5 * MINUTE, 0)).toEqual([before, after + 5 * MINUTE]);
    expect(await shifted(-5 * MINUTE, 0)).toEqual([before - 5 * MINUTE, after]);
    expect(await shifted(0, 6 * MINUTE)).toEqual([before, after + 6 * MINUTE]);
    expect(await shifted(0, -6 * MINUTE)).toEqual([before - 6 * MINUTE, after]);
    expect(await shifted(-5 * MINUTE, 6 * MINUTE)).toEqual([before - 5 * MINUTE, after + 6 * MINUTE]);
  });

  it("must not be days apart: then nothing that is asked for by time can be believed", async () => {
    const control = controlOf(1);
    const given = { list: [reportOn(control)], controls: [control] };
    for (const clockMs of [-DAY, DAY]) await judge([message()], { ...given, serviceNow: NOW + clockMs });
    for (const [clockMs, words] of [
      [-NOW, "20513 days earlier"],
      [-DAY - 1, "1 day earlier"],
      [DAY + 1, "1 day later"],
      [100 * DAY, "100 days later"],
    ] as const)
      await expect(judge([message()], { ...given, serviceNow: NOW + clockMs })).rejects.toMatchObject({
        code: "protocol",
        sent: "no",
        message: expect.stringContaining(`it is ${words} than by the clock of this machine`) as string,
      });
  });

  it("are looked at again when answers about accepted messages have come", async () => {
    const control = controlOf(1);
    const told = judge([message()], {
      list: [reportOn(control)],
      controls: [control],
      answersTell: ({ message_id }) => (message_id === undefined ? NOW : 0),
    });
    await expect(told).rejects.toThrow("days earlier");
  });

  it("make it later that a message must be listed, by a control, or by the time that answers tell", async () => {
    const control = controlOf(1);
    const settled = async (clockMs: number, controlMs?: number, agoMs = 22 * MINUTE): Promise<unknown> => {
      const { verdicts } = await judge([message({ attempts: [left(NOW - agoMs)] })], {
        ...(controlMs === undefined
          ? { unsentWithoutControl: true }
          : {
              list: [reportOn({ ...control, at: NOW - agoMs }, controlMs)],
              controls: [{ ...control, at: NOW - agoMs }],
            }),
        serviceNow: NOW + clockMs,
      });
      const [one] = verdicts;
      return one?.status === "unknown" ? one.reason : one?.status;
    };
    expect(await settled(0)).toBe("unsent");
    // The clock of the run is taken for that of now, which is behind by as much.
    expect(await settled(5 * MINUTE)).toBe("unsent");
    expect(await settled(5 * MINUTE, undefined, 18 * MINUTE)).toBe("too_early");
    // By the service's clock it is not so late.
    expect(await settled(-1 * MINUTE)).toBe("unsent");
    expect(await settled(-3 * MINUTE)).toBe("too_early");
    expect(await settled(0, MINUTE)).toBe("unsent");
    expect(await settled(0, 3 * MINUTE)).toBe("too_early");
    // The control is measured, what answers tell of the clock of now is not that of the run.
    expect(await settled(3 * MINUTE, 6 * MINUTE)).toBe("too_early");
    expect(await settled(3 * MINUTE, 0)).toBe("unsent");
  });
});
