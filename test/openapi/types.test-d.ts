import { describe, expectTypeOf, it } from "vitest";
import type { components, webhooks } from "../../generated/schema.js";
import type { callbackEventTypes } from "../../generated/reportRules.js";
import type { SmsClient } from "../../src/createSmsClient.js";
import type { SmnError } from "../../src/base/errors.js";
import type { Outcome } from "../../src/messages/outcome.js";
import type { BatchRequest, BatchResponse, CommitResult, SmsMessage } from "../../src/messages/types.js";

describe("SmsMessage", () => {
  it("is signed by id, or in the text", () => {
    expectTypeOf({ endpoint: "1", message: "m", sign_id: "s" }).toExtend<SmsMessage>();
    expectTypeOf({
      endpoint: "1",
      message: "m",
      message_include_sign_flag: "true" as const,
    }).toExtend<SmsMessage>();
    expectTypeOf<{ endpoint: string; message: string }>().not.toExtend<SmsMessage>();
    expectTypeOf<{
      endpoint: string;
      message: string;
      message_include_sign_flag: "false";
    }>().not.toExtend<SmsMessage>();
  });

  it("is not any or unknown", () => {
    expectTypeOf<SmsMessage>().not.toBeAny();
    expectTypeOf<SmsMessage>().not.toBeUnknown();
    expectTypeOf<SmsMessage["endpoint"]>().toEqualTypeOf<string>();
    expectTypeOf<SmsMessage["message_include_sign_flag"]>().toEqualTypeOf<"true" | "false" | undefined>();
  });

  it("refuses wrong combinations as literals", () => {
    // @ts-expect-error neither sign_id nor flag
    const unsigned: SmsMessage = { endpoint: "1", message: "m" };
    // @ts-expect-error the flag is a string
    const boolean: SmsMessage = { endpoint: "1", message: "m", message_include_sign_flag: true };
    // @ts-expect-error "false" needs a sign_id
    const flagged: SmsMessage = { endpoint: "1", message: "m", message_include_sign_flag: "false" };
    // @ts-expect-error a misspelt property
    const misspelt: SmsMessage = { endpoint: "1", message: "m", sign_id: "s", extend_cod: "x" };
    // @ts-expect-error numbers of phones are strings
    const number: SmsMessage = { endpoint: 1, message: "m", sign_id: "s" };
    expectTypeOf([unsigned, boolean, flagged, misspelt, number]).toExtend<SmsMessage[]>();
  });

  it("narrows by the flag", () => {
    const narrow = (message: SmsMessage): string =>
      message.message_include_sign_flag === "true" ? message.message : message.sign_id;
    expectTypeOf(narrow).returns.toBeString();
    // @ts-expect-error without the flag's test the sign_id may be missing
    const wrong = (message: SmsMessage): unknown => message.sign_id satisfies string;
    expectTypeOf(wrong).toBeFunction();
  });

  it("comes in lists in a request", () => {
    expectTypeOf<BatchRequest["sms_message"]>().toEqualTypeOf<SmsMessage[]>();
  });
});

describe("CommitResult", () => {
  it("narrows by message_id", () => {
    const read = (result: CommitResult): string => ("message_id" in result ? result.message_id : result.code);
    expectTypeOf(read).parameter(0).toEqualTypeOf<BatchResponse["result"][number]>();
    // @ts-expect-error a rejection has no message_id
    const wrong = (result: CommitResult): unknown => [result.message_id];
    expectTypeOf(wrong).toBeFunction();
  });
});

describe("Outcome", () => {
  it("narrows by its status and keeps the input's type", () => {
    const read = (outcome: Outcome<{ row: number }>): unknown => {
      expectTypeOf(outcome.input.row).toBeNumber();
      switch (outcome.status) {
        case "accepted":
          return outcome.message_id;
        case "rejected":
          expectTypeOf(outcome.request_id).toEqualTypeOf<string | undefined>();
          return outcome.code;
        case "invalid":
          return outcome.issues;
        case "unsent":
        case "unknown":
          expectTypeOf(outcome.cause).toEqualTypeOf<SmnError>();
          return outcome.cause.sent;
        default:
          return outcome satisfies never;
      }
    };
    expectTypeOf(read).toBeFunction();
    // @ts-expect-error only accepted ones have it
    const wrong = (outcome: Outcome<unknown>): unknown => [outcome.message_id];
    expectTypeOf(wrong).toBeFunction();
  });
});

describe("sms.api", () => {
  it("knows the paths, their parameters and bodies", () => {
    const call = async (sms: SmsClient, body: BatchRequest): Promise<void> => {
      const { data, error } = await sms.api.POST("/v2/{project_id}/notifications/sms", {
        params: { path: { project_id: "p" } },
        body,
      });
      if (error === undefined) expectTypeOf(data).toEqualTypeOf<BatchResponse>();
      await sms.api.POST("/v2/{project_id}/notifications/batch_sms", {
        params: { path: { project_id: "p" } },
        body,
      });
      // @ts-expect-error unknown path
      await sms.api.POST("/v2/{project_id}/notifications/smss", { body });
      // @ts-expect-error the path has a parameter
      await sms.api.POST("/v2/{project_id}/notifications/sms", { body });
      // @ts-expect-error there is no GET
      await sms.api.GET("/v2/{project_id}/notifications/sms", { params: { path: { project_id: "p" } } });
      await sms.api.POST("/v2/{project_id}/notifications/sms", {
        params: { path: { project_id: "p" } },
        // @ts-expect-error unsigned message
        body: { sms_message: [{ endpoint: "1", message: "m" }] },
      });
    };
    expectTypeOf(call).toBeFunction();
  });
});

