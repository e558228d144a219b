import type { IncomingMessage } from "node:http";
import { responseOf } from "../contract/writtenAnswer.js";
import { CONTROL_PATH } from "../control/answerControl.js";
import type { MockService } from "../service/createMockService.js";
import { corsHeaders, refuseForeign, type ControlAccess } from "./controlGuard.js";

/** Answers a request that came over HTTP: page and control endpoints to whom they are meant for, the rest to anybody. */
export async function answerDoor(
  request: Request,
  incoming: IncomingMessage,
  service: MockService,
  access: ControlAccess,
): Promise<Response> {
  const { pathname } = new URL(request.url);
  const isPage = pathname === "/" && (request.method === "GET" || request.method === "HEAD");
  const isControl = pathname.startsWith(CONTROL_PATH);
  if (!isPage && !isControl) return service.handle(request);
  const refusal = refuseForeign(request, incoming, access);
  if (refusal !== undefined) return refusal;
  if (isPage) return pageAnswer();
  const cors = corsHeaders(request, access);
  const isPreflight = request.method === "OPTIONS" && cors !== undefined;
  const response = isPreflight
    ? responseOf({ status: 204, headers: {}, body: "" })
    : await service.handle(request);
  // Not even an allowed page may run the answers as a script, or show them.
  const headers = { "x-content-type-options": "nosniff", ...cors };
  for (const [name, value] of Object.entries(headers)) response.headers.set(name, value);
  return response;
}

/** The page is large and needed by few: it is loaded when somebody opens it. */
async function pageAnswer(): Promise<Response> {
  const { inboxPage } = await import("../../../generated/inboxPage.js");
  return responseOf({
    status: 200,
    headers: {
      "content-type": "text/html; charset=utf-8",
      "content-security-policy": inboxPage.contentSecurityPolicy,
      "cache-control": "no-store",
      "referrer-policy": "no-referrer",
      "x-content-type-options": "nosniff",
      "cross-origin-opener-policy": "same-origin",
    },
    body: inboxPage.html,
  });
}
