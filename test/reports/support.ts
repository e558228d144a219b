import { inspect } from "node:util";
import type { SmsClientOptions } from "../../src/client.js";
import type { SmsReport } from "../../src/reports/types.js";
import { createMockService, type MockService, type MockServiceOptions } from "../../src/mock/index.js";
import { NOW, type FakeClock, fakeClock } from "../http/support.js";
import { rig, SIGN, type Call, type Rig } from "../client/support.js";

export const HOUR = 3_600_000;
/** The last hour. */
export const WINDOW = { sign_id: SIGN, start_time: NOW - HOUR, end_time: NOW };

export const idOf = (index: number): string => index.toString(16).padStart(32, "0");

export function reportOf(index: number, changes: Partial<SmsReport> = {}): SmsReport {
  return {
    message_id: idOf(index),
    status: 1,
    sign_id: SIGN,
    status_desc: "DELIVRD",
    fee_num: 1,
    extend_code: null,
    nation_code: "86",
    mobile: `138${String(index).padStart(8, "0")}`,
    submit_time: "2026-03-01T07:30:00Z",
    deliver_time: "2026-03-01T07:30:04Z",
    ...changes,
  };
}

/** A client over a list of reports that may change between pages. */
export function reportRig(
  list: (pages: number) => readonly SmsReport[],
  count?: (total: number) => number,
): Rig {
  let pages = 0;
  return rig(({ url }) => {
    const { searchParams } = new URL(url);
    const [offset, limit] = [Number(searchParams.get("offset")), Number(searchParams.get("limit"))];
    const all = list(pages++);
    const data = all.slice(offset, offset + limit);
    return Response.json({ request_id: "r1", count: count?.(all.length) ?? all.length, data });
  });
}

export async function idsOf(reports: AsyncIterable<SmsReport>): Promise<string[]> {
  const ids: string[] = [];
  for await (const { message_id } of reports) ids.push(message_id);
  return ids;
}

export interface Sandbox extends Rig {
  service: MockService;
  clock: FakeClock;
}

/** A client of a sandbox that shares its clock. */
export function sandboxRig(
  options: MockServiceOptions = {},
  client: Partial<SmsClientOptions> = {},
): Sandbox {
  const clock = fakeClock();
  const signs = [
    { sign_id: SIGN, sign_name: "XX商城", status: "approved", sign_type: "notification" } as const,
  ];
  const service = createMockService({ clock, signs, tokens: ["the-token"], deliveryDelayMs: 0, ...options });
  const answer = ({ url, method, headers, body }: Call): Promise<Response> =>
    service.handle(new Request(url, { method, headers, ...(body === "" ? {} : { body }) }));
  return { ...rig(answer, { clock, ...client }), service, clock };
}

/** Everything that a value shows when it is printed. */
export function shown(value: unknown): string {
  return [inspect(value, { depth: 10 }), JSON.stringify(value), String(value)].join("\n");
}
