import { AnswerLog } from "../../src/base/answerLog.js";
import {
  createResponse,
  TransportFailure,
  type Transport,
  type WireRequest,
  type WireResponse,
} from "../../src/base/wire.js";
import type { SmsMessage } from "../../src/messages/types.js";
import { subscriberOf } from "./plan.js";
import type { Random } from "./random.js";
import type { SimProcess } from "./simProcess.js";
import type { ResultRow, SimService } from "./simService.js";

/** Whether the service gets a request before something happens to it. */
type Taking = "taken" | "not" | "either";

/** Everything that can become of a request, by name. */
const FAULTS: Record<string, { taking: Taking; weight: number }> = {
  refused: { taking: "not", weight: 2 },
  reset: { taking: "either", weight: 3 },
  stall: { taking: "either", weight: 3 },
  cut: { taking: "taken", weight: 2 },
  throttle: { taking: "not", weight: 3 },
  throttleLong: { taking: "not", weight: 0.5 },
  throttleTaken: { taking: "either", weight: 2 },
  gatewayError: { taking: "either", weight: 3 },
  serviceError: { taking: "either", weight: 2 },
  busyIam: { taking: "not", weight: 1 },
  producer: { taking: "either", weight: 2 },
  expired: { taking: "not", weight: 1 },
  badRequest: { taking: "not", weight: 1 },
  redirect: { taking: "not", weight: 0.2 },
  choices: { taking: "either", weight: 0.5 },
  page: { taking: "either", weight: 1 },
  empty: { taking: "taken", weight: 1 },
  padded: { taking: "taken", weight: 2 },
  reordered: { taking: "taken", weight: 3 },
  respelt: { taking: "taken", weight: 2 },
  missing: { taking: "taken", weight: 2 },
  doubled: { taking: "taken", weight: 1 },
  ambiguousRows: { taking: "taken", weight: 3 },
  foreign: { taking: "taken", weight: 3 },
  stray: { taking: "taken", weight: 3 },
  balance: { taking: "not", weight: 0.2 },
};

export interface NetworkOptions {
  service: SimService;
  random: Random;
  /** Share of requests to which something happens; it may change. */
  faults: () => number;
}

/** A connection that is kept after an answer. */
interface Connection {
  /** It gave the answer to another request. */
  isBad: boolean;
  isClosed: boolean;
  /** As the client keeps it. */
  readonly earlier: AnswerLog;
  last: Answer | undefined;
}

interface Answer {
  readonly status: number;
  readonly text: string;
}

/** What something on the way says of its own accord: behind the answer that was awaited. */
const STRAYS: readonly Answer[] = [
  { status: 408, text: "" },
  { status: 429, text: "slow down" },
  { status: 400, text: "<html>bad request</html>" },
  { status: 500, text: '{"message":"internal"}' },
  { status: 503, text: "" },
];

const NAMES = Object.entries(FAULTS).map(([name, { weight }]) => [weight, name] as const);

