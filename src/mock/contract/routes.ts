import { requestLimits } from "../../../generated/messageRules.js";
import {
  document,
  httpMethods,
  resolveRef,
  schemaName,
  type HttpMethod,
  type Operation,
  type Parameter,
  type PathItem,
  type RequestBody,
  type ResponseSpec,
} from "./document.js";
import { gatewayError } from "./refused.js";

/** One operation of the document, ready to be matched and checked against. */
export interface Route {
  readonly operationId: string;
  readonly method: string;
  readonly path: string;
  readonly parameters: readonly Parameter[];
  readonly body: BodyRule | undefined;
  readonly responses: Readonly<Record<string, ResponseSpec>>;
}

export interface BodyRule {
  readonly required: boolean;
  /** The named schema for each media type. */
  readonly schemas: ReadonlyMap<string, string>;
  readonly maxBytes: number;
}

export interface RouteMatch {
  readonly route: Route;
  /** Path parameters, decoded. */
  readonly params: Readonly<Record<string, string>>;
}

/** Every operation of the document. */
export const routes: readonly Route[] = Object.entries(document.paths).flatMap(([path, item]) =>
  httpMethods.flatMap((method) => {
    const operation = item[method];
    return operation === undefined ? [] : [routeOf(path, item, method, operation)];
  }),
);

const patterns = new Map(routes.map(({ path }) => [path, patternOf(path)]));

/**
 * Finds the operation for a method and path.
 *
 * @throws {Refused} 404 for an unknown path, 405 for a method that the path does not have
 */
export function matchRoute(method: string, pathname: string): RouteMatch {
  const here = routes.filter(({ path }) => patterns.get(path)?.test(pathname));
  const route = here.find((candidate) => candidate.method === method);
  if (route !== undefined) return { route, params: paramsOf(route, pathname) };
  if (here.length === 0) throw gatewayError("APIGW.0101", 404);
  const allow = here.map((candidate) => candidate.method).join(", ");
  throw gatewayError("APIGW.0101", 405, `the path takes ${allow} only`, { allow });
}

function routeOf(path: string, item: PathItem, method: HttpMethod, operation: Operation): Route {
  const parameters = [...(item.parameters ?? []), ...(operation.parameters ?? [])];
  return {
    operationId: operation.operationId,
    method: method.toUpperCase(),
    path,
    parameters: parameters.map((parameter) => resolveRef<Parameter>(parameter)),
    body: operation.requestBody === undefined ? undefined : bodyOf(resolveRef(operation.requestBody)),
    responses: Object.fromEntries(
      Object.entries(operation.responses).map(([status, spec]) => [status, resolveRef<ResponseSpec>(spec)]),
    ),
  };
}

function bodyOf({ required, content }: RequestBody): BodyRule {
  const media = Object.entries(content);
  return {
    required: required ?? false,
    schemas: new Map(media.map(([type, { schema }]) => [type, schemaName(schema) ?? ""])),
    maxBytes: requestLimits.maxBytes,
  };
}

function patternOf(path: string): RegExp {
  const parts = path.split(/\{\w+\}/).map((text) => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"));
  return new RegExp(`^${parts.join("([^/]+)")}$`);
}

function paramsOf(route: Route, pathname: string): Record<string, string> {
  const names = [...route.path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name ?? "");
  const values = patterns.get(route.path)?.exec(pathname)?.slice(1) ?? [];
  return Object.fromEntries(names.map((name, index) => [name, decode(values[index] ?? "")]));
}

/** An escape that is not UTF-8 stays as it is, and then fails the parameter's rule. */
function decode(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}
