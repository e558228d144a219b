import { authenticate } from "../access/authenticate.js";
import type { SandboxState } from "../account/sandboxState.js";
import { readBody } from "../contract/readBody.js";
import { ACCOUNT_ID, type IamAnswer } from "./iamAnswer.js";
import { projectsNamed } from "./projectsNamed.js";

/** `GET /v3/projects?name=`, by token or signature. */
export async function listProjects(request: Request, state: SandboxState): Promise<IamAnswer> {
  const { settings, tokens, locks, clock } = state;
  const { method, url, headers } = request;
  const body = await readBody(request);
  authenticate({ method, url, headers, body }, { keys: settings.keys, tokens, locks, clock });
  const name = new URL(url).searchParams.get("name") ?? undefined;
  const projects = projectsNamed(name, settings).map((project) => ({
    ...project,
    domain_id: ACCOUNT_ID,
    parent_id: ACCOUNT_ID,
    is_domain: false,
    enabled: true,
    description: "",
    links: { self: `${new URL(url).origin}/v3/projects/${project.id}` },
  }));
  const links = { self: url, previous: null, next: null };
  return { status: 200, body: JSON.stringify({ projects, links }) };
}
