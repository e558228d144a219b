import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { SmsReport } from "../../src/index.js";
import { chooseControls } from "../../src/reconcile/chooseControls.js";
import { ControlSample, type Control } from "../../src/reconcile/controlSample.js";
import { NEARBY_MS } from "../../src/reconcile/nearby.js";
import { readControls } from "../../src/reconcile/readControls.js";
import { correlationToken } from "../../src/journal/correlationToken.js";
import { resembles } from "../../src/reconcile/resembles.js";
import { ServiceTime } from "../../src/reconcile/serviceTime.js";

const AT = Date.parse("2026-03-01T08:00:00Z");
const CLOCK = "boot 1";

function control(place: number, changes: Partial<Control> = {}): Control {
  const key = `138${String(place).padStart(8, "0")}`;
  return {
    message_id: `id${place}`,
    at: AT,
    clock: CLOCK,
    endpoint: `+86${key}`,
    key,
    isMainland: true,
    code: `code${place}`,
    signs: ["sign1"],
    ...changes,
  };
}

function reportOn({ message_id, key, code, at }: Control, changes: Partial<SmsReport> = {}): SmsReport {
  return {
    message_id,
    status: 0,
    sign_id: "sign1",
    fee_num: 1,
    extend_code: code === "" ? null : code,
    nation_code: "86",
    mobile: key,
    submit_time: new Date(at).toISOString(),
    ...changes,
  };
}

const suspect = (at = AT, code: string | undefined = "mine", isMainland = true) => ({
  code,
  isMainland,
  attempts: [{ at, clock: CLOCK }],
});

