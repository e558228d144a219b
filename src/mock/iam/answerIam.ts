import type { SandboxState } from "../account/sandboxState.js";
import { responseOf } from "../contract/writtenAnswer.js";
import { iamError, type IamAnswer } from "./iamAnswer.js";
import { issueToken } from "./issueToken.js";
import { listProjects } from "./listProjects.js";

/** Where identity management lives, beside the service: it has no document here. */
export const IAM_PATH = "/v3/";

type IamHandler = (request: Request, state: SandboxState) => Promise<IamAnswer>;

const handlers: Readonly<Record<string, Readonly<Record<string, IamHandler>>>> = {
  "/v3/auth/tokens": { POST: issueToken },
  "/v3/projects": { GET: listProjects },
};

/** The paths that are answered; others get 404. */
export const iamPaths: readonly string[] = Object.keys(handlers);

/**
 * Answers for identity management: tokens for name and password, and the list of projects.
 *
 * @throws {Refused} as identity management and the gateway before it refuse
 */
export async function answerIam(
  request: Request,
  request_id: string,
  state: SandboxState,
): Promise<Response> {
  const { pathname } = new URL(request.url);
  const here = Object.hasOwn(handlers, pathname) ? handlers[pathname] : undefined;
  if (here === undefined) throw iamError(404, "Not Found", "The resource could not be found.");
  const handler = Object.hasOwn(here, request.method) ? here[request.method] : undefined;
  if (handler === undefined)
    throw iamError(405, "Method Not Allowed", "The method is not allowed for the requested URL.");
  const { status, body, headers } = await handler(request, state);
  return responseOf({
    status,
    headers: { "content-type": "application/json", "x-iam-trace-id": request_id, ...headers },
    body,
  });
}
