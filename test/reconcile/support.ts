import type { ReportQuery, SmsReport } from "../../src/index.js";
import type { Asking } from "../../src/reconcile/askReports.js";
import type { Control } from "../../src/reconcile/controlSample.js";
import type { Searched } from "../../src/reconcile/readInputs.js";

export const AT = Date.parse("2026-03-01T08:00:00Z");
/** The clock of the run. */
export const CLOCK = "boot 1";
export const KEY = "13800000001";

/** A message that is looked for. */
export function searched(changes: Partial<Searched> = {}): Searched {
  const { key = KEY, attempts = [{ at: AT, clock: CLOCK }] } = changes;
  return {
    record: { index: 0, attempts },
    endpoint: `+86${key}`,
    key,
    isMainland: true,
    hasToken: false,
    signs: ["sign1"],
    attempts,
    code: undefined,
    isShared: false,
    isSignKnown: true,
    ...changes,
  };
}

/** A message that was accepted. */
export function controlOf(place: number, changes: Partial<Control> = {}): Control {
  const key = `139${String(place).padStart(8, "0")}`;
  return {
    message_id: `control${place}`,
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

/** A report as the service has it. */
export function reportOf(changes: Partial<SmsReport> = {}): SmsReport {
  return {
    message_id: "m1",
    status: 0,
    sign_id: "sign1",
    fee_num: 1,
    extend_code: null,
    nation_code: "86",
    mobile: KEY,
    submit_time: new Date(AT).toISOString(),
    ...changes,
  };
}

/** A way to ask for reports, and what was asked. */
export function fakeAsking(list: (query: ReportQuery) => Iterable<SmsReport>): {
  asking: Asking;
  queries: ReportQuery[];
} {
  const queries: ReportQuery[] = [];
  const source = {
    async *reports(query: ReportQuery) {
      queries.push(query);
      for (const report of list(query)) yield await Promise.resolve(report);
    },
  };
  const asking = { source, signal: undefined, pace: () => Promise.resolve(), onServiceTime: () => undefined };
  return { asking, queries };
}
