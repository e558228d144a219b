import { http, HttpResponse, type HttpHandler } from "msw";
import { iamAddress, iamDefault, regions } from "../../../generated/regions.js";
import { invalidOption } from "../../base/invalid.js";
import { document } from "../contract/document.js";
import { brokenAnswerOf } from "../faults/brokenResponse.js";
import { iamPaths } from "../iam/answerIam.js";
import type { MockServiceOptions } from "../options/mockOptions.js";
import { createMockService, type MockService } from "../service/createMockService.js";

/** Which addresses the handlers intercept. */
export interface HandlerOptions {
  /** One more address to intercept: an origin such as `"https://sms.example.com"`, or a pattern for whole URLs. */
  baseUrl?: string | RegExp | undefined;
}

/**
 * Makes MSW handlers that answer for the service in every region, and at `baseUrl`. They catch every path there,
 * so that a wrong one gets the gateway's 404. At the addresses of identity management they answer only for tokens
 * (`/v3/auth/tokens`) and projects (`/v3/projects`); other paths there are left to other handlers.
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
  const addresses = [cloudPattern()];
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

/** The service in any region, with every path; identity management in any region, with the paths that it has here. */
function cloudPattern(): RegExp {
  const hostOf = (address: string): string => new URL(address.replace(/\{\w+\}/g, "any")).hostname;
  const services = document.servers.map(({ url }) => hostOf(url).split(".").slice(2).join("."));
  const identities = [iamDefault, ...regions.map(iamAddress)].map((address) =>
    hostOf(address).split(".").slice(-2).join("."),
  );
  const oneOf = (texts: readonly string[]): string => `(?:${[...new Set(texts)].map(escape).join("|")})`;
  const service = `smn\\.[^./:]+\\.${oneOf(services)}(?:[/?#]|$)`;
  const identity = `iam(?:\\.[^./:]+)?\\.${oneOf(identities)}${oneOf(iamPaths)}(?:[?#]|$)`;
  return new RegExp(`^https://(?:${service}|${identity})`);
}

function originPattern(baseUrl: string): RegExp {
  const url = URL.canParse(baseUrl) ? new URL(baseUrl) : undefined;
  if (url === undefined || !/^https?:$/.test(url.protocol) || url.href !== `${url.origin}/`)
    throw invalidOption("baseUrl", "an origin such as https://sms.example.com, or a RegExp", baseUrl);
  return new RegExp(`^${escape(url.origin)}(?:[/?#]|$)`);
}

function escape(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\/]/g, "\\$&");
}
