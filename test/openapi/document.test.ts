import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { errorTable, messageWords } from "../../generated/errorCodes.js";
import { findErrorCode, findErrorCodes } from "../../src/messages/findErrorCode.js";
import { errorCodes } from "../../src/mock/contract/errorCodes.js";
import { iamAddress, iamDefault, regions, smnAddress } from "../../generated/regions.js";
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
/** Those that the vendor names, those of the gateway's table of codes, and what is between. */
const STATUSES = ["200", "201", "400", "401", "403", "404", "405", "413", "414", "429", "494"].concat(
  ["500", "501", "502", "503", "504"],
  "default",
);

interface Media {
  where: string;
  content: Node;
  path: string[];
}

/** Every body of requests and responses, with the path of its schema. */
function media(): Media[] {
  const responses = Object.entries(at("components", "responses")).map(
    ([name, body]) => [name, body as Node, ["components", "responses", name]] as const,
  );
  const requests = ["paths", "webhooks"].flatMap((kind) =>
    Object.entries(at(kind)).flatMap(([path, item]) =>
      Object.entries(item as Record<string, Node>).flatMap(([method, operation]) =>
        operation["requestBody"] === undefined
          ? []
          : [[path, operation["requestBody"] as Node, [kind, path, method, "requestBody"]] as const],
      ),
    ),
  );
  return [...responses, ...requests].flatMap(([name, body, path]) =>
    Object.entries(body["content"] as Record<string, Node>).map(([type, content]) => ({
      where: `${name} ${type}`,
      content,
      path: [...path, "content", type, "schema"],
    })),
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
    const inline = everyOperation().flatMap((operation) => (operation["parameters"] ?? []) as Node[]);
    const shared = ["parameters", "headers"].flatMap(
      (kind) => Object.values(at("components", kind)) as Node[],
    );
    expect(inline.length + shared.length).toBeGreaterThan(12);
    for (const one of [...inline, ...shared]) {
      expect(one["example"]).toBeDefined();
      expect(fits(resolve(one["schema"] as Node), one["example"]), String(one["name"])).toEqual([]);
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
        "SelfSignedSmsMessage.extend_code",
        "SelfSignedSmsMessage.message_include_sign_flag",
        "IamErrorDetails.title",
      ]),
    );
  });

  it.each([...properties, ...scalars])("%s has a type and a description", (_name, schema) => {
    const types = [schema["type"] ?? schema["anyOf"] ?? []].flat();
    expect(types.length).toBeGreaterThan(0);
    expect(schema["description"]).toEqual(expect.stringMatching(/.{5}/));
  });

  it("of unions say that they are objects, or viewers show an array of anything", () => {
    const unions = Object.entries(schemas).filter(([, schema]) => "oneOf" in schema || "anyOf" in schema);
    expect(unions.map(([name]) => name)).toEqual(["SmsMessage", "SmsCommitResult", "ErrorBody"]);
    for (const [, { type }] of unions) expect(type).toBe("object");
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
      const tags = document["tags"] as { description: string }[];
      const rows = tags.flatMap(({ description }) =>
        description.split("\n").filter((row) => row.startsWith("| `")),
      );
      const row = rows.find((one) => one.includes(`\`${name}\``));
      expect(row?.split("|")[2]?.trim()).toBe(`\`${String(operation["x-verified"])}\``);
    },
  );

  it("have tags in the order of work, between what is to be read first and the tables", () => {
    const tags = (document["tags"] as { name: string }[]).map(({ name }) => name);
    const withOperations = ["Sending", "Reports", "Signatures", "Callbacks", "Pushes"];
    expect(tags).toEqual(["Start", "Authentication", ...withOperations, "Limits", "Sources"]);
    const used = everyOperation().flatMap((operation) => operation["tags"] as string[]);
    expect([...new Set(used)]).toEqual(withOperations);
  });

  it.each(SENDING)("%s lists every status of vendor and gateway", (path) => {
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
  });
});

