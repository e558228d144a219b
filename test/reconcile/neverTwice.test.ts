import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { reconcile, type Reconciled, type SmsMessage, type SmsReport } from "../../src/index.js";
import { inputsOf, MINUTE, stage, type Distortion, type Fate, type Stage } from "./fakeService.js";

/** Requests of ten messages: some are answered, some taken, some lost. */
const FATES: Fate[] = ["answered", "taken", "lost", "answered", "taken", "lost", "answered"];
const ALL = inputsOf(70);

const statusesOf = (found: readonly Reconciled[]): Set<string> =>
  new Set(found.map((one) => (one.status === "unknown" ? one.reason : one.status)));

async function staged<R>(work: (on: Stage) => Promise<R>): Promise<R> {
  const on = await stage();
  try {
    return await work(on);
  } finally {
    await on.close();
  }
}

/** Sends, reconciles after half an hour, and sends what is left; everything is answered by then. */
async function sendReconcileSend(
  on: Stage,
  inputs: readonly SmsMessage[],
  { correlate = true, between = () => undefined }: { correlate?: boolean; between?: () => void } = {},
  options: Parameters<Stage["reconcile"]>[1] = {},
): Promise<Reconciled[]> {
  await on.send(inputs, { correlate });
  on.service.fates = [];
  on.service.now += 30 * MINUTE;
  between();
  const found = await on.reconcile(inputs, options);
  await on.send(inputs, { correlate });
  return found;
}

function expectNoneTwice(on: Stage): void {
  expect(on.service.texts).toHaveLength(new Set(on.service.texts).size);
}

function expectEachOnce(on: Stage, inputs: readonly SmsMessage[]): void {
  expect([...on.service.texts].sort()).toEqual(inputs.map(({ message }) => message).sort());
}

describe("a run that is reconciled and resumed", () => {
  it("gets every text to a service that lists as it should exactly once", async () => {
    const fates = fc.array(fc.constantFrom<Fate>("answered", "taken", "lost"), {
      minLength: 7,
      maxLength: 7,
    });
    await fc.assert(
      fc.asyncProperty(fates, fc.integer({ min: 5, max: 70 }), async (list, numbers) =>
        staged(async (on) => {
          on.service.fates = [...list];
          const inputs = inputsOf(70, numbers);
          const found = await sendReconcileSend(on, inputs);
          expectNoneTwice(on);
          // Without one that was accepted nothing is sent again.
          if (list.includes("answered") || found.length < 70) {
            expect(found.filter(({ status }) => status === "unknown")).toEqual([]);
            expect(on.service.texts).toHaveLength(70);
          } else expect(statusesOf(found)).not.toContain("unsent");
        }),
      ),
      { numRuns: 15 },
    );
  });

  it("gets every text there exactly once when clocks are hours apart", async () => {
    const hours = fc.constantFrom(-8 * 60, -61, -40, 0, 40, 61, 8 * 60);
    await fc.assert(
      fc.asyncProperty(hours, hours, fc.boolean(), async (atRun, atReconcile, hidesDate) =>
        staged(async (on) => {
          on.service.fates = [...FATES];
          on.skewMs = atRun * MINUTE;
          // Without a Date in its answers nothing but the control sample tells its time.
          on.service.distortion = { hidesDate: hidesDate && atRun === atReconcile };
          const found = await sendReconcileSend(on, ALL, {
            between: () => (on.skewMs = atReconcile * MINUTE),
          });
          expectNoneTwice(on);
          if (!hidesDate || atRun === 0) {
            expect(statusesOf(found)).toEqual(new Set(["accepted", "unsent"]));
            expectEachOnce(on, ALL);
          }
        }),
      ),
      { numRuns: 15 },
    );
  });

  it.each<[string, Distortion]>([
    ["is capped at nothing", { count: () => 0 }],
    ["is capped at a page", { count: (count) => Math.min(count, 100) }],
    ["is never more than one", { count: (count) => Math.min(count, 1) }],
  ])("reads all reports when their count %s", async (_, distortion) => {
    await staged(async (on) => {
      const inputs = inputsOf(350);
      on.service.fates = Array.from({ length: 35 }, (_, request): Fate => FATES[request % 7] ?? "answered");
      on.service.distortion = distortion;
      const found = await sendReconcileSend(on, inputs);
      expect(statusesOf(found)).toEqual(new Set(["accepted", "unsent"]));
      expectEachOnce(on, inputs);
    });
  });
});

