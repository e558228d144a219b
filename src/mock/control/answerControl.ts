import { isRecord } from "../../base/errorBody.js";
import { SmnError } from "../../base/errors.js";
import { advanceBy } from "../account/advanceBy.js";
import { resetState } from "../account/createState.js";
import { planReply } from "../account/planReply.js";
import type { SandboxState } from "../account/sandboxState.js";
import { parseJson, readBody } from "../contract/readBody.js";
import { Refused } from "../contract/refused.js";
import { jsonAnswer, responseOf } from "../contract/writtenAnswer.js";
import { parseFault } from "../faults/parseFault.js";

/** The path of the endpoints by which other processes control the sandbox. */
export const CONTROL_PATH = "/__sandbox/";

const LARGEST_BODY = 64 * 1024;

/**
 * Answers the control endpoints, which need no credentials:
 *
 * - `GET health`: `{"status": "ok", …}`
 * - `GET messages`: the messages that were accepted; `DELETE messages`: as `reset()`
 * - `GET requests`: every request to the service
 * - `GET faults`: the pending ones; `POST faults`: adds one fault or a list; `DELETE faults`: removes all
 * - `GET clock`: the sandbox's time; `POST clock` with `{"advanceMs": 60000}`: moves it forward, if the options allow it
 * - `GET pushes`: every attempt to push; `POST replies`: simulates a reply of a recipient
 */
export async function answerControl(request: Request, state: SandboxState): Promise<Response> {
  const request_id = state.random.id();
  try {
    const name = new URL(request.url).pathname.slice(CONTROL_PATH.length);
    const body = await control(`${request.method} ${name}`, request, state);
    if (body === undefined) return responseOf({ status: 204, headers: {}, body: "" });
    return responseOf(jsonAnswer(200, body, request_id));
  } catch (error) {
    const { status, body } = refusalOf(error);
    return responseOf(jsonAnswer(status, body, request_id));
  }
}

async function control(what: string, request: Request, state: SandboxState): Promise<object | undefined> {
  const { messages, requests, faults, pushes, clock } = state;
  const body = async (): Promise<unknown> => parseJson(await readBody(request, LARGEST_BODY));
  switch (what) {
    case "GET health":
      return {
        status: "ok",
        messages: messages.length,
        requests: requests.length,
        faults: faults.pending.length,
        now: clock.now(),
      };
    case "GET messages":
      return { count: messages.length, messages };
    case "DELETE messages":
      resetState(state);
      return undefined;
    case "GET faults":
      return { faults: faults.pending };
    case "POST faults": {
      const added = asList(await body()).map(parseFault);
      for (const fault of added) faults.add(fault);
      return { faults: faults.pending };
    }
    case "DELETE faults":
      faults.clear();
      return undefined;
    case "GET requests":
      return { count: requests.length, requests };
    case "GET pushes":
      return { count: pushes.length, waiting: state.queue.size, pushes };
    case "POST replies":
      planReply(await body(), state);
      return undefined;
    case "GET clock":
      return { now: clock.now() };
    case "POST clock": {
      if (!state.settings.clockControl)
        throw refuse(
          403,
          "the sandbox was started without control of its clock (clockControl, --clock-control)",
        );
      const given = await body();
      await advanceBy(isRecord(given) ? given["advanceMs"] : undefined, state);
      return { now: clock.now() };
    }
    default:
      throw refuse(404, `there is no ${CONTROL_PATH} endpoint for this method and path`);
  }
}

function asList(value: unknown): unknown[] {
  return Array.isArray(value) ? (value as unknown[]) : [value];
}

function refusalOf(error: unknown): Refused {
  if (error instanceof Refused) return error;
  if (error instanceof SmnError) return refuse(400, error.message);
  return refuse(500, "the sandbox failed");
}

/** In the gateway's shape, which every client can read. */
function refuse(status: number, error_msg: string): Refused {
  return new Refused(status, { error_code: `SANDBOX.0${status}`, error_msg });
}
