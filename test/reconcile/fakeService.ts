import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  createSmsClient,
  openJournal,
  reconcile,
  type Clock,
  type FileJournal,
  type Reconciled,
  type ReconcileOptions,
  type ReportSource,
  type SmsClient,
  type SmsMessage,
  type SmsReport,
} from "../../src/index.js";
import { numberOf, START } from "../bulk/support.js";

export const MINUTE = 60_000;
const PROJECT = "project1";

/** What becomes of a request: it is taken and answered, taken and its answer lost, or lost itself. */
export type Fate = "answered" | "taken" | "lost";

/** What a service does otherwise than it should, when it is asked for reports. */
export interface Distortion {
  /** Changes a report. */
  report?: (report: SmsReport) => SmsReport;
  /** Changes the list that a page is cut from; `page` counts the requests for reports. */
  list?: (reports: readonly SmsReport[], page: number) => readonly SmsReport[];
  count?: (count: number) => number;
  /** How long a message is not listed after it was taken. */
  lagMs?: number;
  /** Whether answers do not tell the time. */
  hidesDate?: boolean;
}

/** A message that the service took, and its report. */
interface Taken {
  readonly message: SmsMessage;
  readonly at: number;
  readonly project: string;
  readonly report: SmsReport;
}

/** A service that keeps what it took, behind the `fetch` of a client. */
export class FakeService {
  /** By its own clock. */
  now = START;
  distortion: Distortion = {};
  readonly taken: Taken[] = [];
  /** Ids that no answer told. */
  readonly untold = new Set<string>();
  /** What becomes of the next requests; then all are answered. */
  fates: Fate[] = [];
  /** Called before a request is taken. */
  onDeparture: () => void = () => undefined;
  #pages = 0;

  get texts(): string[] {
    return this.taken.map(({ message }) => message.message);
  }

  readonly fetch = (url: string, init: RequestInit): Promise<Response> => {
    const { pathname, searchParams } = new URL(url);
    const project = pathname.split("/")[2] ?? "";
    return init.method === "GET" ? this.#list(project, searchParams) : this.#take(project, init);
  };

  async #take(project: string, init: RequestInit): Promise<Response> {
    const { sms_message } = JSON.parse(textOf(init.body)) as { sms_message: SmsMessage[] };
    const fate = this.fates.shift() ?? "answered";
    if (fate === "lost") throw new TypeError("fetch failed");
    this.onDeparture();
    const result = sms_message.map((message) => {
      const message_id = this.taken.length.toString(16).padStart(32, "0");
      if (fate === "taken") this.untold.add(message_id);
      this.taken.push({ message, at: this.now, project, report: reportOf(message, message_id, this.now) });
      return { endpoint: message.endpoint, message_id };
    });
    if (fate === "taken") throw new TypeError("fetch failed");
    return this.#answer({ request_id: `request-${this.taken.length}`, result });
  }

  async #list(project: string, query: URLSearchParams): Promise<Response> {
    const { report, list, count, lagMs = 0 } = this.distortion;
    const [signId, messageId, mobile] = ["sign_id", "message_id", "mobile"].map((name) => query.get(name));
    const [start, end] = [Number(query.get("start_time")), Number(query.get("end_time"))];
    const all = this.taken
      .filter(
        ({ message, at, project: its, report: told }) =>
          its === project &&
          message.sign_id === signId &&
          at >= start &&
          at <= end &&
          at + lagMs <= this.now &&
          (messageId ?? told.message_id) === told.message_id &&
          (mobile ?? told.mobile) === told.mobile,
      )
      .map((one) => report?.(one.report) ?? one.report);
    const shown = list?.(all, this.#pages++) ?? all;
    const [offset, limit] = [Number(query.get("offset")), Number(query.get("limit"))];
    return this.#answer({
      request_id: "r1",
      count: count?.(shown.length) ?? shown.length,
      data: shown.slice(offset, offset + limit),
    });
  }

  async #answer(body: unknown): Promise<Response> {
    const date = new Date(this.now).toUTCString();
    return Response.json(body, this.distortion.hidesDate === true ? {} : { headers: { date } });
  }
}

function textOf(body: RequestInit["body"]): string {
  if (typeof body === "string") return body;
  if (body instanceof Uint8Array) return new TextDecoder().decode(body);
  throw new TypeError("The body of a request is text or bytes");
}

function reportOf({ endpoint, sign_id, extend_code }: SmsMessage, message_id: string, at: number): SmsReport {
  return {
    message_id,
    status: 0,
    sign_id: sign_id ?? "",
    fee_num: 1,
    extend_code: extend_code ?? null,
    nation_code: "86",
    mobile: endpoint.replace(/^\+86/, ""),
    submit_time: new Date(at).toISOString(),
  };
}

export interface Stage {
  readonly service: FakeService;
  /** What the clock of the run and of reconciliation is ahead of the service's, in milliseconds. */
  skewMs: number;
  client(projectId?: string): SmsClient;
  send(
    inputs: readonly SmsMessage[],
    options?: { correlate?: boolean; batchSize?: number },
  ): Promise<string[]>;
  reconcile(
    inputs: readonly SmsMessage[],
    options?: ReconcileOptions<SmsMessage> & { projectId?: string; hidesDestination?: boolean },
  ): Promise<Reconciled[]>;
  readonly clock: Clock;
  withJournal<R>(work: (journal: FileJournal) => Promise<R>): Promise<R>;
  close(): Promise<void>;
}

/** A service, a client with a token, and a journal. */
export async function stage(): Promise<Stage> {
  const folder = await mkdtemp(join(tmpdir(), "smn-sms-reconcile-"));
  const path = join(folder, "journal");
  const service = new FakeService();
  const clock: Clock = {
    now: () => service.now + one.skewMs,
    sleep: async (ms) => void (service.now += ms),
  };
  const withJournal = async <R>(work: (journal: FileJournal) => Promise<R>): Promise<R> => {
    const journal = await openJournal(path, { inputId: "input", clock });
    try {
      return await work(journal);
    } finally {
      await journal.close();
    }
  };
  const one: Stage = {
    service,
    skewMs: 0,
    client: (projectId = PROJECT) =>
      createSmsClient({
        baseUrl: "http://127.0.0.1",
        projectId,
        credentials: { token: "token" },
        fetch: service.fetch,
        clock,
      }),
    send: (inputs, { correlate = true, batchSize = 10 } = {}) =>
      withJournal(async (journal) => {
        const statuses: string[] = [];
        const code = correlate ? { correlate: "extend_code" as const } : {};
        const outcomes = one.client().sendAll(inputs, { journal, batchSize, concurrency: 1, ...code });
        for await (const { index, status } of outcomes) statuses[index] = status;
        return statuses;
      }),
    clock,
    withJournal,
    reconcile: (inputs, { projectId, hidesDestination = false, ...options } = {}) =>
      withJournal(async (journal) => {
        const found: Reconciled[] = [];
        const client = one.client(projectId);
        const source: ReportSource = hidesDestination
          ? { reports: (query, call) => client.reports(query, call) }
          : client;
        const verdicts = reconcile(source, journal, inputs, {
          clock,
          rate: 1_000,
          ...options,
        });
        for await (const verdict of verdicts) found.push(verdict);
        return found.sort((first, second) => first.index - second.index);
      }),
    close: () => rm(folder, { recursive: true }),
  };
  return one;
}

export function inputsOf(count: number, numbers = count): SmsMessage[] {
  return Array.from({ length: count }, (_, index) => ({
    endpoint: numberOf(index % numbers),
    message: `text ${index}`,
    sign_id: "sign1",
  }));
}
