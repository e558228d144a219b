import { copyFile, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { writeXlsx } from "hucre";
import Papa from "papaparse";
import { describe, expect, onTestFinished, test } from "vitest";
import { sandboxCredentials, sandboxProjectId, sandboxSign, startMockServer } from "../../src/mock/index.js";
import { temporaryFolder } from "./command.js";
import { runInside } from "./support.js";

const cases = fileURLToPath(new URL("cases/", import.meta.url));

/** Small files as people have them: what is wanted of each is in its test. */
async function copyOf(name: string): Promise<string> {
  const path = join(await temporaryFolder(), name);
  await copyFile(join(cases, name), path);
  return path;
}

interface Ended {
  readonly code: number;
  /** Everything on the screen, in one line. */
  readonly told: string;
}

async function dryRun(name: string, ...args: string[]): Promise<Ended> {
  return check(await copyOf(name), ...args);
}

async function check(file: string, ...args: string[]): Promise<Ended> {
  const { code, stdout, stderr } = await runInside(["send", file, "--sign-id", "s1", "--dry-run", ...args]);
  return { code, told: `${stdout}${stderr}`.replace(/\s+/g, " ") };
}

/** Sends a file to a sandbox. @returns also the texts that it took, by number, and the rows of the results */
async function send(
  file: string,
  ...args: string[]
): Promise<Ended & { taken: [string, string][]; rows: Record<string, string>[]; results: Buffer }> {
  const server = await startMockServer({ seed: 1 });
  onTestFinished(() => server.close());
  const where = [
    "--base-url",
    server.url,
    "--project-id",
    sandboxProjectId,
    "--sign-id",
    sandboxSign.sign_id,
  ];
  const { code, stdout, stderr } = await runInside(["send", file, ...where, "--yes", ...args], {
    env: { HUAWEICLOUD_SDK_AK: sandboxCredentials.ak, HUAWEICLOUD_SDK_SK: sandboxCredentials.sk },
  });
  const results = await readFile(`${file}.results.csv`).catch(() => Buffer.alloc(0));
  const text = results.toString("utf8").replace(/^\uFEFF/, "");
  return {
    code,
    told: `${stdout}${stderr}`.replace(/\s+/g, " "),
    taken: server.service.messages.map(({ endpoint, message }) => [endpoint, message]),
    rows: Papa.parse<Record<string, string>>(text.trimEnd(), { header: true }).data,
    results,
  };
}

describe("damaged quotes", () => {
  test.each([
    ["unclosed-quote-swallow.csv", "lines 2 to 4"],
    ["unclosed-quote-swallow2.csv", "lines 2 to 4"],
    ["unclosed-to-end.csv", "lines 3 to 6"],
    ["quotes.csv", "lines 3 to 4"],
  ])("of %s are told with their lines, and nothing is sent", async (name, lines) => {
    const { code, told, taken } = await send(await copyOf(name));
    expect([code, taken]).toEqual([2, []]);
    expect(told).toContain(lines);
    expect(told).toContain("--skip-damaged-rows");
  });

  test.each<[string, [string, string][], string[]]>([
    ["unclosed-quote-swallow.csv", [["13800000004", "Dear D"]], ["invalid", "accepted"]],
    ["unclosed-quote-swallow2.csv", [["13800000004", "Code 4444"]], ["invalid", "accepted"]],
    ["unclosed-to-end.csv", [["13800000001", "fine"]], ["accepted", "invalid"]],
  ])("of %s can be left out, and nobody gets another's text", async (name, texts, statuses) => {
    const { code, taken, rows } = await send(await copyOf(name), "--skip-damaged-rows");
    expect(code).toBe(3);
    expect(taken).toEqual(texts);
    expect(rows.map(({ status }) => status)).toEqual(statuses);
    expect(rows.find(({ status }) => status === "invalid")?.["reason"]).toMatch(/^lines \d to \d/);
  });

  test("are none where a text has several lines", async () => {
    const { code, taken } = await send(await copyOf("lines.csv"));
    expect(code).toBe(3);
    expect(taken).toEqual([
      ["13800000001", "a\nb\nc"],
      ["13800000002", "d\r\ne"],
    ]);
  });
});

describe("rows", () => {
  test.each(["excel-empty-rows.csv", "excel-trailing-comma.csv"])(
    "of empty cells are none: %s",
    async (name) => {
      const { code, told, taken, rows } = await send(await copyOf(name));
      expect([code, taken, rows.length]).toEqual([0, [["13800000001", "hi"]], 1]);
      expect(told).toMatch(/rows? of empty cells/);
    },
  );

  test("whose line ends with several CR keep them out of the text", async () => {
    const { taken } = await send(await copyOf("mixed-eol.csv"));
    expect(taken).toEqual([
      ["13800000001", "hi"],
      ["13800000002", "ho"],
      ["13800000003", "x\ry"],
    ]);
  });

  test("with too many or too few cells are invalid", async () => {
    expect(await dryRun("ragged.csv")).toMatchObject({
      code: 3,
      told: expect.stringContaining("expected 3 cells") as string,
    });
    expect((await dryRun("comma-text.csv")).code).toBe(3);
  });

  test("come back unchanged in the results", async () => {
    const { rows } = await send(await copyOf("formula.csv"));
    expect(rows.map(({ message, name }) => [message, name])).toEqual([
      ["hi", '=HYPERLINK("http://x","y")'],
      ["@SUM(1)", "-1+2"],
    ]);
  });

  test("understand the truth values of a spreadsheet", async () => {
    const { code, taken } = await send(await copyOf("excel-bool.csv"));
    expect([code, taken.map(([, text]) => text)]).toEqual([0, ["【XX商城】hi", "hi"]]);
  });
});

describe("before sending", () => {
  test("the first texts are shown, and values that are errors of a spreadsheet", async () => {
    const { code, told } = await dryRun(
      "excel-errors.csv",
      ...["--phone-column", "phone", "--template", "亲爱的{name}，您的验证码是{code}"],
    );
    expect(code).toBe(0);
    expect(told).toContain("13800****01 亲爱的#N/A，您的验证码是1");
    expect(told).toContain("#N/A, NULL, #REF!, nan where a value is missing: lines 2, 4, 5, 6");
  });

  test("the first texts have the signature whose name is known", async () => {
    const { told } = await dryRun("two-rows.csv", "--sign-name", "小店");
    expect(told).toContain(
      "The 2 texts, as they will arrive: 13800****01 【小店】hi one 13800****02 【小店】hi two",
    );
    expect((await dryRun("two-rows.csv")).told).toContain("without the signature");
  });

  test("rows that repeat a number and text are told", async () => {
    const { told } = await dryRun("dup-rows.csv");
    expect(told).toContain("1 number, 3 times the same text; 2 rows repeat an earlier one: lines 3, 4");
  });

  test("blank texts are invalid, and blanks around a text are told", async () => {
    const { code, told } = await dryRun("blank-texts.csv");
    expect(code).toBe(3);
    expect(told).toContain("1 message can be sent");
    expect(told).toContain("blanks or tabs around a value, which will be sent: line 2");
  });

  test("a signature inside a text is told", async () => {
    expect((await dryRun("text-with-sign.csv")).told).toContain(
      "before which the service puts another: line 2",
    );
  });

  test("parts are never fewer than the service bills", async () => {
    const { code, told } = await dryRun("parts-66.csv", "--max-parts", "5");
    expect([code, told]).toEqual([2, expect.stringContaining("more than --max-parts 5")]);
    expect(told).toContain("5 parts without the signature");
    expect((await dryRun("parts-66.csv", "--max-parts", "10")).code).toBe(0);
    expect((await dryRun("parts-66.csv", "--max-parts", "5", "--sign-name", "小店")).code).toBe(0);
    // The sandbox names its signature, 4 characters long.
    const sent = await send(await copyOf("parts-66.csv"), "--max-parts", "5");
    expect([sent.code, sent.taken]).toEqual([2, []]);
    expect(sent.told).toContain("billed as 10 parts");
    expect((await send(await copyOf("parts-66.csv"), "--max-parts", "10")).code).toBe(0);
  });

  test("a last line without an end is told", async () => {
    const file = join(await temporaryFolder(), "cut.csv");
    await writeFile(file, "endpoint,message\n13800000001,Your code is 48");
    expect((await check(file)).told).toContain("the last line has no line end");
    expect((await dryRun("two-rows.csv")).told).not.toContain("line end");
  });
});

describe("a template", () => {
  test.each([
    ["{{code}}", "{{code}}"],
    ["{{{code}}}", "{{{code}}}"],
    ["${code}", "${code}"],
    ["%{code}", "%{code}"],
    ["$code", "$code"],
    ["｛code｝", "｛code｝"],
    ["#code#", "#code#"],
    ["＃Code＃", "＃Code＃"],
    ["%code%", "%code%"],
    ["[code]", "[code]"],
    ["[ code ]", "[ code ]"],
    ["<code>", "<code>"],
    ["《code》", "《code》"],
    ["%(code)s", "%(code)s"],
    ["\\n{code}", "\\n"],
    ["{code}\\u0041", "\\u0041"],
  ])("of another tool is refused: %s", async (template, shown) => {
    const args = ["--phone-column", "phone", "--template", `您的验证码是${template}`];
    const { code, told } = await dryRun("utf8-zh.csv", ...args);
    expect([code, told]).toEqual([2, expect.stringContaining(shown)]);
    expect(told).toContain("--literal-template");
    expect((await dryRun("utf8-zh.csv", ...args, "--literal-template")).code).toBe(0);
  });

  test("says how braces of another tool would arrive", async () => {
    const args = ["--phone-column", "phone", "--template", "您的验证码是{{code}}"];
    const { told } = await dryRun("utf8-zh.csv", ...args);
    expect(told).toContain("{{code}}, which would be sent as {code}, without the value. Write {code}.");
    const sent = await dryRun("utf8-zh.csv", ...args, "--literal-template");
    expect(sent.told).toContain(" 您的验证码是{code} ");
  });

  test.each(['"{code}"', "'{code}'", "“{code}”"])(
    "with quotation marks around it is refused: %s",
    async (template) => {
      const { code, told } = await dryRun("utf8-zh.csv", "--phone-column", "phone", "--template", template);
      expect([code, told]).toEqual([2, expect.stringContaining("quotation marks around all of it")]);
    },
  );

  test.each([
    "{code}【{name}】",
    "100% {code}",
    "订单#{code}",
    "[您好]{code}",
    "{code} <b>",
    "{{x}}{code}",
    "$5 {code}",
  ])("with marks that are none of another tool's is taken: %s", async (template) => {
    expect((await dryRun("utf8-zh.csv", "--phone-column", "phone", "--template", template)).code).toBe(0);
  });
});

test("what is wrong with a number is told by name", async () => {
  const { code, told } = await dryRun("phone-formats.csv");
  expect(code).toBe(3);
  for (const reason of [
    "line 3 (861****12): endpoint: expected a phone number, got a number that a spreadsheet has shortened, 8.61381E+12",
    "line 5 (13800****30): endpoint: expected a phone number, got a decimal point and zeros behind the number",
    "got an apostrophe before the number",
    "got a spreadsheet formula around the number",
    "got a no-break space (U+00A0) between the digits",
    "got full-width digits or signs",
    "got a dash that is no hyphen",
    "got more than one number in the cell",
    "got 00 before the country code",
    "got a link (tel:) instead of a number",
    "got #N/A, which a program writes where a value is missing",
    "9 numbers without the blanks or invisible marks around them: lines 8, 9, 10, 12, 13, 14, 15, 35, 36",
  ])
    expect(told).toContain(reason);
});

describe("the first line", () => {
  test.each<[string, number, string]>([
    ["sep-line.csv", 0, "1 message can be sent"],
    ["tabs.csv", 0, "1 message can be sent"],
    ["comment-first.csv", 2, "The names of the columns are in line 2"],
    ["cn-header.csv", 2, "手机号码（必填）, 短信内容*"],
    ["pipe.csv", 2, "endpoint|message. Nothing was sent. Name the column"],
    ["pipe.csv", 2, "--separator '|'"],
    ["fullwidth-comma.csv", 2, "full-width commas (，)"],
    ["semicolon.csv", 2, "--separator ';'"],
    ["no-header.csv", 2, "looks like a message"],
    ["no-header-q.csv", 2, "looks like a message"],
    ["cr-only.csv", 2, "CR alone"],
    ["dup-message.csv", 2, "two columns are named message"],
  ])("of %s is understood or refused by name", async (name, code, hint) => {
    expect(await dryRun(name)).toEqual({ code, told: expect.stringContaining(hint) as string });
  });

  test("that begins a message is not printed", async () => {
    const { told } = await dryRun("no-header.csv");
    expect(told).not.toContain("你好");
    expect(told).not.toContain("13800000001");
  });
});

describe("an encoding", () => {
  const template = ["--phone-column", "phone", "--template", "{name}{code}"];

  test.each<[string, string[], [string, string][]]>([
    [
      "gbk-zh.csv",
      ["--encoding", "gb18030", ...template],
      [
        ["13800000001", "张三482913"],
        ["13800000002", "李四730155"],
      ],
    ],
    [
      "utf16le-bom.csv",
      template,
      [
        ["13800000001", "张三482913"],
        ["13800000002", "李四730155"],
      ],
    ],
    [
      "utf16le-bom-tab.txt",
      template,
      [
        ["13800000001", "张三482913"],
        ["13800000002", "李四730155"],
      ],
    ],
  ])("of %s is read, and the results open in a spreadsheet", async (name, args, texts) => {
    const { code, taken, rows, results } = await send(await copyOf(name), ...args);
    expect([code, taken]).toEqual([0, texts]);
    expect(rows[0]).toMatchObject({ name: "张三", status: "accepted" });
    expect(results.subarray(0, 3).toString("hex")).toBe("efbbbf");
  });

  test("that is not the one of the file is refused", async () => {
    const utf8 = "is UTF-8, not GB18030";
    const gb18030 = ["--encoding", "gb18030"];
    expect(await dryRun("utf8bom-sent-as-gb18030.csv", ...gb18030)).toMatchObject({
      code: 2,
      told: expect.stringContaining(utf8) as string,
    });
    expect(await dryRun("utf8-zh.csv", ...gb18030, ...template)).toMatchObject({
      code: 2,
      told: expect.stringContaining(utf8) as string,
    });
    expect(await dryRun("gbk-msg.csv")).toMatchObject({
      code: 2,
      told: expect.stringContaining("--encoding gb18030") as string,
    });
    expect((await dryRun("two-rows.csv", ...gb18030)).code).toBe(0);
  });
});

describe("a file that is no text", () => {
  test.each([
    ["people.xlsx", "is a workbook that cannot be read"],
    ["people.csv.gz", "compressed by gzip. Nothing was sent. Decompress it first"],
  ])("is named: %s", async (name, hint) => {
    expect(await dryRun(name)).toEqual({ code: 2, told: expect.stringContaining(hint) as string });
  });

  test.each<[string, number[] | string, string]>([
    ["an old workbook", [0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1], ".xls"],
    ["a PDF", "%PDF-1.7\n", "a PDF"],
    ["a web page", "<html><table><tr><td>1", "HTML or XML"],
    ["JSON", '{"endpoint":"13800000001","message":"x"}\n', "--format jsonl"],
    ["a JSON array", '[{"endpoint":"13800000001"}]', "JSON array"],
    ["UTF-16 without a mark", [...Buffer.from("endpoint,message\n", "utf16le")], "UTF-16 (little-endian)"],
    ["an archive", [0x50, 0x4b, 3, 4, 20, 0, 0, 0, 8, 0], "zip"],
  ])("is named by its first bytes: %s", async (_, content, hint) => {
    const file = join(await temporaryFolder(), "people.csv");
    await writeFile(file, typeof content === "string" ? content : Uint8Array.from(content));
    expect(await check(file)).toEqual({ code: 2, told: expect.stringContaining(hint) as string });
  });
});

describe("a workbook", () => {
  async function workbook(): Promise<string> {
    const file = join(await temporaryFolder(), "people.xlsx");
    const rows = [
      ["手机", "姓名", "code", "day"],
      [13800000001, "张三", 12345, new Date(0)],
      ["13800000002", "李四", 0.1, "today"],
      [null, null, null, null],
    ];
    const cells = new Map([["1,2", { value: 12345, type: "number" as const, style: { numFmt: "000000" } }]]);
    await writeFile(
      file,
      await writeXlsx({
        sheets: [
          { name: "名单", rows, cells },
          { name: "other", rows: [["x"], [1]] },
        ],
      }),
    );
    return file;
  }
  const template = (text: string): string[] => ["--phone-column", "手机", "--template", text];

  test("is sent as it shows its numbers, and the results are CSV that it can open", async () => {
    const { code, taken, rows, results } = await send(await workbook(), ...template("{姓名}{code}"));
    expect([code, taken]).toEqual([
      0,
      [
        ["13800000001", "张三012345"],
        ["13800000002", "李四0.1"],
      ],
    ]);
    expect(rows.map(({ 姓名, status }) => [姓名, status])).toEqual([
      ["张三", "accepted"],
      ["李四", "accepted"],
    ]);
    expect(results.subarray(0, 3).toString("hex")).toBe("efbbbf");
  });

  test("keeps dates out of texts", async () => {
    const { code, told } = await check(await workbook(), ...template("{day}"));
    expect([code, told]).toEqual([
      3,
      expect.stringContaining("row 2 (13800****01): day: expected a value for the template, got a date"),
    ]);
  });

  test("has sheets with names", async () => {
    const file = await workbook();
    expect((await check(file, "--sheet", "other")).told).toContain(
      "there are no columns endpoint, message. The columns are: x",
    );
    expect((await check(file, "--sheet", "none")).told).toContain("Its sheets are: 名单, other.");
    expect((await dryRun("two-rows.csv", "--sheet", "x")).told).toContain("is a text file");
  });
});

describe("JSON Lines", () => {
  test.each<[string, number, string]>([
    ["j-dupkeys.jsonl", 3, "a name that is there twice"],
    ["j-array.jsonl", 2, "is a JSON array"],
    ["j-array.json", 2, "JSON array"],
    ["j-pretty.jsonl", 2, "spread over several lines"],
    ["j-bad-octal.jsonl", 3, "a line that is not JSON"],
    ["j-types.jsonl", 3, "line 1 (****): endpoint: expected a string, got a number"],
    ["j-surrogate.jsonl", 3, "1 message can be sent"],
  ])("of %s are refused by name", async (name, code, hint) => {
    const args = name === "j-bad-octal.jsonl" ? ["--template", "{order}"] : [];
    const ended = await dryRun(name, ...args);
    expect(ended).toEqual({ code, told: expect.stringContaining(hint) as string });
  });

  test("are read as ever", async () => {
    expect((await send(await copyOf("j-bom-crlf.jsonl"))).taken).toEqual([
      ["13800000001", "bom"],
      ["13800000002", "crlf"],
    ]);
    expect((await send(await copyOf("j-proto.jsonl"))).taken).toEqual([
      ["13800000001", "a"],
      ["13800000002", "b"],
    ]);
    const { code, told } = await dryRun("j-bool.jsonl", "--template", "{name}{vip}");
    expect([code, told]).toEqual([3, expect.stringContaining("a value of type boolean")]);
  });

  test("bring numbers into texts as they are written, and back into the results", async () => {
    const file = join(await temporaryFolder(), "people.jsonl");
    await writeFile(
      file,
      '{"endpoint":"13800000001", "order": 738529527931269425 ,"price":19.90,"n":1e21,"z":-0,"c":12}\n',
    );
    const { taken, rows } = await send(file, "--template", "{order} {price} {n} {z} {c}");
    expect(taken).toEqual([["13800000001", "738529527931269425 19.90 1e21 -0 12"]]);
    expect(rows[0]).toMatchObject({ order: "738529527931269425", price: "19.90" });
  });

  test.each([
    ['{"endpoint":"1"}{"endpoint":"2"}', "two JSON objects"],
    ['{"endpoint":"1"},', "a comma behind the object"],
    ["null", "JSON of another type"],
  ])("say what is in a line instead: %s", async (line, hint) => {
    const file = join(await temporaryFolder(), "people.jsonl");
    await writeFile(file, `{"endpoint":"13800000001","message":"x"}\n${line}\n`);
    expect((await check(file)).told).toContain(hint);
  });
});