describe("a message that is lost again and again, hours apart", () => {
  it("is sent as long as others were accepted beside each of its sendings", async () => {
    await staged(async (on) => {
      const inputs = inputsOf(60);
      for (let round = 0; round < 3; round++) {
        // Of the second half there is always something left that is accepted beside it.
        on.service.fates = ["answered", "lost", ...(round === 0 ? FATES.slice(0, 1) : [])];
        await on.send(inputs.slice(0, 20 * (round + 1)));
        on.service.fates = [];
        on.service.now += 180 * MINUTE;
        expect(statusesOf(await on.reconcile(inputs))).toEqual(new Set(["unsent"]));
      }
      await on.send(inputs);
      expectEachOnce(on, inputs);
    });
  });

  it("is left alone where nothing was accepted beside one of them, unless somebody consents", async () => {
    await staged(async (on) => {
      const inputs = inputsOf(20);
      on.service.fates = ["answered", "lost"];
      await on.send(inputs);
      on.service.now += 180 * MINUTE;
      expect(statusesOf(await on.reconcile(inputs))).toEqual(new Set(["unsent"]));
      on.service.fates = ["lost"];
      await on.send(inputs);
      on.service.now += 180 * MINUTE;
      const [first] = await on.reconcile(inputs);
      expect(first).toMatchObject({ status: "unknown", reason: "no_control", control: "none" });
      expect(statusesOf(await on.reconcile(inputs, { unsentWithoutControl: true }))).toEqual(
        new Set(["unsent"]),
      );
      on.service.fates = [];
      await on.send(inputs);
      expectEachOnce(on, inputs);
    });
  });
});

describe("a clock that was set between two runs", () => {
  it.each([
    ["ahead", 60],
    ["behind", -60],
  ])("an hour %s does not let the second one vouch for the first", async (_, minutes) => {
    await staged(async (on) => {
      const inputs = inputsOf(20);
      on.skewMs = minutes * MINUTE;
      on.service.fates = ["taken"];
      await on.send(inputs.slice(0, 10));
      // The second run leaves at the same time of the day, by its clock.
      on.service.now += Math.max(0, minutes) * MINUTE;
      on.skewMs = 0;
      await on.send(inputs);
      on.service.now += 180 * MINUTE;
      const found = await on.reconcile(inputs);
      expect(statusesOf(found).has("unsent")).toBe(false);
      await on.send(inputs);
      expectNoneTwice(on);
    });
  });
});

const code = (change: (code: string) => string | null): Distortion => ({
  report: (report) => ({ ...report, extend_code: change(report.extend_code ?? "") }),
});
const number = (change: (mobile: string) => string): Distortion => ({
  report: (report) => ({ ...report, mobile: change(report.mobile) }),
});
type List = NonNullable<Distortion["list"]>;
const newestFirst =
  (list: List): List =>
  (all, page) =>
    list([...all].reverse(), page);

const DISTORTIONS: [string, Distortion][] = [
  ["codes without their beginning", code((one) => one.slice(3))],
  ["codes with something in front", code((one) => `00${one}`)],
  ["codes whose beginning is another", code((one) => `xxxxxx${one.slice(6)}`)],
  ["codes cut to 20 characters", code((one) => one.slice(0, 20))],
  ["codes cut to 8 characters", code((one) => one.slice(0, 8))],
  ["codes in capital letters", code((one) => one.toUpperCase())],
  ["codes turned around", code((one) => Array.from(one).reverse().join(""))],
  ["masked codes", code((one) => `${one.slice(0, 2)}****${one.slice(-2)}`)],
  ["no codes", code(() => null)],
  ["masked numbers", number((one) => `${one.slice(0, 3)}****${one.slice(-4)}`)],
  [
    "masked numbers and no codes",
    {
      report: (report) => ({ ...report, mobile: "138****0000", extend_code: null }),
    },
  ],
  ["empty numbers", number(() => "")],
  ["empty numbers and no codes", { report: (report) => ({ ...report, mobile: "", extend_code: null }) }],
  ["nothing", { list: () => [] }],
  ["times that are none", { report: (report) => ({ ...report, submit_time: "" }) }],
  [
    "times without a zone",
    {
      report: (report) => ({ ...report, submit_time: report.submit_time.slice(0, 19).replace("T", " ") }),
    },
  ],
  ["a list that ends early", { list: (all) => all.slice(0, 20) }],
  ["the last of a list", { list: (all) => all.slice(-20) }],
  ["a list that ends after two pages", { list: (all) => all.slice(0, 200) }],
  ["a list that ends after two pages, newest first", { list: newestFirst((all) => all.slice(0, 200)) }],
  ["a list that gets shorter in front", { list: (all, page) => all.slice(Math.min(50, page * 7)) }],
  [
    "a list that gets shorter in front and counts the same",
    {
      list: (all, page) => all.slice(page * 7),
      count: () => 100,
    },
  ],
  ["a list that gets shorter at its end", { list: (all, page) => all.slice(0, Math.max(0, 300 - page * 9)) }],
  [
    "a list that moves",
    { list: (all, page) => [...all.slice((page * 13) % 97), ...all.slice(0, (page * 13) % 97)] },
  ],
  [
    "a list that is turned around with every page",
    {
      list: (all, page) => (page % 2 === 0 ? all : [...all].reverse()),
    },
  ],
  ["every report twice", { list: (all) => all.flatMap((one) => [one, one]) }],
  ["the first page again and again", { list: (all) => [...all.slice(0, 100), ...all.slice(0, 100)] }],
  ["only every third report", { list: (all) => all.filter((_, place) => place % 3 === 0) }],
  ["pages of ten reports", { list: (all) => all, count: () => 10 }],
  ["what it took half an hour ago", { lagMs: 30 * MINUTE }],
];

