import { isRecord } from "../../base/errorBody.js";
import { advanceBy } from "../account/advanceBy.js";
import { putSign, setBalance } from "../account/changeAccount.js";
import { resetState } from "../account/createState.js";
import { magicNumbers } from "../account/magicNumbers.js";
import { planReply } from "../account/planReply.js";
import { reportDelivery } from "../account/reportDelivery.js";
import type { SandboxState } from "../account/sandboxState.js";
import { parseJson, readBody } from "../contract/readBody.js";
import { jsonAnswer, responseOf } from "../contract/writtenAnswer.js";
import { parseFault } from "../faults/parseFault.js";
import { controlError, refusalOf } from "./controlError.js";
import { eventStream } from "./eventStream.js";
import { readInbox } from "./readInbox.js";
import { summaryOf } from "./summary.js";
import { wholeParameter } from "./wholeParameter.js";

/** The path of the endpoints by which other processes control the sandbox. */
export const CONTROL_PATH = "/__sandbox/";

const LARGEST_BODY = 64 * 1024;

interface ControlCall {
  readonly query: URLSearchParams;
  readonly signal: AbortSignal;
  /** Reads the body, which must be JSON. */
  readonly body: () => Promise<unknown>;
}

/** Does what an endpoint does. Undefined is answered with 204; a `Response` is the answer itself. */
type ControlHandler = (
  state: SandboxState,
  call: ControlCall,
) => object | undefined | Promise<object | undefined>;

/** The control endpoints, which need no credentials. `docs/testing.md` describes each. */
export const controlHandlers: ReadonlyMap<string, ControlHandler> = new Map<string, ControlHandler>([
  ["GET health", (state) => healthOf(state)],
  ["GET events", (state, { signal }) => eventStream(state, signal)],
  ["GET inbox", (state, { query, signal }) => readInbox(query, state, signal)],
  ["GET messages", ({ messages }) => ({ count: messages.length, messages })],
  [
    "DELETE messages",
    (state) => {
      resetState(state);
      return undefined;
    },
  ],
  [
    "GET requests",
    ({ requests }, { query }) => {
      const last = wholeParameter(query, "last", requests.length, Number.MAX_SAFE_INTEGER);
      return { count: requests.length, requests: requests.slice(Math.max(0, requests.length - last)) };
    },
  ],
  ["GET faults", ({ faults }) => ({ faults: faults.pending })],
  [
    "POST faults",
    async ({ faults }, { body }) => {
      const given = await body();
      const added = (Array.isArray(given) ? given : [given]).map(parseFault);
      for (const fault of added) faults.add(fault);
      return { faults: faults.pending };
    },
  ],
  [
    "DELETE faults",
    ({ faults }) => {
      faults.clear();
      return undefined;
    },
  ],
  ["GET numbers", () => ({ numbers: magicNumbers })],
  [
    "POST deliveries",
    async (state, { body }) => {
      reportDelivery(await body(), state);
      return undefined;
    },
  ],
  [
    "POST replies",
    async (state, { body }) => {
      planReply(await body(), state);
      return undefined;
    },
  ],
  ["GET pushes", ({ pushes, queue }) => ({ count: pushes.length, waiting: queue.size, pushes })],
  ["GET clock", ({ clock }) => ({ now: clock.now() })],
  ["POST clock", moveClock],
  ["GET account", accountOf],
  [
    "POST balance",
    async (state, { body }) => {
      setBalance(await body(), state);
      return accountOf(state);
    },
  ],
  [
    "POST signs",
    async (state, { body }) => {
      putSign(await body(), state);
      return accountOf(state);
    },
  ],
]);

/** Answers a request to a control endpoint. Never throws. */
export async function answerControl(request: Request, state: SandboxState): Promise<Response> {
  const request_id = state.random.id();
  try {
    const { pathname, searchParams: query } = new URL(request.url);
    const handler = controlHandlers.get(`${request.method} ${pathname.slice(CONTROL_PATH.length)}`);
    if (handler === undefined)
      throw controlError(404, `there is no ${CONTROL_PATH} endpoint for this method and path`);
    const body = async (): Promise<unknown> => parseJson(await readBody(request, LARGEST_BODY));
    const answer = await handler(state, { query, signal: request.signal, body });
    if (answer instanceof Response) return answer;
    if (answer === undefined) return responseOf({ status: 204, headers: {}, body: "" });
    return responseOf(jsonAnswer(200, answer, request_id));
  } catch (error) {
    const { status, body } = refusalOf(error);
    return responseOf(jsonAnswer(status, body, request_id));
  }
}

function healthOf({ messages, requests, faults, clock }: SandboxState): object {
  return {
    status: "ok",
    messages: messages.length,
    requests: requests.length,
    faults: faults.pending.length,
    now: clock.now(),
  };
}

function accountOf(state: SandboxState): object {
  const { balance, signs, has_callback, clock_control } = summaryOf(state);
  const topics = [...state.topics].map(([event_type, topic_urn]) => ({ event_type, topic_urn }));
  return { balance, signs, topics, has_callback, clock_control };
}

async function moveClock(state: SandboxState, { body }: ControlCall): Promise<object> {
  if (!state.settings.clockControl)
    throw controlError(
      403,
      "the sandbox was started without control of its clock (clockControl, --clock-control)",
    );
  const given = await body();
  await advanceBy(isRecord(given) ? given["advanceMs"] : undefined, state);
  return { now: state.clock.now() };
}
