import { SmnError } from "../errors.js";
import type { MockService } from "./createMockService.js";
import { parseFault } from "./parseFault.js";
import { parseJson, readBody } from "./readBody.js";
import { Refused } from "./refused.js";
import { jsonAnswer, responseOf } from "./writtenAnswer.js";

/** Where the endpoints live by which other processes steer the sandbox. */
export const CONTROL_PATH = "/__sandbox/";

const LARGEST_BODY = 64 * 1024;

/**
 * Answers the control endpoints, which need no credentials:
 *
 * - `GET health`: `{"status": "ok", …}`
 * - `GET messages`: the messages that were accepted; `DELETE messages`: as `reset()`
 * - `GET faults`: those that lie ready; `POST faults`: adds one fault or a list; `DELETE faults`: takes all away
 */
export async function answerControl(
  request: Request,
  service: MockService,
  request_id: string,
): Promise<Response> {
  try {
    const name = new URL(request.url).pathname.slice(CONTROL_PATH.length);
    const body = await control(`${request.method} ${name}`, request, service);
    if (body === undefined) return responseOf({ status: 204, headers: {}, body: "" });
    return responseOf(jsonAnswer(200, body, request_id));
  } catch (error) {
    const { status, body } = refusalOf(error);
    return responseOf(jsonAnswer(status, body, request_id));
  }
}

async function control(what: string, request: Request, service: MockService): Promise<object | undefined> {
  const { messages, requests, faults } = service;
  switch (what) {
    case "GET health":
      return {
        status: "ok",
        messages: messages.length,
        requests: requests.length,
        faults: faults.pending.length,
      };
    case "GET messages":
      return { count: messages.length, messages };
    case "DELETE messages":
      service.reset();
      return undefined;
    case "GET faults":
      return { faults: faults.pending };
    case "POST faults": {
      const added = asList(parseJson(await readBody(request, LARGEST_BODY))).map(parseFault);
      for (const fault of added) faults.add(fault);
      return { faults: faults.pending };
    }
    case "DELETE faults":
      faults.clear();
      return undefined;
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