/** The way from a process to the service, with everything that can happen on it. */
export class SimNetwork {
  readonly #service: SimService;
  readonly #random: Random;
  readonly #faults: () => number;
  /** Answers to earlier requests: a connection that is one answer behind gives one of them. */
  readonly #earlier: {
    readonly text: string;
    readonly numbers: ReadonlySet<string>;
  }[] = [];
  /** Connections that gave another request's answer, and were used again all the same. */
  reusedBadConnections = 0;
  /** When requests to send left, and whether their process had stood still. */
  readonly departures: { readonly at: number; readonly wasPaused: boolean }[] = [];
  /** Is told of each request to send when it leaves. */
  onDeparture: (messages: readonly SmsMessage[], process: SimProcess) => void = () => undefined;

  constructor({ service, random, faults }: NetworkOptions) {
    this.#service = service;
    this.#random = random;
    this.#faults = faults;
  }

  /** The transport of one process. */
  transportOf(process: SimProcess): Transport {
    const idle: Connection[] = [];
    return (request) =>
      new Promise<WireResponse>((resolve, reject) => {
        if (request.signal?.aborted) {
          reject(new TransportFailure("aborted", false));
          return;
        }
        const cancels: (() => void)[] = [];
        let hasLeft = false;
        const end = (settle: () => void): void => {
          for (const cancel of cancels) cancel();
          request.signal?.removeEventListener("abort", onAbort);
          settle();
        };
        const onAbort = (): void => end(() => reject(new TransportFailure("aborted", hasLeft)));
        request.signal?.addEventListener("abort", onAbort);
        const fail = (reached: boolean): void =>
          end(() => reject(new TransportFailure("network", reached, new Error("ECONNRESET"))));
        cancels.push(
          process.after(request.timeoutMs, () => end(() => reject(new TransportFailure("timeout", hasLeft)))),
        );
        const name = this.#random.chance(this.#faults()) ? this.#random.weighted(NAMES) : "none";
        if (name === "refused") {
          cancels.push(process.after(this.#random.whole(1, 30), () => fail(false)));
          return;
        }
        hasLeft = true;
        const connection = idle.pop() ?? {
          isBad: false,
          isClosed: false,
          earlier: new AnswerLog(),
          last: undefined,
        };
        if (connection.isBad) this.reusedBadConnections++;
        this.#carry(request, process, name, connection, (answer, delayMs) => {
          cancels.push(
            process.after(delayMs, () => {
              if (answer === undefined) fail(true);
              else
                end(() => {
                  resolve(answer);
                  // As the agent does: it is offered again after whoever got the answer could close it.
                  process.after(0, () => connection.isClosed || idle.push(connection));
                });
            }),
          );
        });
      });
  }

  /** The bytes have left: whatever becomes of the process, they arrive, unless the network loses them. */
  #carry(
    request: WireRequest,
    process: SimProcess,
    name: string,
    connection: Connection,
    answer: (response: WireResponse | undefined, delayMs: number) => void,
  ): void {
    const random = this.#random;
    const upMs = random.whole(1, 40);
    const downMs = random.chance(0.05) ? random.whole(100, 5_000) : random.whole(1, 40);
    this.#service.requests++;
    if (request.method === "POST") {
      this.departures.push({
        at: process.world.now,
        wasPaused: process.wasPaused,
      });
      this.onDeparture(messagesOf(request), process);
    }
    process.world.after(upMs, () => {
      const response = this.#answer(request, name, connection);
      if (response !== "silence") answer(response, downMs);
    });
  }

  #answer(request: WireRequest, name: string, connection: Connection): WireResponse | undefined | "silence" {
    const url = new URL(request.url);
    const project_id = decodeURIComponent(url.pathname.split("/")[2] ?? "");
    if (request.method === "GET") {
      if (name !== "none" && this.#random.chance(0.5)) return undefined;
      return this.#response(
        connection,
        200,
        JSON.stringify(this.#service.listReports(project_id, url.searchParams)),
      );
    }
    const sms_message = messagesOf(request);
    const taking = FAULTS[name]?.taking ?? "taken";
    const isTaken = taking === "either" ? this.#random.chance(0.5) : taking === "taken";
    if (name === "ambiguousRows") return this.#withAmbiguousRows(connection, project_id, sms_message);
    this.#service.world.trace(
      () =>
        `${name} ${isTaken ? "taken" : "not taken"}: ${sms_message.map(({ endpoint, message }) => `${endpoint} ${message}`).join(", ")}`,
    );
    const rows = isTaken ? this.#service.takeBatch(project_id, sms_message) : [];
    const request_id = this.#service.newId();
    const usual = JSON.stringify({ request_id, result: rows });
    const numbers = new Set(sms_message.map(({ endpoint }) => subscriberOf(endpoint)));
    const foreign = this.#earlier.findLast((one) => ![...one.numbers].some((number) => numbers.has(number)));
    if (isTaken) this.#earlier.push({ text: usual, numbers });
    if (name === "foreign" && foreign !== undefined) {
      connection.isBad = true;
      return this.#response(connection, 200, foreign.text);
    }
    if (name === "stray" && connection.last !== undefined) {
      connection.isBad = true;
      const { status, text } = this.#random.chance(0.4) ? connection.last : this.#random.pick(STRAYS);
      return this.#response(connection, status, text);
    }
    return this.#faulty(connection, name, rows, request_id, usual);
  }

  #faulty(
    connection: Connection,
    name: string,
    rows: ResultRow[],
    request_id: string,
    usual: string,
  ): WireResponse | undefined | "silence" {
    const random = this.#random;
    const error = (status: number, code: string, headers: Record<string, string> = {}): WireResponse =>
      this.#response(
        connection,
        status,
        JSON.stringify(
          code.startsWith("SMN")
            ? { request_id, code, message: "as simulated" }
            : { error_code: code, error_msg: "as simulated", request_id },
        ),
        headers,
      );
    switch (name) {
      case "reset":
      case "cut":
        return undefined;
      case "stall":
        return "silence";
      case "throttle":
        return error(
          429,
          "APIGW.0308",
          random.chance(0.3) ? { "retry-after": String(random.whole(0, 3)) } : {},
        );
      case "throttleLong":
        return error(429, "APIGW.0308", {
          "retry-after": String(random.whole(900, 7_200)),
        });
      case "throttleTaken":
        return error(429, random.pick(["SMN.0019", "SMN.0018", "APIGW.0601"]));
      case "gatewayError":
        return random.chance(0.5)
          ? this.#response(
              connection,
              random.pick([500, 502, 503, 504]),
              "<html><body>bad gateway</body></html>",
            )
          : error(random.pick([502, 504]), random.pick(["APIGW.0201", "APIGW.0203"]));
      case "serviceError":
        return error(500, random.pick(["SMN.0016", "SMN.0018", "SMN.0089"]));
      case "busyIam":
        return error(503, "APIGW.0613");
      case "producer":
        return error(400, "SMN.0019");
      case "expired":
        return error(401, "APIGW.0307");
      case "badRequest":
        return error(400, "SMN.0080");
      case "redirect":
        return this.#response(connection, random.pick([301, 302, 307, 308]), "", {
          location: "https://elsewhere.example/",
        });
      case "choices":
        return this.#response(connection, random.pick([300, 303, 304]), "");
      case "page":
        return this.#response(connection, 200, "<html>{ maintenance }</html>");
      case "empty":
        return this.#response(connection, 200, "");
      case "padded":
        return this.#response(connection, 200, random.pick(["\ufeff", " \n\t", "\r\n"]) + usual);
      case "reordered":
        return this.#response(connection, 200, JSON.stringify({ request_id, result: random.shuffled(rows) }));
      case "respelt":
        return this.#response(connection, 200, JSON.stringify({ request_id, result: rows.map(respelt) }));
      case "missing":
        return this.#response(connection, 200, JSON.stringify({ request_id, result: rows.slice(1) }));
      case "doubled":
        return this.#response(
          connection,
          200,
          JSON.stringify({
            request_id,
            result: [...rows, ...rows.slice(0, 1)],
          }),
        );
      case "balance":
        return error(400, "SMN.0261");
      default:
        return this.#response(connection, 200, usual);
    }
  }

  /** Some rows carry a code that does not prove that their message was not taken. */
  #withAmbiguousRows(
    connection: Connection,
    project_id: string,
    messages: readonly SmsMessage[],
  ): WireResponse {
    const result = messages.map((message) => {
      if (this.#random.chance(0.5)) return this.#service.take(project_id, message);
      if (this.#random.chance(0.5)) this.#service.take(project_id, message);
      return {
        endpoint: message.endpoint,
        code: this.#random.pick(["SMN.0019", "SMN.0018", "SMN.0016"]),
        message: "try again later",
      };
    });
    return this.#response(connection, 200, JSON.stringify({ request_id: this.#service.newId(), result }));
  }

  #response(
    connection: Connection,
    status: number,
    text: string,
    headers: Record<string, string> = {},
  ): WireResponse {
    connection.last = { status, text };
    const all = {
      "content-type": "application/json",
      date: new Date(this.#service.clock).toUTCString(),
      ...headers,
    };
    return createResponse(status, Object.entries(all), Buffer.from(text), {
      earlier: connection.earlier,
      closeConnection: () => (connection.isClosed = true),
    });
  }
}

function messagesOf({ body }: WireRequest): SmsMessage[] {
  const { sms_message } = JSON.parse(Buffer.from(body ?? []).toString("utf8")) as {
    sms_message: SmsMessage[];
  };
  return sms_message;
}

/** As the service spells mainland numbers at times. */
function respelt(row: ResultRow): ResultRow {
  return {
    ...row,
    endpoint: row.endpoint.replace(/^(?:\+86|0086|86)?(?=1\d{10}$)/, "+86"),
  };
}
