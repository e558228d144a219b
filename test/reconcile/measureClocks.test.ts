import { describe, expect, it } from "vitest";
import type { ReportQuery, SmsReport } from "../../src/index.js";
import { ControlSample, type Control } from "../../src/reconcile/controlSample.js";
import { askTime, measureClocks } from "../../src/reconcile/measureClocks.js";
import { NEARBY_MS } from "../../src/reconcile/nearby.js";
import { ServiceTime } from "../../src/reconcile/serviceTime.js";
import { AT, CLOCK, controlOf, fakeAsking, reportOf } from "./support.js";

const HOUR = 3_600_000;
const NOW = AT + HOUR;
const reportOn = ({ message_id, key, code, at }: Control, changes: Partial<SmsReport> = {}): SmsReport =>
  reportOf({
    message_id,
    mobile: key,
    extend_code: code,
    submit_time: new Date(at + 5_000).toISOString(),
    ...changes,
  });

describe("the time of the service", () => {
  it("is asked for by one report of an hour of the day before", async () => {
    const { asking, queries } = fakeAsking(() => [reportOf(), reportOf({ message_id: "m2" })]);
    await askTime(asking, new ServiceTime({ now: () => NOW }), "sign1");
    expect(queries).toEqual([
      { sign_id: "sign1", start_time: NOW - 25 * HOUR, end_time: NOW - 24 * HOUR, limit: 1 },
    ]);
  });

  it("may come with no report at all", async () => {
    const { asking, queries } = fakeAsking(() => []);
    await askTime(asking, new ServiceTime({ now: () => NOW }), "sign1");
    expect(queries).toHaveLength(1);
  });
});

describe("the clocks", () => {
  const attempts = [{ at: AT, clock: CLOCK }];
  const signs = (...sign_ids: string[]) => ({ sign_ids, now: NOW });
  const idsOf = (queries: readonly ReportQuery[]) => queries.map(({ message_id }) => message_id);

  it("are measured by the reports of accepted messages, asked for by their ids", async () => {
    const one = controlOf(1);
    const sample = new ControlSample([one]);
    const { asking, queries } = fakeAsking(() => [reportOn(one)]);
    expect(await measureClocks(asking, sample, attempts, signs("sign1"))).toEqual([one]);
    expect(sample.shift).toEqual({ least: 5_000, most: 5_000 });
    expect(queries).toEqual([
      {
        sign_id: "sign1",
        message_id: "control1",
        start_time: Date.parse("2025-12-02T09:00:00Z"),
        end_time: NOW,
      },
    ]);
  });

  it("are not measured by a report that reads otherwise, nor by that of another message", async () => {
    const one = controlOf(1);
    for (const report of [reportOn(one, { extend_code: "x" }), reportOf({ submit_time: "2026-03-01" })]) {
      const sample = new ControlSample([one]);
      const { asking } = fakeAsking(() => [report]);
      expect(await measureClocks(asking, sample, attempts, signs("sign1"))).toEqual([]);
      expect(sample.shift).toBeUndefined();
    }
  });

  it("are asked for by one signature after the other until a report is there", async () => {
    const one = controlOf(1);
    const { asking, queries } = fakeAsking(({ sign_id }) => (sign_id === "sign2" ? [reportOn(one)] : []));
    const found = await measureClocks(
      asking,
      new ControlSample([one]),
      attempts,
      signs("sign1", "sign2", "sign3"),
    );
    expect(found).toEqual([one]);
    expect(queries.map(({ sign_id }) => sign_id)).toEqual(["sign1", "sign2"]);
  });

  it("are found among others where the service does not know the filter, within a page", async () => {
    const one = controlOf(1);
    const others = Array.from({ length: 150 }, (_, place) => reportOf({ message_id: `m${place}` }));
    for (const [place, isFound] of [
      [99, true],
      [100, false],
    ] as const) {
      let read = 0;
      const { asking } = fakeAsking(function* () {
        for (const report of [...others.slice(0, place), reportOn(one), ...others]) {
          read++;
          yield report;
        }
      });
      const found = await measureClocks(asking, new ControlSample([one]), attempts, signs("sign1"));
      expect([found, read]).toEqual([isFound ? [one] : [], 100]);
    }
  });

  it("are measured by ten near the sendings, at most, and by the last one", async () => {
    const hours = Array.from({ length: 15 }, (_, hour) => AT + hour * HOUR);
    const controls = hours.map((at, place) => controlOf(place, { at }));
    const late = controlOf(99, { at: (hours.at(-1) ?? 0) + NEARBY_MS });
    const far = controlOf(98, { at: AT + NEARBY_MS + 1 });
    const sample = new ControlSample([...controls, late, far]);
    const { asking, queries } = fakeAsking(() => []);
    const sendings = hours.map((at) => ({ at, clock: CLOCK }));
    expect(await measureClocks(asking, sample, sendings, signs("sign1"))).toEqual([]);
    expect(idsOf(queries)).toEqual([
      "control99",
      ...controls.slice(0, 10).map(({ message_id }) => message_id),
    ]);
  });

  it("are measured by one for all sendings near it", async () => {
    const [one, two] = [controlOf(1, { at: AT - 1_000 }), controlOf(2)];
    const { asking, queries } = fakeAsking(() => [reportOn(two)]);
    expect(await measureClocks(asking, new ControlSample([one, two]), attempts, signs("sign1"))).toEqual([
      two,
    ]);
    expect(idsOf(queries)).toEqual(["control2"]);
  });
});