describe("the control sample", () => {
  it("vouches for messages near it when it is found as it was sent", () => {
    const one = control(1);
    const sample = new ControlSample([one]);
    expect(sample.states()(suspect())).toBe("none");
    sample.expect([one]);
    expect([sample.hasAll([one]), sample.states()(suspect())]).toEqual([false, "missing"]);
    sample.look(reportOn(one));
    expect([sample.hasAll([one]), sample.states()(suspect())]).toEqual([true, "found"]);
    const near = [-NEARBY_MS, NEARBY_MS].map((ms) => sample.states()(suspect(AT + ms)));
    const far = [-NEARBY_MS - 1, NEARBY_MS + 1].map((ms) => sample.states()(suspect(AT + ms)));
    expect([near, far]).toEqual([
      ["found", "found"],
      ["none", "none"],
    ]);
  });

  it("has to be near every sending of a message", () => {
    const one = control(1);
    const sample = new ControlSample([one]);
    sample.look(reportOn(one));
    const attempts = [AT, AT + 2 * NEARBY_MS].map((at) => ({ at, clock: CLOCK }));
    expect(sample.states()({ ...suspect(), attempts })).toBe("none");
  });

  it("does not vouch for a message by another clock, or by one of which nothing is known", () => {
    const one = control(1);
    const sample = new ControlSample([one, control(2, { clock: undefined })]);
    sample.look(reportOn(one));
    const [other, none] = ["boot 2", undefined].map((clock) => ({ at: AT, clock }));
    for (const attempts of [[other!], [none!], [{ at: AT, clock: CLOCK }, other!]])
      expect(sample.states()({ ...suspect(), attempts })).toBe("none");
    expect([sample.near([other!]), sample.near([none!])]).toEqual([[], []]);
    expect(chooseControls([other!, none!], [one], 0)).toEqual([]);
  });

  it.each<[string, Partial<SmsReport>]>([
    ["another number", { mobile: "13999999999" }],
    ["a masked number", { mobile: "138****0001" }],
    ["no number", { mobile: "" }],
    ["another code", { extend_code: "code1x" }],
    ["no code", { extend_code: null }],
    ["no time", { submit_time: "soon" }],
    ["a time without its zone", { submit_time: "2026-03-01T08:00:00" }],
  ])("does not vouch when a report of it has %s, whatever comes afterwards", (_, changes) => {
    const [one, two] = [control(1), control(2)];
    const sample = new ControlSample([one, two]);
    sample.expect([one, two]);
    sample.look(reportOn(one, changes));
    sample.look(reportOn(two));
    sample.look(reportOn(one));
    sample.expect([one]);
    expect(sample.states()(suspect())).toBe("altered");
    expect(sample.hasAll([one, two])).toBe(true);
  });

  it("does not vouch where one of it is missing, or the list was not complete", () => {
    const [one, two] = [control(1), control(2)];
    const sample = new ControlSample([one, two]);
    sample.expect([one, two]);
    sample.look(reportOn(one));
    expect(sample.states()(suspect())).toBe("missing");
    sample.look(reportOn(two));
    const late = suspect();
    sample.fail(late.attempts);
    expect([sample.states()(late), sample.states()(suspect())]).toEqual(["missing", "found"]);
  });

  it("is there when all of it was found, and a report of anything else changes nothing", () => {
    const [one, two] = [control(1), control(2)];
    const sample = new ControlSample([one, two]);
    expect([sample.has("id1"), sample.has("id3")]).toEqual([true, false]);
    sample.expect([one, two]);
    sample.look(reportOn(control(3)));
    sample.look(reportOn(one));
    expect([sample.hasAll([one]), sample.hasAll([one, two])]).toEqual([true, false]);
  });

  it("does not vouch for a message where the list around one of its sendings was not complete", () => {
    const one = control(1);
    const sample = new ControlSample([one]);
    sample.look(reportOn(one));
    const attempts = [AT, AT + 1].map((at) => ({ at, clock: CLOCK }));
    expect(sample.states()({ ...suspect(), attempts })).toBe("found");
    sample.fail(attempts.slice(0, 1));
    expect(sample.states()({ ...suspect(), attempts })).toBe("missing");
  });

  it("tells the longest code that was found unchanged", () => {
    const codes = ["12345", "1234567", "123456", "1234567890"];
    const controls = codes.map((code, place) => control(place, { code }));
    const sample = new ControlSample(controls);
    expect(sample.longestCode).toBe(0);
    for (const one of controls.slice(0, 3)) sample.look(reportOn(one));
    expect(sample.longestCode).toBe(7);
    sample.look(reportOn(controls[3]!, { extend_code: "12345" }));
    expect(sample.longestCode).toBe(7);
  });

  it("does not vouch for a number abroad by one in the mainland, asked in either order", () => {
    const [here, abroad] = [control(1, { code: "" }), control(2, { code: "", isMainland: false })];
    const sample = new ControlSample([here, abroad]);
    sample.look(reportOn(here));
    const { attempts } = suspect();
    for (const order of [
      [true, false],
      [false, true],
    ]) {
      const stateOf = sample.states();
      for (const isMainland of order)
        for (const code of [undefined, ""])
          expect(stateOf({ code, isMainland, attempts })).toBe(isMainland ? "found" : "none");
    }
  });

  it("vouches for codes by a code, and for messages without one by the same kind of number", () => {
    const plain = control(1, { code: "" });
    const sample = new ControlSample([plain]);
    sample.look(reportOn(plain));
    expect(sample.states()(suspect())).toBe("none");
    expect(sample.states()(suspect(AT, ""))).toBe("found");
    expect(sample.states()(suspect(AT, "", false))).toBe("none");
  });

  it("tells how far the clocks are apart", () => {
    const [one, two, three] = [control(1), control(2), control(3)];
    const sample = new ControlSample([one, two, three]);
    expect(sample.shift).toBeUndefined();
    expect(sample.measure(reportOn(one, { submit_time: "2026-03-01T08:00:05Z" }))).toBe(true);
    expect(sample.measure(reportOn(two, { submit_time: "2026-03-01T07:59:00Z" }))).toBe(true);
    expect(sample.measure(reportOn(three, { submit_time: "2026-03-01T09:59:00Z", mobile: "1" }))).toBe(false);
    expect(sample.measure(reportOn(control(4)))).toBe(false);
    expect(sample.shift).toEqual({ least: -60_000, most: 5_000 });
    const counts = [
      sample.count(one.key, "code1"),
      sample.count(one.key, "code2"),
      sample.count("1", "code1"),
    ];
    expect(counts).toEqual([1, 0, 0]);
  });

  it("is near a sending exactly when it left within ten minutes of it", () => {
    const times = fc.array(fc.integer({ min: 0, max: 10 * NEARBY_MS }), { maxLength: 8 });
    fc.assert(
      fc.property(times, times, (controls, attempts) => {
        const sample = new ControlSample(controls.map((at, place) => control(place, { at })));
        const near = sample.near(attempts.map((at) => ({ at, clock: CLOCK }))).map(({ at }) => at);
        const expected = controls.filter((at) => attempts.some((one) => Math.abs(one - at) <= NEARBY_MS));
        expect(near.sort()).toEqual(expected.sort());
      }),
    );
  });
});

