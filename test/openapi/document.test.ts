import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { findErrorCode } from "../../src/messages/findErrorCode.js";
import { errorCodes } from "../../generated/errorCodes.js";
import { regions } from "../../generated/regions.js";
import { callbackEventTypes, reportLimit, reportPastMonths } from "../../generated/reportRules.js";
import {
  at,
  document,
  everyOperation,
  operations,
  resolve,
  schemaAt,
  schemaNamed,
  type Node,
} from "./support.js";

const SENDING = ["/v2/{project_id}/notifications/sms", "/v2/{project_id}/notifications/batch_sms"];
/** The operations that send nothing. */
const OTHERS = [
  ["/v2/{project_id}/notifications/sms/report", "get", "ListSmsMsgReport"],
  ["/v2/{project_id}/notifications/sms/message/{message_id}", "get", "GetSmsMessage"],
  ["/v2/{project_id}/notifications/sms_sign", "get", "ListSmsSigns"],
  ["/v2/{project_id}/notifications/sms_sign/{sign_id}", "delete", "DeleteSmsSign"],
  ["/v2/{project_id}/notifications/sms/callback", "get", "ListSmsEvent"],
  ["/v2/{project_id}/notifications/sms/callback", "put", "UpdateSmsEvent"],
];
const STATUSES = ["200", "201", "400", "401", "403", "404", "429", "500", "501", "502", "503", "504"];

interface Media {
  where: string;
  content: Node;
  path: string[];
}

/** Every body in the components, with the path of its schema. */
function media(): Media[] {
  return ["requestBodies", "responses"].flatMap((kind) =>
    Object.entries((at("components") as Record<string, Node>)[kind] ?? {}).flatMap(([name, body]) =>
      Object.entries(resolve((body as Node)["content"] as Node)).map(([type, content]) => ({
        where: `${name} ${type}`,
        content: content as Node,
        path: ["components", kind, name, "content", type, "schema"],
      })),
    ),
  );
}

/** Every schema of a property or list item, wherever it is nested. */
function* propertiesOf(schema: Node, where: string): Generator<[string, Node]> {
  for (const [name, property] of Object.entries((schema["properties"] ?? {}) as Record<string, Node>)) {
    yield [`${where}.${name}`, resolve(property)];
    if (!("$ref" in property)) yield* propertiesOf(property, `${where}.${name}`);
  }
  for (const part of ["allOf", "oneOf", "anyOf"])
    for (const one of (schema[part] ?? []) as Node[]) if (!("$ref" in one)) yield* propertiesOf(one, where);
  const items = schema["items"] as Node | undefined;
  if (items !== undefined && !("$ref" in items)) yield* propertiesOf(items, `${where}[]`);
}

const schemas = at("components", "schemas") as Record<string, Node>;
const properties = Object.entries(schemas).flatMap(([name, schema]) => [...propertiesOf(schema, name)]);
const scalars = Object.entries(schemas).filter(
  ([, { type }]) => typeof type === "string" && type !== "object",
);

