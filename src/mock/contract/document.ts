import openapi from "../../../generated/openapi.json" with { type: "json" };

/** The parts of the OpenAPI document that the sandbox reads. */
export interface OpenApiDocument {
  readonly servers: readonly { readonly url: string }[];
  readonly paths: Readonly<Record<string, PathItem>>;
}

export type PathItem = Readonly<Partial<Record<HttpMethod, Operation>>> & {
  readonly parameters?: readonly (Parameter | Reference)[];
};

export type HttpMethod = "get" | "put" | "post" | "delete" | "patch";
export const httpMethods: readonly HttpMethod[] = ["get", "put", "post", "delete", "patch"];

export interface Operation {
  readonly operationId: string;
  readonly parameters?: readonly (Parameter | Reference)[];
  readonly requestBody?: RequestBody | Reference;
  readonly responses: Readonly<Record<string, ResponseSpec | Reference>>;
}

export interface Parameter {
  readonly name: string;
  readonly in: string;
  readonly required?: boolean;
  readonly schema: Schema;
}

export interface RequestBody {
  readonly required?: boolean;
  readonly content: Readonly<Record<string, Media>>;
}

export interface ResponseSpec {
  readonly content?: Readonly<Record<string, Media>>;
}

export interface Media {
  readonly schema: Schema;
  readonly examples?: Readonly<Record<string, Example | Reference>>;
}

export interface Example {
  readonly value: unknown;
}

export interface Reference {
  readonly $ref: string;
}

export interface Schema {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly items?: Schema;
  readonly maxItems?: number;
  readonly oneOf?: readonly Schema[];
  readonly enum?: readonly unknown[];
  readonly pattern?: string;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly "x-max-bytes"?: number;
}

/** The document of record, as it is bundled. */
export const document: OpenApiDocument = openapi;

/** The examples that the sandbox answers with. */
export type ExampleName =
  | "AllAcceptedResponse"
  | "ClockOffError"
  | "GatewayForbiddenError"
  | "InternalError"
  | "TokenExpiredError"
  | "UnknownKeyError"
  | "WrongSignatureError";

/** The value of a named example. */
export function exampleValue(name: ExampleName): Readonly<Record<string, unknown>> {
  return openapi.components.examples[name].value; // a name that the document lacks does not compile
}

/** The ids that the document's examples use. */
export const exampleIds: { readonly projectId: string; readonly signId: string } = {
  projectId: openapi.components.parameters.ProjectId.example,
  signId: openapi.components.schemas.SignId.examples[0] ?? "",
};

/** Follows `$ref` within the document. */
export function resolveRef<T extends object>(node: T | Reference): T {
  if (!isReference(node)) return node;
  let target: unknown = openapi;
  for (const key of node.$ref.slice(2).split("/")) target = (target as Record<string, unknown>)[key];
  return resolveRef(target as T | Reference);
}

function isReference(node: object): node is Reference {
  return "$ref" in node && typeof node.$ref === "string";
}

/** The name of a schema that is referred to by `#/components/schemas/<name>`. */
export function schemaName(schema: Schema): string | undefined {
  return /^#\/components\/schemas\/(\w+)$/.exec(schema.$ref ?? "")?.[1];
}
