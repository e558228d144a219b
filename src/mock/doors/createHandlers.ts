import { http, HttpResponse, type HttpHandler } from "msw";
import { SmnError } from "../../base/errors.js";
import { document } from "../contract/document.js";
import { brokenAnswerOf } from "../faults/brokenResponse.js";
import type { MockServiceOptions } from "../options/mockOptions.js";
import { createMockService, type MockService } from "../service/createMockService.js";

/** Which addresses the handlers intercept. */
export interface HandlerOptions {
  /** One more address to intercept: an origin such as `"https://sms.example.com"`, or a pattern for whole URLs. */
  baseUrl?: string | RegExp | undefined;
}

/**
 * Makes MSW handlers that answer for the service in every region, and at `baseUrl`. They catch every path there,
 * so that a wrong one gets the gateway's 404.
 *
 * A fault that resets or cuts off the connection is a network error (`HttpResponse.error()`), a stall never
 * answers.
 *
 * @param serviceOrOptions a sandbox, or the options for one; pass a sandbox to look at the messages it received
 * @throws {SmnError} `validation` when `baseUrl` is a string but no origin
 */
export function createHandlers(
  serviceOrOptions: MockService | MockServiceOptions = {},
  { baseUrl }: HandlerOptions = {},
): HttpHandler[] {
  const service = "handle" in serviceOrOptions ? serviceOrOptions : createMockService(serviceOrOptions);
  const addresses = [serversPattern()];
  if (baseUrl !== undefined) addresses.push(typeof baseUrl === "string" ? originPattern(baseUrl) : baseUrl);
  return addresses.map((address) => http.all(address, ({ request }) => answer(service, request)));
}

async function answer(service: MockService, request: Request): Promise<Response> {
  const response = await service.handle(request);
  switch (brokenAnswerOf(response)?.kind) {
    case undefined:
      return response;
    case "stall":
      return new Promise<never>(() => undefined);
    default:
      return HttpResponse.error();
  }
}

/** Every server of the document with any region in place of its own. */
function serversPattern(): RegExp {
  const suffixes = document.servers.map(({ url }) =>
    new URL(url.replace(/\{\w+\}/g, "any")).hostname.split(".").slice(2).join("."),
  );
  return new RegExp(
    `^https://smn\\.[^./:]+\\.(?:${[...new Set(suffixes)].map(escape).join("|")})(?:[/?#]|$)`,
  );
}

function originPattern(baseUrl: string): RegExp {
  const url = URL.canParse(baseUrl) ? new URL(baseUrl) : undefined;
  if (url === undefined || !/^https?:$/.test(url.protocol) || url.href !== `${url.origin}/`)
    throw new SmnError(
      "baseUrl of createHandlers must be an origin such as https://sms.example.com, or a RegExp.",
      {
        code: "validation",
        sent: "no",
      },
    );
  return new RegExp(`^${escape(url.origin)}(?:[/?#]|$)`);
}

function escape(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\/]/g, "\\$&");
}
