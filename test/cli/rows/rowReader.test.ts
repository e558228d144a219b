import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { describe, expect, test } from "vitest";
import type { TableOptions } from "../../../src/cli/input/openTable.js";
import { checkColumns } from "../../../src/cli/rows/checkColumns.js";
import { checkRows } from "../../../src/cli/rows/checkRows.js";
import {
  createRowReader,
  type MessageOptions,
  type BuiltRow,
} from "../../../src/cli/rows/createRowReader.js";
import { describeIssues } from "../../../src/cli/rows/describeIssues.js";
import { identityOf, parseInputId, type RunShape } from "../../../src/cli/run/inputId.js";
import { parseTemplate, type Template } from "../../../src/cli/rows/parseTemplate.js";
import { rowsOf, tableOf } from "../support.js";

const plain: MessageOptions = {
  template: undefined,
  phoneColumn: "endpoint",
  signId: "s1",
  checkNumber: true,
};

async function read(
  content: string,
  options: Partial<MessageOptions> = {},
  table: Partial<TableOptions> = {},
): Promise<BuiltRow[]> {
  const opened = await tableOf(content, table);
  const reader = createRowReader(opened, { ...plain, ...options });
  return (await rowsOf(opened)).map((row) => reader.read(row));
}

const templateOf = (text: string): Template => ({ text, parts: parseTemplate(text), isLiteral: false });

const rules = (read: BuiltRow | undefined): string[] =>
  read !== undefined && "issues" in read
    ? read.issues.map(({ property, rule }) => `${property}:${rule}`)
    : [];

/** Bytes in use when everything is collected that can be. */
function usedBytes(): number {
  setFlagsFromString("--expose-gc");
  (runInNewContext("gc") as () => void)();
  return process.memoryUsage().heapUsed;
}

describe("the message of a row", () => {
  test.each([
    ["its cells", {}],
    ["a template", { template: templateOf("{message}") }],
  ])("keeps nothing of what else stands in a wide row, when it is made of %s", async (_, options) => {
    const wide = `13800000001,a text of some length,${"x".repeat(300_000)}\n`;
    const table = await tableOf(`endpoint,message,more\n${wide.repeat(100)}`);
    const reader = createRowReader(table, { ...plain, ...options });
    const before = usedBytes();
    const messages: BuiltRow[] = [];
    for await (const batch of table.batches()) for (const row of batch) messages.push(reader.build(row));
    expect(usedBytes() - before).toBeLessThan(10_000_000);
    expect(messages).toHaveLength(100);
    const [first] = messages;
    expect(first).toEqual({
      message: { endpoint: "13800000001", message: "a text of some length", sign_id: "s1" },
    });
  });

  test("takes the columns of the wire and leaves the others", async () => {
    const [one] = await read("endpoint,message,sign_id,extend_code,town\n13800000001,你好,s2,abc,北京\n");
    expect(one).toEqual({
      message: { endpoint: "13800000001", message: "你好", sign_id: "s2", extend_code: "abc" },
    });
  });

  test("has no properties of empty cells", async () => {
    const [one] = await read("endpoint,message,sign_id,extend_src_id\n13800000001,hi,,\n");
    expect(one).toEqual({ message: { endpoint: "13800000001", message: "hi", sign_id: "s1" } });
  });

  test("needs no other signature when it carries one", async () => {
    const [one] = await read("endpoint,message,message_include_sign_flag\n13800000001,【X】hi,true\n");
    expect(one).toEqual({
      message: { endpoint: "13800000001", message: "【X】hi", message_include_sign_flag: "true" },
    });
  });

  test("is made by a template, from any columns", async () => {
    const options = { template: templateOf("{姓名}您好{{{code}}}"), phoneColumn: "phone" };
    const [one] = await read("phone,姓名,code,message\n13800000001,张三,0042,unused\n", options);
    expect(one).toMatchObject({ message: { message: "张三您好{0042}" } });
  });

  test.each(["", "  "])("is invalid when a value of the template is empty (%j)", async (empty) => {
    const [one] = await read(`endpoint,code\n13800000001,${empty}\n`, { template: templateOf("{code}") });
    expect(rules(one)).toEqual(["code:template_value"]);
  });

  test.each([
    ["12345,hi", "endpoint:phone"],
    [",hi", "endpoint:minLength"],
    ["13800000001,", "message:minLength"],
    [`13800000001,${"长".repeat(491)}`, "message:maxLength"],
    ["13800000001", ":cells"],
  ])("is invalid: %.20s", async (line, rule) => {
    expect(rules((await read(`endpoint,message\n${line}\n`))[0])).toContain(rule);
  });

  test("may have any number when the check of numbers is off", async () => {
    const [one] = await read("endpoint,message\n12345,hi\n", { checkNumber: false });
    expect(one).toMatchObject({ message: { endpoint: "12345" } });
  });

  test("comes from JSON Lines as well", async () => {
    const lines: Record<string, unknown>[] = [
      { endpoint: "13800000001", code: 42, sign_id: null },
      { endpoint: 13800000001, code: "1" },
      { endpoint: "13800000001", code: { a: 1 } },
      { endpoint: "13800000001", constructor: "x" },
    ];
    const content = `\uFEFF${lines.map((one) => JSON.stringify(one)).join("\r\n\n")}\n["no"]\n{broken\n`;
    const read1 = await read(content, { template: templateOf("{code}") }, { format: "jsonl" });
    expect(read1[0]).toEqual({ message: { endpoint: "13800000001", message: "42", sign_id: "s1" } });
    expect(read1.slice(1).map(rules)).toEqual([
      ["endpoint:type"],
      ["code:template_value"],
      ["code:template_value"],
      [":json"],
      [":json"],
    ]);
    const rows = await rowsOf(await tableOf(content, { format: "jsonl" }));
    expect(rows.map(({ index, line }) => [index, line])).toEqual([
      [0, 1],
      [1, 3],
      [2, 5],
      [3, 7],
      [4, 8],
      [5, 9],
    ]);
  });

  test("finds no column in what every object has", async () => {
    const [one] = await read(
      '{"endpoint":"13800000001"}\n',
      { template: templateOf("{constructor}") },
      { format: "jsonl" },
    );
    expect(rules(one)).toEqual(["constructor:template_value"]);
  });
});

