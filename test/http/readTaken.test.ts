import { describe, expect, it } from "vitest";
import { SmnError } from "../../src/base/errors.js";
import { protocolError, readTaken, type TakenBatch } from "../../src/http/readTaken.js";
import { Quotations } from "../../src/messages/quotations.js";
import { SentMessages } from "../../src/messages/sentMessages.js";
import { answer } from "./support.js";

const ID = "0f6f3c6e2ff34a0d9b1f5b6f2f3a1c77";
const OTHER = "1f6f3c6e2ff34a0d9b1f5b6f2f3a1c77";
const TEXT = "your code is 482913-abcdef";

/** Reads an answer to a request with one message. */
function read(
  body: unknown,
  {
    header,
    message = TEXT,
    keys = [],
  }: { header?: string; message?: string; keys?: readonly string[] | undefined } = {},
): TakenBatch {
  const headers: Record<string, string> = header === undefined ? {} : { "x-request-id": header };
  return readTaken(
    answer(200, body, headers),
    new Quotations(keys, SentMessages.of([{ endpoint: "+8613800000001", message }])),
  );
}

function failureOf(...given: Parameters<typeof read>): SmnError {
  try {
    read(...given);
  } catch (error) {
    if (error instanceof SmnError) return error;
  }
  throw new Error("expected an SmnError");
}

describe("an answer that was taken", () => {
  it("has a list of results, which are not looked at, and an id", () => {
    expect(read({ request_id: ID, result: [1, null] })).toEqual({ request_id: ID, result: [1, null] });
    expect(read({ request_id: "r-1", result: [] }, { header: OTHER })).toEqual({
      request_id: "r-1",
      result: [],
    });
    expect(read({ request_id: ID, result: [] }, { header: ID }).request_id).toBe(ID);
  });

  it.each([undefined, "", 7, null])("has the id of its header where that of its body is %j", (request_id) => {
    expect(read({ request_id, result: [] }, { header: ID }).request_id).toBe(ID);
    expect(failureOf({ request_id, result: [] })).toMatchObject({
      code: "protocol",
      sent: "maybe",
      requestId: undefined,
      message: expect.stringContaining("but the answer has no request_id.") as string,
    });
  });

  it.each(["", "<html>", '{"request_id":"r","result":['])("is of no use when it is no JSON: %j", (body) => {
    for (const header of [ID, undefined])
      expect(failureOf(body, header === undefined ? {} : { header })).toMatchObject({
        code: "protocol",
        sent: "maybe",
        requestId: header,
        message: expect.stringContaining("but the answer is not JSON.") as string,
      });
  });

  it.each<[string, unknown, string | undefined]>([
    ["null", null, OTHER],
    ["a list", [], OTHER],
    ["a text", '"text"', OTHER],
    ["an object without them", { request_id: ID }, ID],
    ["an object with something else", { request_id: ID, result: { 0: {} } }, ID],
    ["an object without an id", { result: "none" }, OTHER],
  ])("is of no use when it has no results: %s", (_name, body, requestId) => {
    expect(failureOf(body, { header: OTHER })).toMatchObject({
      code: "protocol",
      sent: "maybe",
      requestId,
      message: expect.stringContaining("but the answer has no list of results.") as string,
    });
  });
});

describe("the id of an answer", () => {
  it.each<[string, string, string]>([
    ["a text", "x-2913-abc", "x-***"],
    ["the number", "id-8613800000001", "id-86138****01"],
    ["nothing but a text", "482913", "***"],
    ["blanks", "  ", "***"],
  ])("is shown without what it quotes of the request: %s", (_name, request_id, shown) => {
    expect(read({ request_id, result: [] }).request_id).toBe(shown);
  });

  it("is that of the header where that of the body quotes something, and the other way round", () => {
    expect(read({ request_id: "482913-abcdef", result: [] }, { header: ID }).request_id).toBe(ID);
    expect(read({ request_id: ID, result: [] }, { header: "482913-abcdef" }).request_id).toBe(ID);
    expect(failureOf("<html>", { header: "482913-abcdef" }).requestId).toBeUndefined();
  });

  it("is shown without keys and tokens", () => {
    expect(read({ request_id: "r-secretkey", result: [] }, { keys: ["secretkey"] }).request_id).toBe("r-***");
    expect(read({ request_id: "r-secretkey", result: [] }).request_id).toBe("r-secretkey");
    expect(read({ request_id: ID, result: [] }, { keys: [ID] }).request_id).not.toContain(ID.slice(0, 8));
  });

  it("of the usual form is compared with the request where it has a number in it, or is in the request", () => {
    const ofNumber = "0f6f3c6e2ff13800000001a1c77abcde";
    expect(read({ request_id: ofNumber, result: [] }).request_id).not.toContain("13800000001");
    expect(read({ request_id: ID, result: [] }, { message: `see ${ID}` }).request_id).not.toContain(
      ID.slice(0, 8),
    );
    for (const id of [ID, "0f1346c6e2ff4a0d9b1f5b6f2f3a1c77"]) {
      const idWith = (length: number): string =>
        read({ request_id: id, result: [] }, { message: `see ${id.slice(0, length)}` }).request_id;
      expect(idWith(9)).not.toContain(id.slice(0, 9));
      // So short a part is in a text by chance.
      expect(idWith(7)).toBe(id);
    }
  });
});

it("an error says what to do", () => {
  expect(protocolError("it is late", "r1")).toMatchObject({
    code: "protocol",
    sent: "maybe",
    requestId: "r1",
    message:
      "The service took the request, but it is late. Messages were probably sent: look at the delivery report before you send them again.",
  });
});