describe("webhooks", () => {
  const { operation, examples } = {
    operation: (at("webhooks", "PushMessage")["post"] ?? {}) as Node,
    examples: at("webhooks", "PushMessage", "post", "requestBody", "content", "application/json", "examples"),
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
      new Set(["SubscriptionConfirmation", "Notification", "UnsubscribeConfirmation"]),
    );
    const events = notifications.map(([, event]) => event["event_type"]);
    expect(events).toEqual(["sms_success_event", "sms_fail_event", "sms_reply_event"]);
  });

  const notifications = pushes.flatMap(([name, { type, message }]) =>
    type === "Notification" ? [[name, JSON.parse(message!) as Node] as const] : [],
  );

  it.each(notifications)("show in %s an event that fits the schema of the text", (_name, event) => {
    const validate = schemaNamed(
      event["event_type"] === "sms_reply_event" ? "SmsReplyEvent" : "SmsStatusEvent",
    );
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
    retry: string;
  }[];

  it("has every pair of code and status once", () => {
    const keys = rows.map(({ code, http_status }) => `${code} ${http_status}`);
    expect(keys.filter((key, place) => keys.indexOf(key) !== place)).toEqual([]);
  });

  it("is what the code generator made of it", () => {
    for (const { message, ...row } of errorCodes) {
      expect(findErrorCodes(row.code)).toContainEqual(row);
      for (const word of message.toLowerCase().match(/[a-z]+/g) ?? [])
        expect(messageWords.split(" ")).toContain(word);
    }
    const codes = [...new Set(rows.map(({ code }) => code))];
    expect(codes.flatMap((code) => findErrorCodes(code))).toHaveLength(rows.length);
    expect(errorTable.match(/"[A-Z]+\.\d+ \d*":/g)).toHaveLength(rows.length);
  });

  it("lets nothing be retried that may have been sent", () => {
    expect(rows.filter(({ sent, retry }) => sent !== "no" && retry !== "never")).toEqual([]);
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
    expect(used.length).toBeGreaterThan(12);
    expect(used.filter((code) => !rows.some((row) => row.code === code))).toEqual([]);
  });

  it("knows every status that is documented, and every status of its rows is", () => {
    const documented = operations().map(({ operation }) => Object.keys(operation["responses"] as Node));
    for (const { code, http_status } of rows)
      for (const statuses of documented)
        if (http_status !== null && http_status >= 400) expect(statuses, code).toContain(String(http_status));
  });

  it("gives every error example a status that its response is for", () => {
    const statuses = new Map<Node, number[]>();
    for (const { operation } of operations())
      for (const [status, response] of Object.entries(operation["responses"] as Record<string, Node>))
        if (status !== "default")
          statuses.set(resolve(response), [...(statuses.get(resolve(response)) ?? []), Number(status)]);
    for (const [response, usedFor] of statuses) {
      const content = (response["content"] as Record<string, Node>)["application/json"];
      for (const one of Object.values((content?.["examples"] ?? {}) as Record<string, Node>)) {
        const value = resolve(one)["value"] as Node;
        const code = value["code"] ?? value["error_code"];
        if (typeof code !== "string") continue;
        const found = usedFor.map((status) => findErrorCode(code, status)?.http_status ?? undefined);
        expect(
          found.some((status) => usedFor.includes(status ?? 0)),
          code,
        ).toBe(true);
      }
    }
  });

  it("says what a code meant when the table was another, and derives nothing that holds under one reading only", () => {
    const rowOf = (code: string): Node => rows.find((row) => row.code === code) as unknown as Node;
    for (const code of ["SMN.0001", "SMN.0022"])
      expect(rowOf(code)).toMatchObject({ meaning: expect.stringContaining("2019") as string, sent: "no" });
    expect(rowOf("SMN.0001")["retry"]).toBe("never");
  });
});

describe("regions", () => {
  const servers = document["servers"] as {
    url: string;
    variables?: { region: { enum: string[]; default: string } };
  }[];
  const table = document["x-regions"] as { regions: { id: string; smn: string; iam: string | null }[] };

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
    expect(regions.map((id) => ({ id, smn: smnAddress(id), iam: iamAddress(id) }))).toEqual(
      table.regions.map(({ id, smn, iam }) => ({ id, smn, iam: iam ?? iamDefault })),
    );
  });

  it("have a default that exists", () => {
    const { region } = servers[0]!.variables!;
    expect(region.enum).toContain(region.default);
  });
});