describe("the columns of a file", () => {
  const check = async (
    header: string,
    options: Partial<MessageOptions> = {},
    separator = ",",
  ): Promise<void> =>
    checkColumns(await tableOf(`${header}\n`, { separator }), { ...plain, ...options }, "people.csv");

  test("are accepted when those are there that are needed", async () => {
    await expect(check(" endpoint ,message")).resolves.toBeUndefined();
  });

  test("are named when one is missing", async () => {
    await expect(check("phone,text")).rejects.toThrow(
      /no columns endpoint, message\. The columns are: phone, text\..*--phone-column.*--template/,
    );
  });

  test("are named when the template asks for another", async () => {
    await expect(check("endpoint,code", { template: templateOf("{cod}") })).rejects.toThrow(
      /no column cod\. The columns are: endpoint, code\./,
    );
  });

  test("that stick together give a hint", async () => {
    await expect(check("endpoint;message")).rejects.toThrow("--separator ';'");
  });

  test("are not printed where they look like a message", async () => {
    const shown = check("no. 1380000 0001,您的验证码是【123456】！");
    await expect(shown).rejects.toThrow(/\(unprintable\)/);
    await expect(shown).rejects.not.toThrow(/123456|0001/);
  });

  test("of one name are refused", async () => {
    const table = await tableOf("endpoint,message,message\n1,a,b\n");
    expect(() => createRowReader(table, plain)).toThrow("two columns are named message");
  });
});

describe("the check of all rows", () => {
  test("counts rows, characters and parts, and remembers the first invalid ones", async () => {
    const table = await tableOf(
      `endpoint,message\n13800000001,${"长".repeat(69)}\n13800000002,hi\n138,hi\n13800000003,\n13800009999\n`,
    );
    const check = await checkRows(table, createRowReader(table, plain), {
      signNames: () => "XX",
      remember: 2,
    });
    // The signature makes the first text longer than one part.
    expect(check).toMatchObject({
      rows: 5,
      valid: 2,
      invalid: 3,
      characters: 69 + 4 + 2 + 4,
      parts: 3,
      long: 1,
    });
    expect(check.invalid_rows.map(({ line, endpoint }) => [line, endpoint])).toEqual([
      [4, "****"],
      [5, "13800****03"],
    ]);
  });

  test("can be limited to some rows", async () => {
    const table = await tableOf("endpoint,message\n13800000001,a\n13800000002,b\n13800000003,c\n");
    const only = (index: number): boolean => index === 1;
    const check = await checkRows(table, createRowReader(table, plain), {
      signNames: () => undefined,
      only,
    });
    expect(check).toMatchObject({ rows: 1, parts: 1 });
  });
});

describe("what is wrong with a row", () => {
  test("is told in words, once for each property", () => {
    const issue = { expected: "to match ^x$", received: "3 characters" };
    expect(
      describeIssues([
        { property: "endpoint", rule: "pattern", ...issue, expected: "a phone number" },
        { property: "endpoint", rule: "phone", ...issue },
        { property: "", rule: "cells", expected: "2 cells", received: "1 cells" },
      ]),
    ).toBe("endpoint: expected a phone number, got 3 characters; expected 2 cells, got 1 cells");
  });
});

describe("the identity of a run", () => {
  const shape: RunShape = {
    template: "{code}",
    phoneColumn: "endpoint",
    signId: "s1",
    format: "csv",
    encoding: "utf-8",
    separator: ",",
    checkNumber: true,
    layout: undefined,
    sender: "p1",
  };
  const content = { sha256: "a".repeat(64), size: 42 };

  test("is the same for the same content and options", () => {
    expect(identityOf(content, shape).id).toBe(identityOf(content, { ...shape }).id);
  });

  test.each<[string, Partial<RunShape>]>([
    ["template", { template: undefined }],
    ["column", { phoneColumn: "phone" }],
    ["signature", { signId: undefined }],
    ["format", { format: "jsonl" }],
    ["encoding", { encoding: "gb18030" }],
    ["separator", { separator: ";" }],
    ["number check", { checkNumber: false }],
    ["layout", { layout: "sep" }],
    ["project", { sender: "p2" }],
  ])("changes with the %s", (_, change) => {
    expect(identityOf(content, { ...shape, ...change }).id).not.toBe(identityOf(content, shape).id);
  });

  test("changes with the content", () => {
    expect(identityOf({ ...content, sha256: "b".repeat(64) }, shape).id).not.toBe(
      identityOf(content, shape).id,
    );
  });

  test("names its content, and is told from others", () => {
    const { id, legacyId } = identityOf(content, shape);
    expect(parseInputId(id)?.content).toEqual(content);
    expect(parseInputId(legacyId ?? "")).toBeUndefined();
    expect(identityOf(content, { ...shape, layout: "sep" }).legacyId).toBeUndefined();
  });
});