describe("a service that lists", () => {
  it.each(DISTORTIONS)("%s never has a text sent twice", async (_, distortion) => {
    const runs = [
      { count: 70, correlate: true, unsentWithoutControl: true },
      { count: 70, correlate: false, unsentWithoutControl: false },
      { count: 210, correlate: true, unsentWithoutControl: false },
    ];
    for (const { count, correlate, unsentWithoutControl } of runs)
      await staged(async (on) => {
        const inputs = inputsOf(count);
        on.service.fates = Array.from({ length: count / 10 }, (_, at): Fate => FATES[at % 7] ?? "answered");
        on.service.distortion = distortion;
        const work = sendReconcileSend(on, inputs, { correlate }, { unsentWithoutControl });
        // Whatever cannot be read changes nothing.
        await work.catch((error: unknown) => expect(error).toMatchObject({ code: "protocol" }));
        expectNoneTwice(on);
      });
  });

  it("some reports otherwise never has those texts sent twice, although the control sample is as it was", async () => {
    const changes: ((report: SmsReport) => SmsReport)[] = [
      (report) => ({ ...report, extend_code: null }),
      (report) => ({ ...report, extend_code: (report.extend_code ?? "").slice(0, 20) }),
      (report) => ({ ...report, extend_code: (report.extend_code ?? "").slice(4) }),
      (report) => ({ ...report, extend_code: `A-${(report.extend_code ?? "").slice(9)}` }),
      (report) => ({ ...report, mobile: "" }),
      (report) => ({ ...report, mobile: "", extend_code: null }),
      (report) => ({ ...report, mobile: "13999999999" }),
    ];
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...changes),
        fc.integer({ min: 1, max: 3 }),
        fc.integer({ min: 5, max: 70 }),
        async (change, step, numbers) =>
          staged(async (on) => {
            const { untold } = on.service;
            on.service.fates = [...FATES];
            on.service.distortion = {
              report: (one) =>
                untold.has(one.message_id) && parseInt(one.message_id, 16) % step === 0 ? change(one) : one,
            };
            await sendReconcileSend(on, inputsOf(70, numbers));
            expectNoneTwice(on);
          }),
      ),
      { numRuns: 40 },
    );
  });
});