function queryParameter(name: string): Node {
  const { parameters } = at("paths", "/v2/{project_id}/notifications/sms/report", "get") as {
    parameters?: Node[];
  };
  return parameters!.find((one) => one["name"] === name)!;
}

describe("the limits of reports", () => {
  it("are in the generated table", () => {
    const { minimum, maximum, default: usual } = queryParameter("limit")["schema"] as Node;
    expect([minimum, maximum, usual]).toEqual([1, 100, 100]);
    expect(reportLimit).toEqual({ minimum, maximum, default: usual });
  });

  it("count back from now in months", () => {
    expect(queryParameter("start_time")["x-past-months"]).toBe(3);
    expect(reportPastMonths).toBe(3);
  });
});

describe("the events that can have a topic", () => {
  it("are in the generated table", () => {
    expect(callbackEventTypes).toEqual(at("components", "schemas", "CallbackEvent")["enum"]);
  });

  it("fit into one request", () => {
    const list = at("components", "schemas", "CallbackSettings", "properties", "callback");
    expect(list["maxItems"]).toBe(callbackEventTypes.length);
  });
});

describe("the schema of the request", () => {
  it("is the one that the package's types and limits come from", () => {
    const list = at("components", "schemas", "SmsBatch", "properties", "sms_message");
    expect([list["minItems"], list["maxItems"]]).toEqual([1, 999]);
    expect(schemaNamed("SmsMessage")({ endpoint: "+8613800000001", message: "x", sign_id: "a" })).toBe(true);
  });
});

describe("the path of the vendor's SDKs", () => {
  const { bodies } = JSON.parse(readFileSync(new URL("vendor-go-sdk.json", import.meta.url), "utf8")) as {
    bodies: string[];
  };

  it.each(bodies)("takes what its only known clients send: %s", (body) => {
    expect(schemaNamed("SdkSmsBatch")(JSON.parse(body))).toBe(true);
    expect(schemaNamed("SmsBatch")(JSON.parse(body))).toBe(false);
  });

  it("takes whatever the documented path takes", () => {
    const examples = at(
      "paths",
      SENDING[0]!,
      "post",
      "requestBody",
      "content",
      "application/json",
      "examples",
    );
    for (const example of Object.values(examples))
      expect(schemaNamed("SdkSmsBatch")(resolve(example as Node)["value"])).toBe(true);
  });

  it.each<[string, Node]>([
    ["another flag", { message_include_sign_flag: "yes" }],
    ["a flag that is a number", { message_include_sign_flag: 1 }],
    ["a property that nobody knows", { signId: "a" }],
    ["a sign_id with a slash", { sign_id: "a/b" }],
    ["an empty text", { message: "" }],
  ])("refuses %s", (_name, change) => {
    const message = { endpoint: "13800000001", message: "x", sign_id: "a", ...change };
    expect(schemaNamed("SdkSmsBatch")({ sms_message: [message] })).toBe(false);
  });
});

describe("links of an answer to sending", () => {
  it("lead from a message's id to its text and its report, by parameters that these have", () => {
    const links = at("components", "responses", "BatchTaken", "links") as Record<string, Node>;
    const targets = Object.values(links).map((link) => link["operationId"]);
    expect(targets).toEqual(["GetSmsMessage", "ListSmsMsgReport"]);
    for (const { operationId, parameters } of Object.values(links)) {
      const { path, operation } = operations().find((one) => one.operation["operationId"] === operationId)!;
      const item = at("paths")[path] as Node;
      const known = [...(item["parameters"] as Node[]), ...((operation["parameters"] ?? []) as Node[])];
      const names = known.map((one) => resolve(one)["name"]);
      expect(names).toEqual(expect.arrayContaining(Object.keys(parameters as Node)));
    }
  });
});

describe("the length of the document", () => {
  it("is one that people read", () => {
    const lines = readFileSync(new URL("../../openapi/smn-sms.yaml", import.meta.url), "utf8").split("\n");
    expect(lines.length).toBeLessThanOrEqual(1500);
  });
});
