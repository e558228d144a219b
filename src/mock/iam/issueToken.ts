import { isRecord } from "../../base/errorBody.js";
import type { SandboxState } from "../account/sandboxState.js";
import { readBody } from "../contract/readBody.js";
import type { MockProject, MockUser } from "../options/mockOptions.js";
import type { Settings } from "../options/settings.js";
import { ACCOUNT_ID, iamError, type IamAnswer } from "./iamAnswer.js";
import { projectOf, projectsNamed } from "./projectsNamed.js";

const USER_ID = "7116d09f88fa41908676fdd4b039e95b";
/** The last moment that a date can tell. */
const LATEST = 8.64e15;
const LARGEST_BODY = 64 * 1024;

/** A project that no path can name: tokens of the whole account do not open the service. */
const NO_PROJECT = "";

/** `POST /v3/auth/tokens`: a token for name and password of a user, for one project. */
export async function issueToken(request: Request, state: SandboxState): Promise<IamAnswer> {
  const { settings, clock, random, tokens } = state;
  const { user, scope } = readLogin(await readJson(request));
  if (!settings.users.some((known) => isSame(known, user)))
    throw iamError(401, "Unauthorized", "The username or password is wrong.");
  const project = projectFor(scope, settings);
  const token = `MII${random.id()}${random.id()}${random.id()}`;
  const now = clock.now();
  const expiresAt = Math.min(now + settings.tokenLifetimeMs, LATEST);
  tokens.set(token, { expiresAt, projectId: project?.id ?? NO_PROJECT });
  const domain = { id: ACCOUNT_ID, name: user.domainName };
  const body = {
    token: {
      catalog: [],
      expires_at: iamTime(expiresAt),
      issued_at: iamTime(now),
      methods: ["password"],
      ...(project === undefined ? { domain } : { project: { ...project, domain } }),
      roles: [{ id: "0", name: "te_admin" }],
      user: { id: USER_ID, name: user.username, password_expires_at: "", domain },
    },
  };
  return { status: 201, headers: { "x-subject-token": token }, body: JSON.stringify(body) };
}

async function readJson(request: Request): Promise<unknown> {
  const bytes = await readBody(request, LARGEST_BODY);
  try {
    return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  } catch {
    throw badRequest(); // the parser's own words quote the password
  }
}

function readLogin(body: unknown): { user: MockUser; scope: unknown } {
  const auth = within(body, "auth");
  const identity = within(auth, "identity");
  const methods = within(identity, "methods");
  const user = within(within(identity, "password"), "user");
  const username = within(user, "name");
  const password = within(user, "password");
  const domainName = within(within(user, "domain"), "name");
  const isPassword = Array.isArray(methods) && methods.length === 1 && methods[0] === "password";
  if (
    !isPassword ||
    typeof username !== "string" ||
    typeof password !== "string" ||
    typeof domainName !== "string"
  )
    throw badRequest();
  return { user: { username, password, domainName }, scope: within(auth, "scope") };
}

/** The project of a scope; undefined when the scope is the whole account. */
function projectFor(scope: unknown, settings: Settings): MockProject | undefined {
  const wanted = within(scope, "project");
  if (wanted === undefined) return undefined;
  const id = within(wanted, "id");
  const name = within(wanted, "name");
  if (typeof id !== "string" && typeof name !== "string") throw badRequest();
  const project = typeof id === "string" ? projectOf(id, settings) : projectsNamed(String(name), settings)[0];
  if (project === undefined) throw iamError(401, "Unauthorized", "The project could not be found.");
  return project;
}

function within(value: unknown, name: string): unknown {
  return isRecord(value) && Object.hasOwn(value, name) ? value[name] : undefined;
}

function isSame(a: MockUser, b: MockUser): boolean {
  return a.username === b.username && a.password === b.password && a.domainName === b.domainName;
}

function badRequest(): ReturnType<typeof iamError> {
  return iamError(400, "Bad Request", "The request body is invalid");
}

/** Times of identity management have six digits after the second. */
function iamTime(ms: number): string {
  return new Date(ms).toISOString().replace("Z", "000Z");
}