describe("reconcile", () => {
  it("does not take a token that was cut off for that of nobody", async () => {
    await staged(async (on) => {
      const inputs = inputsOf(40, 36);
      on.service.fates = ["lost", "answered", "answered", "taken"];
      on.service.distortion = code((one) => (one.endsWith("011") ? one.slice(0, -1) : one));
      await on.send(inputs);
      on.service.now += 30 * MINUTE;
      const found = await on.reconcile(inputs);
      expect(found).toContainEqual({ index: 37, status: "unknown", reason: "no_code" });
    });
  });

  it("does not take what is not listed yet for unsent where a message that left a little earlier is", async () => {
    await staged(async (on) => {
      const inputs = inputsOf(20);
      on.service.fates = ["answered", "taken"];
      on.service.onDeparture = () => (on.service.now += 20_000);
      await on.send(inputs);
      on.service.distortion = { lagMs: 40 * MINUTE };
      // The first request is listed, the second in 15 seconds.
      on.service.now += 40 * MINUTE - 15_000;
      expect(statusesOf(await on.reconcile(inputs))).toEqual(new Set(["accepted"]));
    });
  });

  it("refuses a client of another project", async () => {
    await staged(async (on) => {
      on.service.fates = [...FATES];
      await on.send(ALL);
      on.service.now += 30 * MINUTE;
      const refused = on.reconcile(ALL, { projectId: "project2" });
      await expect(refused).rejects.toMatchObject({ code: "journal", reason: "other_project" });
    });
  });

  it("refuses inputs in another order", async () => {
    await staged(async (on) => {
      on.service.fates = [...FATES];
      await on.send(ALL);
      on.service.now += 30 * MINUTE;
      const refused = on.reconcile([...ALL].reverse());
      await expect(refused).rejects.toMatchObject({ code: "journal", reason: "other_numbers" });
      const corrected = ALL.map((one) => ({ ...one, message: `${one.message}!` }));
      expect(statusesOf(await on.reconcile(corrected))).toEqual(new Set(["accepted", "unsent"]));
    });
  });

  it("refuses a journal that a run or another reconciliation is using", async () => {
    await staged(async (on) => {
      on.service.fates = [...FATES];
      await on.send(ALL);
      on.service.now += 30 * MINUTE;
      await on.withJournal(async (journal) => {
        const [first, second] = [on, on].map(() => reconcile(on.client(), journal, ALL, { clock: on.clock }));
        await first?.next();
        await expect(second?.next()).rejects.toMatchObject({ code: "journal", reason: "claimed" });
        await first?.return(undefined);
        const third = reconcile(on.client(), journal, ALL, { clock: on.clock });
        // What was yielded together was recorded together.
        expect(await third.next()).toEqual({ value: undefined, done: true });
      });
    });
  });

  it("says unsent of nothing for reports of another project, where nothing compares them, and why", async () => {
    await staged(async (on) => {
      on.service.fates = [...FATES];
      await on.send(ALL);
      on.service.now += 30 * MINUTE;
      const options = { projectId: "project2", unsentWithoutControl: true, hidesDestination: true };
      const found = await on.reconcile(ALL, options);
      expect(found).toHaveLength(40);
      for (const one of found)
        expect(one).toMatchObject({ status: "unknown", reason: "no_control", control: "missing" });
    });
  });

  it("says that reports read otherwise, or that there is nothing to compare them with", async () => {
    for (const [fates, distortion, control] of [
      [FATES, number(() => "13999999999"), "altered"],
      [["lost"], {}, "none"],
    ] as const)
      await staged(async (on) => {
        const inputs = inputsOf(fates.length * 10);
        on.service.fates = [...fates];
        on.service.distortion = distortion;
        await on.send(inputs, { correlate: false });
        on.service.now += 30 * MINUTE;
        const found = await on.reconcile(inputs);
        for (const one of found)
          expect(one).toMatchObject({ status: "unknown", reason: "no_control", control });
        expect(found.length).toBeGreaterThan(0);
      });
  });

  it("says unsent without a control only by consent, and only by that word", async () => {
    for (const consent of [undefined, false, "yes" as unknown as boolean, true])
      await staged(async (on) => {
        const inputs = inputsOf(10);
        on.service.fates = ["lost"];
        await on.send(inputs);
        on.service.now += 30 * MINUTE;
        const found = await on.reconcile(
          inputs,
          consent === undefined ? {} : { unsentWithoutControl: consent },
        );
        expect(statusesOf(found)).toEqual(new Set([consent === true ? "unsent" : "no_control"]));
      });
  });

  it("does not let messages vouch that were accepted long before", async () => {
    await staged(async (on) => {
      const inputs = inputsOf(20);
      await on.send(inputs.slice(0, 10));
      on.service.now += 11 * MINUTE;
      on.service.fates = ["lost"];
      await on.send(inputs);
      on.service.now += 30 * MINUTE;
      expect(await on.reconcile(inputs)).toContainEqual({
        index: 10,
        status: "unknown",
        reason: "no_control",
        control: "none",
      });
    });
  });

  it("does not let a message without a code vouch for one with a code", async () => {
    await staged(async (on) => {
      const inputs = inputsOf(20);
      await on.send(inputs.slice(0, 10), { correlate: false });
      on.service.fates = ["taken"];
      on.service.distortion = code(() => null);
      await on.send(inputs);
      on.service.now += 30 * MINUTE;
      expect(statusesOf(await on.reconcile(inputs))).not.toContain("unsent");
    });
  });

  it("finds what left an hour after its intent, because the machine slept", async () => {
    await staged(async (on) => {
      on.service.fates = [...FATES];
      let requests = 0;
      on.service.onDeparture = () => {
        if (++requests === 2) on.service.now += 60 * MINUTE;
      };
      const found = await sendReconcileSend(on, ALL);
      expectEachOnce(on, ALL);
      expect(found.filter(({ status }) => status === "accepted")).toHaveLength(20);
    });
  });

  it("waits from the end of a request that takes longer than settleMs", async () => {
    await staged(async (on) => {
      on.service.fates = ["answered", "taken"];
      let requests = 0;
      on.service.onDeparture = () => {
        if (++requests === 2) on.service.now += 25 * MINUTE;
      };
      on.service.distortion = { lagMs: 5 * MINUTE };
      const inputs = inputsOf(20);
      await on.send(inputs);
      on.service.now += MINUTE;
      expect(statusesOf(await on.reconcile(inputs))).toEqual(new Set(["too_early"]));
      on.service.now += 20 * MINUTE;
      expect(statusesOf(await on.reconcile(inputs))).toEqual(new Set(["accepted"]));
    });
  });
});