type Schemas = components["schemas"];

describe("reports, signatures and callbacks", () => {
  it("have their parameters and answers in sms.api", () => {
    const call = async (sms: SmsClient): Promise<void> => {
      const path = { project_id: "p" };
      const window = { start_time: 1, end_time: 2, sign_id: "s" };
      const { data, error } = await sms.api.GET("/v2/{project_id}/notifications/sms/report", {
        params: { path, query: { ...window, status: 2, limit: 10 } },
      });
      if (error === undefined) expectTypeOf(data).toEqualTypeOf<Schemas["SmsMsgReportPage"]>();
      await sms.api.GET("/v2/{project_id}/notifications/sms/report", {
        // @ts-expect-error there is no such status
        params: { path, query: { ...window, status: 3 } },
      });
      await sms.api.GET("/v2/{project_id}/notifications/sms/report", {
        // @ts-expect-error the signature is required
        params: { path, query: { start_time: 1, end_time: 2 } },
      });
      await sms.api.GET("/v2/{project_id}/notifications/sms/message/{message_id}", {
        params: { path: { ...path, message_id: "m" } },
      });
      await sms.api.GET("/v2/{project_id}/notifications/sms_sign", { params: { path } });
      await sms.api.DELETE("/v2/{project_id}/notifications/sms_sign/{sign_id}", {
        params: { path: { ...path, sign_id: "s" } },
      });
      await sms.api.GET("/v2/{project_id}/notifications/sms/callback", {
        params: { path, query: { event_type: "sms_fail_event" } },
      });
      await sms.api.PUT("/v2/{project_id}/notifications/sms/callback", {
        params: { path },
        // @ts-expect-error there is no such event
        body: { callback: [{ event_type: "sms_event", topic_urn: "t" }] },
      });
    };
    expectTypeOf(call).toBeFunction();
  });

  it("name the states and what may be missing", () => {
    type Report = Schemas["SmsMsgReport"];
    // Values that the vendor adds later compile: answers are open.
    expectTypeOf<Report["status"]>().toEqualTypeOf<number>();
    expectTypeOf<Schemas["ReportStatusFilter"]>().toEqualTypeOf<0 | 1 | 2>();
    expectTypeOf<Report["status_desc"]>().toEqualTypeOf<string | null | undefined>();
    expectTypeOf<Report["extend_code"]>().toEqualTypeOf<string | null | undefined>();
    expectTypeOf<Report["deliver_time"]>().toEqualTypeOf<string | null | undefined>();
    expectTypeOf<Schemas["SmsSign"]["status"]>().toEqualTypeOf<number>();
    expectTypeOf<Schemas["SmsSign"]["sign_type"]>().toEqualTypeOf<number>();
    expectTypeOf<Schemas["SmsCallback"]["event_type"]>().toEqualTypeOf<string>();
  });

  it("have the same events at run time", () => {
    expectTypeOf<(typeof callbackEventTypes)[number]>().toEqualTypeOf<Schemas["CallbackEvent"]>();
  });
});

describe("PushMessage", () => {
  it("is of any type, and has what belongs to one type only perhaps", () => {
    expectTypeOf<Schemas["PushMessage"]["type"]>().toEqualTypeOf<string>();
    expectTypeOf<Schemas["PushMessage"]["subscribe_url"]>().toEqualTypeOf<string | undefined>();
    expectTypeOf<Schemas["PushMessage"]["signature"]>().toEqualTypeOf<string>();
  });

  it("is the body of the webhook", () => {
    type Body = webhooks["PushMessage"]["post"]["requestBody"]["content"]["application/json"];
    expectTypeOf<Body>().toEqualTypeOf<Schemas["PushMessage"]>();
  });

  it("holds events of any state", () => {
    expectTypeOf<Schemas["SmsStatusEvent"]["status"]>().toEqualTypeOf<number>();
    expectTypeOf<Schemas["SmsStatusEvent"]["mobile"]>().toEqualTypeOf<string | null | undefined>();
    expectTypeOf<Schemas["SmsReplyEvent"]["event_type"]>().toEqualTypeOf<string>();
  });
});

describe("SmsClient", () => {
  it("takes read-only lists", () => {
    expectTypeOf<SmsClient["sendBatch"]>().parameter(0).toEqualTypeOf<readonly SmsMessage[]>();
    expectTypeOf<SmsClient["send"]>().returns.resolves.toEqualTypeOf<Outcome<SmsMessage>>();
  });
});

describe("SmnError", () => {
  it("has a literal code and verdict", () => {
    expectTypeOf<SmnError["sent"]>().toEqualTypeOf<"no" | "maybe" | "yes">();
    type Documented = "api" | "auth" | "network" | "timeout" | "protocol" | "validation" | "aborted";
    expectTypeOf<Documented>().toExtend<SmnError["code"]>();
    expectTypeOf<string>().not.toExtend<SmnError["code"]>();
  });
});
