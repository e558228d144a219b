import type { SmsMessage } from "../../src/messages/types.js";
import type { SmsReport } from "../../src/reports/types.js";
import type { Random } from "./random.js";
import type { World } from "./world.js";

/** A text that the service took: it goes out, and cannot be taken back. */
export interface Taken {
  readonly text: string;
  readonly endpoint: string;
  readonly sign_id: string;
  readonly extend_code: string | undefined;
  readonly message_id: string;
  readonly project_id: string;
  readonly at: number;
}

/** How the service lists its reports. Only `honest` ones prove anything. */
export interface ReportHabits {
  /** How long until a report is listed, in milliseconds. */
  lagMs: number;
  /** Which numbers come back changed. */
  numbers: "whole" | "masked" | "empty";
  codes: "whole" | "cut" | "prefixed" | "missing";
  /** `count` of all pages together, at most. */
  mostCount: number;
  /** Share of pages that come from a list that has moved, was cut short, or comes a second time. */
  unsteady: number;
}

export const honestReports: Readonly<ReportHabits> = {
  lagMs: 60_000,
  numbers: "whole",
  codes: "whole",
  mostCount: Infinity,
  unsteady: 0,
};

/** A row of the answer to a batch. */
export type ResultRow =
  { endpoint: string; message_id: string } | { endpoint: string; code: string; message: string };

/** Texts that it never takes begin with this. */
export const REFUSED_TEXT = "refused ";

/** The service, as far as it is honest: the truth about every text. What happens on the way is the network's. */
export class SimService {
  readonly world: World;
  readonly taken: Taken[] = [];
  readonly #byText = new Map<string, Taken[]>();
  readonly #random: Random;
  /** How far its clock is off the true time, in milliseconds. */
  skewMs = 0;
  habits: ReportHabits = { ...honestReports };
  /** Requests that came in, taken or not. */
  requests = 0;

  constructor(world: World, random: Random) {
    this.world = world;
    this.#random = random;
  }

  get clock(): number {
    return this.world.now + this.skewMs;
  }

  timesTaken(text: string): number {
    return this.#byText.get(text)?.length ?? 0;
  }

  sendingsOf(text: string): readonly Taken[] {
    return this.#byText.get(text) ?? [];
  }

  /** Takes what it can of a request. */
  takeBatch(project_id: string, messages: readonly SmsMessage[]): ResultRow[] {
    return messages.map((message) => this.take(project_id, message));
  }

  take(project_id: string, { endpoint, message, sign_id, extend_code }: SmsMessage): ResultRow {
    if (message.startsWith(REFUSED_TEXT))
      return { endpoint, code: "SMN.0227", message: "The message contains sensitive words" };
    const message_id = this.newId();
    const taken: Taken = {
      text: message,
      endpoint,
      sign_id: sign_id ?? "",
      extend_code,
      message_id,
      project_id,
      at: this.clock,
    };
    this.taken.push(taken);
    this.#byText.set(message, [...(this.#byText.get(message) ?? []), taken]);
    return { endpoint, message_id };
  }

  newId(): string {
    return Array.from({ length: 4 }, () =>
      Math.floor(this.#random.next() * 2 ** 32)
        .toString(16)
        .padStart(8, "0"),
    ).join("");
  }

  /** A page of reports, as the list operation answers. */
  listReports(
    project_id: string,
    query: URLSearchParams,
  ): { request_id: string; count: number; data: SmsReport[] } {
    const { habits } = this;
    const [start, end] = [Number(query.get("start_time")), Number(query.get("end_time"))];
    const [limit, offset] = [Number(query.get("limit") ?? 100), Number(query.get("offset") ?? 0)];
    const mobile = query.get("mobile");
    const message_id = query.get("message_id");
    const all = this.taken
      .filter(
        (one) =>
          one.project_id === project_id &&
          one.sign_id === query.get("sign_id") &&
          one.at >= start &&
          one.at <= end &&
          one.at + habits.lagMs <= this.clock &&
          (message_id === null || message_id === one.message_id),
      )
      .map((one) => this.#reportOf(one))
      .filter((one) => mobile === null || one.mobile === mobile)
      .reverse();
    let data = all.slice(offset, offset + limit);
    let count = Math.min(all.length, habits.mostCount);
    if (habits.unsteady > 0 && this.#random.chance(habits.unsteady)) {
      const habit = this.#random.whole(0, 3);
      if (habit === 0) data = all.slice(Math.max(0, offset - 1), Math.max(0, offset - 1) + limit);
      if (habit === 1) data = data.slice(0, Math.ceil(data.length / 2));
      if (habit === 2) count = Math.floor(count / 2);
      if (habit === 3) data = all.slice(0, limit);
    }
    this.world.trace(() => `reports ${query.toString()}: ${data.length} of ${count}`);
    return { request_id: this.newId(), count, data };
  }

  #reportOf(one: Taken): SmsReport {
    const { habits } = this;
    const digits = one.endpoint.replace(/\D/g, "").replace(/^(?:00)?86(?=1\d{10}$)/, "");
    const mobile = { whole: digits, masked: `${digits.slice(0, 3)}****${digits.slice(-4)}`, empty: "" }[
      habits.numbers
    ];
    const code = one.extend_code ?? null;
    const extend_code =
      code === null
        ? null
        : { whole: code, cut: code.slice(0, 20), prefixed: `8${code}`, missing: null }[habits.codes];
    return {
      message_id: one.message_id,
      status: 1,
      sign_id: one.sign_id,
      status_desc: "DELIVRD",
      fee_num: 1,
      extend_code,
      nation_code: "86",
      mobile,
      submit_time: new Date(one.at).toISOString(),
      deliver_time: new Date(one.at + 2_000).toISOString(),
    };
  }
}