describe("examples", () => {
  const cases = media().flatMap(({ where, content, path }) =>
    Object.entries((content["examples"] ?? {}) as Record<string, Node>).map(
      ([name, example]) => [`${where} ${name}`, path, resolve(example)["value"]] as const,
    ),
  );

  it("are many", () => {
    expect(cases.length).toBeGreaterThan(25);
  });

  it.each(cases)("%s fits its schema", (_name, path, value) => {
    const validate = schemaAt(...path);
    validate(value);
    expect(validate.errors ?? []).toEqual([]);
    expect(value).toBeDefined();
  });

  it("are all used", () => {
    const used = new Set(JSON.stringify(document).match(/#\/components\/examples\/\w+/g));
    const named = Object.keys(at("components", "examples")).map((name) => `#/components/examples/${name}`);
    expect(named.filter((name) => !used.has(name))).toEqual([]);
  });

  it.each(
    [...properties, ...scalars].flatMap(([name, { examples }]) => (examples === undefined ? [] : [name])),
  )("of %s fit it", (name) => {
    const [, schema] = [...properties, ...scalars].find(([other]) => other === name)!;
    for (const example of schema["examples"] as unknown[]) expect(fits(schema, example)).toEqual([]);
  });

  it("of parameters and headers fit their schemas", () => {
    for (const kind of ["parameters", "headers"]) {
      for (const [name, one] of Object.entries(at("components", kind) as Record<string, Node>)) {
        expect(one["example"], name).toBeDefined();
        expect(fits(resolve(one["schema"] as Node), one["example"]), name).toEqual([]);
      }
    }
  });
});

/** Validates by finding the schema's place in the document, so that `$ref` inside it resolves. */
function fits(schema: Node, value: unknown): unknown[] {
  const path = pathOf(document, schema);
  if (path === undefined) throw new Error("the schema is not in the document");
  const validate = schemaAt(...path);
  validate(value);
  return validate.errors ?? [];
}

function pathOf(node: unknown, wanted: Node): string[] | undefined {
  if (node === wanted) return [];
  if (typeof node !== "object" || node === null) return undefined;
  for (const [key, child] of Object.entries(node)) {
    const rest = pathOf(child, wanted);
    if (rest !== undefined) return [key, ...rest];
  }
  return undefined;
}

describe("schemas", () => {
  it("are read in depth", () => {
    expect(properties.map(([name]) => name)).toEqual(
      expect.arrayContaining([
        "SmsMessageBase.extend_code",
        "SelfSignedSmsMessage.sign_id",
        "IamErrorBody.error.title",
      ]),
    );
  });

  it.each([...properties, ...scalars])("%s has type, description, limits and an example", (_name, schema) => {
    const types = [schema["type"] ?? []].flat();
    expect(types.length).toBeGreaterThan(0);
    expect(schema["description"]).toEqual(expect.stringMatching(/.{5}/));
    expect(schema["examples"]).toEqual(expect.arrayContaining([expect.anything()]));
    if (types.includes("string"))
      expect(schema["maxLength"] ?? schema["enum"] ?? schema["const"]).toBeDefined();
    if (types.includes("array")) expect(schema["maxItems"]).toBeTypeOf("number");
    if (types.includes("number")) expect(schema["maximum"]).toBeTypeOf("number");
    if (types.includes("integer")) {
      if (schema["enum"] === undefined) expect(schema["maximum"]).toBeTypeOf("number");
    }
  });

  it.each(Object.entries(schemas))("%s has a description", (_name, { description }) => {
    expect(description).toEqual(expect.stringMatching(/.{5}/));
  });
});

describe("operations", () => {
  it("are those of the vendor, under its names", () => {
    const sending = operations().filter(({ path }) => SENDING.includes(path));
    expect(sending.map(({ path, method, operation }) => [path, method, operation["operationId"]])).toEqual([
      [SENDING[0], "post", "SmsBatchPublishWithDiffMessage"],
      [SENDING[1], "post", "SmsBatchPublishWithDiffMessageAlias"],
    ]);
  });

  it("beside sending read reports, signatures and callbacks", () => {
    const others = operations().filter(({ path }) => !SENDING.includes(path));
    expect(others.map(({ path, method, operation }) => [path, method, operation["operationId"]])).toEqual(
      OTHERS,
    );
  });

  it("have operation ids of their own", () => {
    const ids = everyOperation().map((operation) => operation["operationId"]);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids).not.toContain(undefined);
  });

  it.each(everyOperation().map((operation) => [operation["operationId"], operation] as const))(
    "%s says how sure we are of it, and why",
    (id, operation) => {
      expect(["documented", "sdk", "inferred"]).toContain(operation["x-verified"]);
      const name = id === "ReceivePushMessage" ? "PushMessage" : String(id);
      const rows = (at("info")["description"] as string).split("\n").filter((row) => row.startsWith("| `"));
      const row = rows.find((one) => one.includes(`\`${name}\``));
      expect(row?.split("|")[2]?.trim()).toBe(`\`${String(operation["x-verified"])}\``);
    },
  );

  it("stand under tags in the order of work", () => {
    const tags = (document["tags"] as { name: string }[]).map(({ name }) => name);
    expect(tags).toEqual(["Sending", "Reports", "Signatures", "Callbacks", "Pushes"]);
    const used = everyOperation().flatMap((operation) => operation["tags"] as string[]);
    expect([...new Set(used)]).toEqual(tags);
  });

  it.each(SENDING)("%s lists every status that the vendor names", (path) => {
    const { operation } = operations().find((one) => one.path === path)!;
    expect(Object.keys(operation["responses"] as Node).sort()).toEqual(STATUSES);
  });

  it.each(OTHERS)("%s %s lists every status but that of a creation", (path, method) => {
    const { operation } = operations().find((one) => one.path === path && one.method === method)!;
    const responses = operation["responses"] as Record<string, Node>;
    expect(Object.keys(responses).sort()).toEqual(STATUSES.filter((status) => status !== "201"));
  });

  it.each(OTHERS)("%s %s never says that messages may have been sent", (path, method) => {
    const { operation } = operations().find((one) => one.path === path && one.method === method)!;
    for (const response of Object.values(operation["responses"] as Record<string, Node>)) {
      expect(resolve(response)["description"]).not.toMatch(/have been sent|probably sent|was taken/);
    }
  });

  it.each(
    operations().flatMap(({ path, method, operation }) =>
      Object.entries(operation["responses"] as Record<string, Node>).map(
        ([status, response]) => [`${method} ${path} ${status}`, resolve(response)] as const,
      ),
    ),
  )("%s has an example in every form of body", (_name, response) => {
    const contents = Object.values(response["content"] as Record<string, Node>);
    expect(contents.length).toBeGreaterThan(0);
    for (const { examples } of contents) expect(Object.keys(examples as Node).length).toBeGreaterThan(0);
  });

  it("take a token or a signature", () => {
    expect(document["security"]).toEqual([{ AuthToken: [] }, { AkSk: [] }]);
    expect(at("components", "securitySchemes", "AuthToken")["name"]).toBe("X-Auth-Token");
    expect(at("components", "securitySchemes", "AkSk")["name"]).toBe("Authorization");
  });
});

describe("webhooks", () => {
  const { operation, examples } = {
    operation: (at("webhooks", "PushMessage")["post"] ?? {}) as Node,
    examples: at("components", "requestBodies", "PushMessage", "content", "application/json", "examples"),
  };
  const pushes = Object.entries(examples).map(
    ([name, example]) => [name, resolve(example as Node)["value"] as Record<string, string>] as const,
  );

  it("are one, which needs no token", () => {
    expect(Object.keys(at("webhooks"))).toEqual(["PushMessage"]);
    expect(operation["security"]).toEqual([]);
  });

  it("say what a success, a refusal and a failure do", () => {
    expect(Object.keys(operation["responses"] as Node)).toEqual(["2XX", "4XX", "5XX"]);
  });

  it("name the headers of the service", () => {
    const parameters = (operation["parameters"] as Node[]).map(resolve);
    expect(parameters.map(({ name, in: place }) => [name, place])).toEqual([
      ["X-SMN-MESSAGE-TYPE", "header"],
      ["X-SMN-MESSAGE-ID", "header"],
      ["X-SMN-TOPIC-URN", "header"],
      ["X-SMN-SUBSCRIPTION-URN", "header"],
    ]);
  });

  it("show a push of every type and every event", () => {
    expect(new Set(pushes.map(([, { type }]) => type))).toEqual(
      new Set(at("components", "schemas", "PushType")["enum"] as string[]),
    );
    const events = notifications.map(([, event]) => event["event_type"]);
    expect(events).toEqual(["sms_success_event", "sms_fail_event", "sms_reply_event"]);
  });

  const notifications = pushes.flatMap(([name, { type, message }]) =>
    type === "Notification" ? [[name, JSON.parse(message!) as Node] as const] : [],
  );

  it.each(notifications)("show in %s an event that fits the schema of the text", (_name, event) => {
    const path = "components/schemas/PushNotification/allOf/1/properties/message/contentSchema";
    const validate = schemaAt(...path.split("/"));
    validate(event);
    expect(validate.errors ?? []).toEqual([]);
  });

  it("take the pushes of the test vectors", () => {
    const { vectors } = JSON.parse(
      readFileSync(new URL("../vectors/webhook.json", import.meta.url), "utf8"),
    ) as { vectors: { name: string; body: string; accept: boolean }[] };
    const genuine = vectors.filter(({ accept }) => accept);
    expect(genuine.length).toBeGreaterThan(2);
    for (const { name, body } of genuine) {
      expect(schemaNamed("PushMessage")(JSON.parse(body)), name).toBe(true);
    }
  });
});

describe("the table of error codes", () => {
  const rows = document["x-error-codes"] as {
    code: string;
    http_status: number | null;
    sent: string;
    repeat: string;
  }[];

  it("has every pair of code and status once", () => {
    const keys = rows.map(({ code, http_status }) => `${code} ${http_status}`);
    expect(keys.filter((key, place) => keys.indexOf(key) !== place)).toEqual([]);
  });

  it("is what the code generator made of it", () => {
    expect(errorCodes).toEqual(rows);
  });

  it("lets nothing be repeated that may have been sent", () => {
    expect(rows.filter(({ sent, repeat }) => sent !== "no" && repeat !== "never")).toEqual([]);
  });

  it("calls ambiguous what happens after the service was reached", () => {
    const maybe = rows
      .filter(({ sent }) => sent === "maybe")
      .map(({ code, http_status }) => `${code} ${http_status}`);
    expect(maybe.sort()).toEqual(
      [
        "SMN.0016 500",
        "SMN.0018 500",
        "SMN.0019 400",
        "SMN.0089 500",
        "APIGW.0201 500",
        "APIGW.0201 502",
        "APIGW.0201 504",
        "APIGW.0202 502",
        "APIGW.0203 504",
        "APIGW.0601 500",
        "APIGW.0610 502",
      ].sort(),
    );
  });

  it("knows every code that the examples use", () => {
    const values = Object.values(at("components", "examples")).map((example) => JSON.stringify(example));
    const used = values.flatMap((text) =>
      [...text.matchAll(/"(?:error_)?code":"([^"]+)"/g)].map(([, code]) => code!),
    );
    expect(used.length).toBeGreaterThan(15);
    expect(used.filter((code) => !rows.some((row) => row.code === code))).toEqual([]);
  });

  it("gives every error example the status that it stands under", () => {
    const responses = operations().flatMap(({ operation }) =>
      Object.entries(operation["responses"] as Record<string, Node>),
    );
    for (const [status, response] of responses) {
      const content = (resolve(response)["content"] as Record<string, Node>)["application/json"];
      const examples = Object.values((content?.["examples"] ?? {}) as Record<string, Node>);
      for (const value of examples.map((example) => resolve(example)["value"] as Node)) {
        const code = value["code"] ?? value["error_code"];
        if (typeof code !== "string" || status === "501") continue; // 501 borrows the bodies of 500
        expect([code, findErrorCode(code, Number(status))?.http_status]).toEqual([code, Number(status)]);
      }
    }
  });
});

describe("regions", () => {
  const servers = document["servers"] as {
    url: string;
    variables?: { region: { enum: string[]; default: string } };
  }[];
  const table = document["x-regions"] as { regions: { id: string; smn: string }[] };

  it("have the addresses of the servers", () => {
    const fromServers = servers.flatMap(({ url, variables }) =>
      variables === undefined ? [url] : variables.region.enum.map((id) => url.replace("{region}", id)),
    );
    expect(table.regions.map(({ smn }) => smn).sort()).toEqual(fromServers.sort());
  });

  it("are two with domains of their own", () => {
    expect(servers.slice(1).map(({ url }) => url)).toEqual([
      "https://smn.cn-north-2.myhuaweicloud.cn",
      "https://smn.eu-west-101.myhuaweicloud.eu",
    ]);
  });

  it("are in the generated table", () => {
    expect(Object.entries(regions).map(([id, { smn }]) => [id, smn])).toEqual(
      table.regions.map(({ id, smn }) => [id, smn]),
    );
  });

  it("have a default that exists", () => {
    const { region } = servers[0]!.variables!;
    expect(region.enum).toContain(region.default);
  });
});

describe("the limits of reports", () => {
  it("are in the generated table", () => {
    const { minimum, maximum, default: usual } = at("components", "parameters", "Limit", "schema");
    expect([minimum, maximum, usual]).toEqual([1, 100, 100]);
    expect(reportLimit).toEqual({ minimum, maximum, default: usual });
  });

  it("count back from now in months", () => {
    expect(at("components", "parameters", "StartTime")["x-past-months"]).toBe(3);
    expect(reportPastMonths).toBe(3);
  });

  it("fit into a page", () => {
    const page = at("components", "schemas", "ListSmsMsgReportResponse", "properties", "data");
    expect(page["maxItems"]).toBe(reportLimit.maximum);
  });
});

describe("the events that can have a topic", () => {
  it("are in the generated table", () => {
    expect(callbackEventTypes).toEqual(at("components", "schemas", "SmsCallbackEventType")["enum"]);
  });

  it("fit into one request", () => {
    const list = at("components", "schemas", "UpdateSmsEventRequest", "properties", "callback");
    expect(list["maxItems"]).toBe(callbackEventTypes.length);
  });
});

describe("the schema of the request", () => {
  it("is the one that the package's types and limits come from", () => {
    const list = at(
      "components",
      "schemas",
      "SmsBatchPublishWithDiffMessageRequest",
      "properties",
      "sms_message",
    );
    expect([list["minItems"], list["maxItems"]]).toEqual([1, 999]);
    expect(schemaNamed("SmsMessage")({ endpoint: "+8613800000001", message: "x", sign_id: "a" })).toBe(true);
  });
});