describe("a choice of controls", () => {
  it("has one near every sending that has any, and as many as it should", () => {
    const times = fc.array(fc.integer({ min: 0, max: 10 * NEARBY_MS }), { maxLength: 12 });
    fc.assert(
      fc.property(times, times, fc.nat(5), (at, attempts, count) => {
        const controls = at.sort((a, b) => a - b).map((time, place) => control(place, { at: time }));
        const isNear = (one: number) => (other: Control) => Math.abs(other.at - one) <= NEARBY_MS;
        const chosen = chooseControls(
          attempts.map((time) => ({ at: time, clock: CLOCK })),
          controls,
          count,
        );
        for (const time of attempts) expect(chosen.some(isNear(time))).toBe(controls.some(isNear(time)));
        expect(new Set(chosen).size).toBe(chosen.length);
        expect(chosen.length).toBeGreaterThanOrEqual(Math.min(count, controls.length));
      }),
    );
  });
});

/** A journal in which nothing is unknown. */
async function* none(): AsyncGenerator<never> {
  yield* [];
}

describe("the accepted inputs of a journal", () => {
  it("are held up to a number, spread over all of them", async () => {
    const journal = {
      runId: "run",
      settle: () => Promise.resolve(),
      unknowns: () => none(),
      async *accepted() {
        for (let index = 0; index < 10_000; index++)
          yield await Promise.resolve({ index, message_id: `id${index}`, attempt: { at: AT } });
      },
    };
    const held = await readControls(journal, [{ index: 0, attempts: [{ at: AT }] }], 500);
    expect(held.size).toBeLessThan(500);
    expect(held.size).toBeGreaterThan(100);
    for (const parity of [0, 1]) {
      const half = [...held.keys()].filter((index) => index % 2 === parity);
      expect(half.length).toBeGreaterThan(held.size / 4);
      expect(Math.max(...half)).toBeGreaterThan(9_000);
    }
  });

  it("are none where the journal does not know them", async () => {
    const journal = { runId: "run", settle: () => Promise.resolve(), unknowns: () => none() };
    expect((await readControls(journal, [])).size).toBe(0);
  });
});

describe("a code", () => {
  it("resembles one that it was made of by cutting, other letters, or a change of its ends", () => {
    const from = "s0123456789abcdef0a1";
    for (const code of [
      from.slice(3),
      from.slice(0, 8),
      from.toUpperCase(),
      `xx${from}`,
      `zzzz${from.slice(4)}`,
    ])
      expect(resembles(code, from)).toBe(true);
    expect([resembles("", from), resembles("0a", from), resembles("zz", from)]).toEqual([true, true, false]);
    expect(resembles("order-77", from)).toBe(false);
    expect(resembles("6789", from)).toBe(true);
    expect(resembles("678", from)).toBe(true);
    expect(resembles("zz678zz", from)).toBe(false);
  });

  it("does not resemble the token of another run, although both end with an index", () => {
    const token = correlationToken("run", 5);
    expect(resembles(correlationToken("other", 5), token)).toBe(false);
    expect(resembles(correlationToken("run", 6), token)).toBe(true);
    expect(resembles(`s${token.slice(2, 19)}f${token.slice(19)}`, token)).toBe(true);
    expect(resembles(correlationToken("other", 5).slice(3), token)).toBe(true);
    expect(resembles(correlationToken("other", 5).toUpperCase(), token)).toBe(true);
  });
});

describe("the time of the service", () => {
  it("is that of this machine until an answer tells another, to a difference of seconds", () => {
    let now = AT;
    const time = new ServiceTime({ now: () => now });
    expect(time.now()).toBe(AT);
    time.learn(AT - 2_000);
    expect([time.shiftMs, time.now()]).toEqual([0, AT]);
    time.learn(AT - 2_001);
    now += 5;
    expect([time.shiftMs, time.now()]).toEqual([-2_001, AT - 1_996]);
  });

  it("is the earliest that answers tell, for none may make a message seem older than it is", () => {
    const time = new ServiceTime({ now: () => AT });
    for (const ahead of [5_000, 3_600_000, 60_000]) time.learn(AT + ahead);
    expect([time.shiftMs, time.now()]).toEqual([5_000, AT + 5_000]);
    time.learn(AT - 5_000);
    expect(time.now()).toBe(AT - 5_000);
  });

  it("goes on as it was when the clock of the machine is set", () => {
    let [now, elapsed] = [AT, 0];
    const time = new ServiceTime({ now: () => now, monotonic: () => elapsed });
    time.learn(AT);
    now += 3_600_000;
    elapsed += 1_000.9;
    expect([time.shiftMs, time.now()]).toEqual([1_000 - 3_600_000, AT + 1_000]);
  });
});
