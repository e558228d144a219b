import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { writeXlsx, type WriteSheet } from "hucre";
import { describe, expect, test } from "vitest";
import { temporaryFolder } from "./command.js";
import { runInside } from "./support.js";

/** Checks a file with this content. @returns the exit code, and everything on the screen in one line */
async function check(
  content: string | Uint8Array,
  args: readonly string[] = [],
  name = "people.csv",
): Promise<{ code: number; told: string }> {
  const file = join(await temporaryFolder(), name);
  await writeFile(file, content);
  const { code, stdout, stderr } = await runInside(["send", file, "--sign-id", "s1", "--dry-run", ...args]);
  return { code, told: `${stdout}${stderr}`.replace(/\s+/g, " ") };
}

const HEAD = "endpoint,message\n";
const containing = (text: string): unknown => expect.stringContaining(text);

describe("a template", () => {
  const FILE = "phone,name,code,验证码,Full Name\n13800000001,张三,1234,8888,Zhang San\n";
  const withTemplate = (template: string, ...more: string[]): ReturnType<typeof check> =>
    check(FILE, ["--phone-column", "phone", "--template", template, ...more]);

  test.each([
    ["{{code | upper}}", "{code}"],
    ["{{user.code}}", "{code}"],
    ["{{.Code}}", "{code}"],
    ["{{=it.code}}", "{code}"],
    ['{{"code"}}', "{code}"],
    ["<%= user.code %>", "{code}"],
    ["<?= $code ?>", "{code}"],
    ["[[code]]", "{code}"],
    ["*|CODE|*", "{code}"],
    ["｛ｃｏｄｅ｝", "{code}"],
    ["｛full name｝", "{Full Name}"],
    ["[Full_Name]", "{Full Name}"],
    ["【code】", "{code}"],
    ["【验证码】", "{验证码}"],
    ["（code）", "{code}"],
    ["“code”", "{code}"],
    [":code", "{code}"],
    ["@code", "{code}"],
    ["@Model.Code", "{code}"],
    ["#code", "{code}"],
    ["!code!", "{code}"],
    ["&code;", "{code}"],
    ["<code/>", "{code}"],
    ["%s", "in braces"],
    ["%1$s", "in braces"],
    ["%@", "in braces"],
    ["\\{code}", "the \\ would be sent"],
    ["`n{code}", "no line break"],
    ["/n{code}", "no line break"],
    ["{code}%0A", "no line break"],
    ["{code}<br>", "only web pages"],
    ["{code}&nbsp;", "only web pages"],
  ])("of another tool is refused: %s", async (template, hint) => {
    const { code, told } = await withTemplate(`您的码${template}`);
    expect([code, told]).toEqual([2, containing(hint)]);
    expect(told).toContain("--literal-template");
    expect((await withTemplate(`您的码${template}`, "--literal-template")).code).toBe(0);
  });

  test.each([
    "【验证码】您的验证码是{验证码}",
    "（name）{name}",
    "http://x.cn/?code={code}&name=1",
    "y/n {code}",
    "https://x.cn/a%0Ab {code}",
    "100%sure {code}",
    "code: {code}",
    "{ code }",
    "{Full  Name}",
  ])("with marks that people write themselves is taken: %s", async (template) => {
    expect((await withTemplate(template)).code).toBe(0);
  });

  test.each([
    ["{Code}", "Did you mean {code}?"],
    ["{full_name}", "Did you mean {Full Name}?"],
    ["{code|upper}", "write {code}"],
    ["{code:04d}", "write {code}"],
    ["{0}", "named, not numbered"],
  ])("that names no column is told the right one: %s", async (template, hint) => {
    expect(await withTemplate(template)).toEqual({ code: 2, told: containing(hint) });
  });
});

describe("the names of the columns", () => {
  test.each<[string, string[], string]>([
    ["Endpoint,Message\n13800000001,x\n", [], "--phone-column Endpoint"],
    ["Endpoint,Message\n13800000001,x\n", [], "--template '{Message}'"],
    ["姓名,手机号码,message\nA,13800000001,x\n", [], "--phone-column '手机号码'"],
    ['"手机号\n(必填)",message\n13800000001,x\n', [], "手机号 (必填)"],
    ['endpoint, "message"\n13800000001, "x"\n', [], "without a blank"],
    ['endpoint,"What would you like us to write to the person?"\n13800000001,x\n', [], "What would you like"],
    ["endpoint:message\n13800000001:x\n", [], "separated by :"],
    ["endpoint||message\n13800000001||x\n", [], "separated by ||"],
    ["endpoint\u0001message\n13800000001\u0001x\n", [], "U+0001"],
    ["endpoint\tmessage\tlast, first\n13800000001\tx\ty\n", [], "--separator tab"],
    ["endpoint,message\u202813800000001,x\u2028", [], "looks like a message"],
    [
      '"endpoint";"message"\n"13800000001";"x"\n',
      [],
      "Cells seem to be separated by ; : add --separator ';'",
    ],
    ['"endpoint,message"\n"13800000001,x"\n', [], "quotation marks around all of it"],
    ["`endpoint`,`message`\n13800000001,x\n", [], "`endpoint`, `message`"],
    ["| endpoint | message |\n| 13800000001 | x |\n", [], "--separator '|'"],
    ["Table 1\nendpoint;message\n13800000001;x\n", [], "The names of the columns are in line 2"],
    ["鎵嬫満鍙�,message\n13800000001,x\n", [], "look garbled, as from a wrong encoding"],
    ["锘縠ndpoint,message\n13800000001,x\n", [], "(UTF-8 read as GB18030)"],
    ["ï»¿endpoint,message\n13800000001,x\n", [], "(UTF-8 or GB18030 read in a Western encoding)"],
  ])("in %j are told with what to do", async (content, args, hint) => {
    expect(await check(content, args)).toEqual({ code: 2, told: containing(hint) });
  });

  test.each([
    ["Sign Id", "sign_id"],
    ["Sign_ID", "sign_id"],
    ["extendCode", "extend_code"],
    ["ｓｉｇｎ_ｉｄ", "sign_id"],
  ])("that nearly are a property are refused, because they would be ignored: %s", async (name, property) => {
    const told = containing(`column ${name} would be ignored. Rename it to ${property}`);
    expect(await check(`endpoint,message,${name}\n13800000001,x,a\n`)).toEqual({ code: 2, told });
    expect(await check(`endpoint,message,sign_id,extend_code,${name}\n13800000001,x,a,,b\n`)).toEqual({
      code: 2,
      told,
    });
    const lines = `${JSON.stringify({ endpoint: "13800000001", message: "x", [name]: "a" })}\n`;
    expect(await check(lines, [], "people.jsonl")).toEqual({ code: 2, told });
    const template = ["--template", `{message} {${name}}`];
    expect((await check(`endpoint,message,${name}\n13800000001,x,a\n`, template)).code).toBe(0);
  });

  test("are the same with line breaks, invisible marks and several blanks in them", async () => {
    const content = '"\u200b手机\n号", 正文\u00a0 \n13800000001,x\n';
    expect((await check(content, ["--phone-column", "手机  号", "--template", "{正文}"])).code).toBe(0);
  });
});

describe("a row", () => {
  test.each<[string, number, string]>([
    ["13800000001;x", 3, "1 cell: is ; the separator of this line?"],
    ["13800000001\tx", 3, "is a tab the separator"],
    ["13800000001，x", 3, "is ， the separator"],
    ["13800000001,x,", 3, "the last of them empty: remove the ,"],
    ["13800000001,Dear A, hi", 3, "a text with a , in it needs quotation marks"],
    ["13800000001,“Dear A, hi”", 3, 'only " directly behind the ,'],
    ['13800000001, "Dear A, hi"', 3, 'only " directly behind the ,'],
    ["endpoint,message", 3, "the names of the columns once more"],
    ["\uFEFFendpoint,message", 3, "the names of the columns once more"],
    ['13800000001,first\nsecond"', 2, "a quotation mark without its partner"],
    ['13800000001,Dear A, hi"', 2, "a quotation mark without its partner"],
    ['13800000001,"a\n8.61381E+12,b\n8.61381E+12,c"', 2, "a quoted cell that holds whole rows"],
    ['13800000001,"a\n1380000000200,b"', 2, "a quoted cell that holds whole rows"],
    ["\u001a", 0, "1 message can be sent"],
    ["second line", 3, "1 cell: is it the rest of the text above?"],
    ['"13800000001,x"', 3, "quotation marks around the whole line"],
  ])("such as %j is told by name", async (row, code, hint) => {
    expect(await check(`${HEAD}13800000009,x\n${row}\n`)).toEqual({ code, told: containing(hint) });
  });

  test.each([
    "138****0002",
    "(0571)88888888",
    "１３８０００００００２",
    "138\u00a00000\u00a00002",
    "'13800000002",
    "13800000002.0",
    "13800000002.00",
    "138.0000.0002",
    "22.33.44.55",
  ])("is not sent as a part of another one, however its number %s is spelled", async (number) => {
    const content = `${HEAD}13800000001,"a\n${number},b"\n13800000003,c\n`;
    expect(await check(content)).toEqual({
      code: 2,
      told: containing("a quoted cell that holds whole rows"),
    });
  });

  test.each([
    "2024-01-02, room 5",
    "Monday, 15.01.2024",
    "Monday, 01/15/2024",
    "2024/1/1 - 2024/1/31, daily",
    "2024.10.01-10.07, daily",
    "daily, 10.01-10.07",
    "at 10:30, room 12",
    "total, 1234567.89",
    "card, ****1234",
    "see you, 10086",
    "x, y 13800000002",
  ])("may have a text of several lines, such as %s", async (line) => {
    expect((await check(`${HEAD}13800000001,"a\n${line}"\n`)).code).toBe(0);
  });

  test.each([
    ["-13800000001", "a minus sign or hyphen"],
    ["13800000001-", "a minus sign or hyphen"],
    ["+86+13800000001", "more than one +"],
    ["+8613800000001+8613800000002", "more than one number"],
    ["138****0001", "a masked number"],
    ["暂无", "no digits"],
    ["--", "no digits"],
    ["2024-01-01", "a date"],
    ["<13800000001>", "other signs in the number"],
    ["📱13800000001", "other signs in the number"],
    ["#13800000001", "other signs in the number"],
    ["1", "a phone number, got 1 digit,"],
    ["", "a phone number, got nothing"],
  ])("with the number %j is invalid, with the reason", async (number, reason) => {
    expect(await check(`${HEAD}"${number}",x\n`)).toEqual({ code: 3, told: containing(reason) });
  });
});

describe("unusual texts", () => {
  test.each([
    ["Dear {name}", "1 text with {name}, which will be sent unchanged: line 2"],
    ["您好，%s", "1 text with %s"],
    ["first\\nsecond", "1 text with \\n"],
    ["a &amp; b", "1 text with &amp;"],
    ["&ldquo;hi&rdquo;&hellip;", "1 text with &ldquo;"],
    ["hi &#128512;", "1 text with &#128512;"],
    ["#名称?", "1 row with #名称? where a value is missing"],
    ["金额#值!", "1 row with #值! where a value is missing"],
    ["a<br/>b", "1 text with <br/>"],
    ["first\\", "1 text with \\, which"],
    ["\\u60a8", "1 text with \\u60a8"],
    ["=E6=82=A8", "1 text with =E6=82=A8"],
    ["code %E6%82%A8", "1 text with %E6%82%A8"],
    ["code 12\u200b34", "1 text with characters that nobody sees, or few phones show (U+200B): line 2"],
    ["pay \u202e1", "(U+202E)"],
    ["hi \ue000", "(U+E000)"],
    ["“您好”", "quotation marks around all of it, or one without a partner: line 2"],
    ["'hello'", "quotation marks around all of it"],
    ['the end"', "quotation marks around all of it, or one without a partner"],
    [
      "ÄúµÄÑéÖ¤Âë",
      "garbled characters, as from a wrong encoding (UTF-8 or GB18030 read in a Western encoding): line 2",
    ],
    ["鎮ㄧ殑楠岃瘉鐮佹槸1234", "(UTF-8 read as GB18030): line 2. Save the file anew"],
    ["æ‚¨å¥½", "(UTF-8 or GB18030 read in a Western encoding)"],
    ["CafÃ©", "(UTF-8 or GB18030 read in a Western encoding)"],
    ["ÊÇ®Â•Ω", "(UTF-8 or GB18030 read in a Western encoding)"],
    ["????1234", "(????)"],
    [
      "卡号6.21E+18已到账",
      "1 text with numbers that a spreadsheet has shortened or a program has changed (…E+18)",
    ],
    ["code 1.5e+05.", "(…e+05)"],
    ["您的验证码是482913.0。", "(….0)"],
  ])("such as %j are told before sending", async (text, notice) => {
    expect(await check(`${HEAD}13800000001,${text}\n`)).toEqual({ code: 0, told: containing(notice) });
  });

  test.each([
    "您的“验证码”是1",
    "it's café time",
    "5 < 6 & 7 > 2",
    "R&D; A&B; #1 sale! 订单#12?",
    "100% sure",
    "v2024.0.1 2.0 1500.00 a1234.0 E+12 3E+x",
    "naïve «quoted» À»",
    "真的吗??",
    "“——”……",
    "Nescafé®",
    "https://x.cn/%E6%82%A8",
    "👨‍👩‍👧 ❤️",
    "a=1",
  ])("are not such as %j", async (text) => {
    expect((await check(`${HEAD}13800000001,${text}\n`)).told).not.toContain("Please look");
  });

  test.each(["a\uFFFDb", "锟斤拷验证码"])(
    "such as %j, in which characters were lost, are not sent",
    async (text) => {
      const file = `${HEAD}13800000001,${text}\n`;
      const { code, told } = await check(file);
      expect([code, told]).toEqual([
        3,
        containing("line 2 (13800****01): message: expected a text in which no"),
      ]);
      expect(told).toContain("--allow-garbled");
      expect(await check(file, ["--allow-garbled"])).toEqual({
        code: 0,
        told: containing("garbled characters"),
      });
    },
  );

  test.each(["--template", "--sign-name", "--phone-column"])(
    "are not made with lost characters in %s, as of a script in another encoding",
    async (option) => {
      const { code, told } = await check(`${HEAD}13800000001,x\n`, [option, "\uFFFD\uFFFD{message}"]);
      expect([code, told]).toEqual([2, containing(`${option} holds \uFFFD (U+FFFD)`)]);
    },
  );

  test("of values that a spreadsheet has shortened are told", async () => {
    const content = "endpoint,order\n13800000001,1.23457E+15\n13800000002,8412.0\n13800000003,8413\n";
    const { code, told } = await check(content, ["--template", "订单{order}"]);
    expect([code, told]).toEqual([0, containing("(…E+15, ….0): lines 2, 3 ")]);
  });

  test("of values of which nothing is left are told", async () => {
    const told = await check("endpoint,name\n13800000001,??\n13800000002,___\n", [
      "--template",
      "{name}您好",
    ]);
    expect(told).toEqual({
      code: 0,
      told: containing("2 texts with garbled characters, as from a wrong encoding (??, ___): lines 2, 3"),
    });
  });

  test("with a line break of a carriage return alone are shown with it", async () => {
    expect((await check(`${HEAD}13800000001,a\rb\n`)).told).toContain("a b");
  });
});

describe("rows of results of which nothing is left out", () => {
  const notice =
    "1 row with accepted or unknown in a column status, as in results. If it was sent before, it is";

  test.each([
    "endpoint,message,status\n13800000001,x,accepted\n13800000002,x,unsent\n",
    "endpoint,message,Status,message_id\n13800000001,x, Unknown ,\n13800000002,x,,\n",
    "endpoint,message,status,STATUS\n13800000001,x,vip,accepted\n13800000002,x,,\n",
  ])("because columns are missing, or renamed, are told: %j", async (content) => {
    expect(await check(content)).toEqual({ code: 0, told: containing(`${notice} sent again: line 2`) });
  });

  test("because they became JSON Lines are told", async () => {
    const line = { endpoint: "13800000001", message: "x", status: "accepted", message_id: "a", code: "" };
    const content = `${JSON.stringify({ ...line, reason: "", request_id: "b" })}\n`;
    expect((await check(content, [], "people.jsonl")).told).toContain(notice);
  });

  test("are none where the words are others", async () => {
    const content = "endpoint,message,status,answer\n13800000001,x,vip,accepted\n";
    expect((await check(content)).told).not.toContain("Please look");
  });
});

describe("a signature or code", () => {
  const withCode = (cell: string): ReturnType<typeof check> =>
    check(`endpoint,message,extend_code,sign_id\n13800000001,x,${cell},\n13800000002,x,12, \n`);

  test.each([
    ["1.2E+11", "extend_code: expected a value, or nothing, got a number that a spreadsheet has shortened"],
    ["NULL", "got NULL, which a program writes"],
    ["#N/A", "got #N/A, which a program writes"],
  ])("such as %s makes its row invalid", async (cell, reason) => {
    expect(await withCode(cell)).toEqual({ code: 3, told: containing(reason) });
  });

  test.each(["", " ", "123"])("such as %j is taken; nothing but blanks is none", async (cell) => {
    expect((await withCode(cell)).code).toBe(0);
  });
});

describe("a line that is not JSON", () => {
  test.each([
    ["{'endpoint':'13800000001'}", "single quotation marks"],
    ["{endpoint:1}", "a name without quotation marks"],
    ['{"endpoint":"1",}', "a comma before the }"],
    ['{"endpoint":NaN}', "a value that is not JSON"],
    ['{"endpoint":012}', "write it in quotes"],
    ["{“endpoint”:“1”}", "typographic quotation marks"],
    ["// x", "a comment"],
    ['"{\\"endpoint\\":\\"1\\"}"', "it was encoded twice"],
    ["endpoint,message", "is it CSV?"],
    ['INFO {"endpoint":"1"}', "something before the object"],
    ['{"endpoint":13800000001,"message":"x"}', "a number: write it in quotes"],
  ])("is told by name: %s", async (line, reason) => {
    expect(await check(`${line}\n`, [], "people.jsonl")).toEqual({ code: 3, told: containing(reason) });
  });
});

describe("UTF-16", () => {
  test("of which half a character is missing is refused", async () => {
    const text = Buffer.from("\uFEFFendpoint,message\n13800000001,x\n", "utf16le");
    expect(await check(text.subarray(0, -1))).toEqual({
      code: 2,
      told: containing("its last character is cut off"),
    });
  });
});

describe("a file of another kind", () => {
  test.each<[string, string]>([
    ["MIME-Version: 1.0\nContent-Type: multipart/related\n", "a web page with its parts (MHTML)"],
    ['\uFEFF<?xml version="1.0"?><Workbook/>', "HTML or XML"],
    ["<Error><Code>AccessDenied</Code></Error>", "HTML or XML"],
    ['ID;PWXL;N;E\nC;Y1;X1;K"endpoint"\n', "SYLK"],
    ["BEGIN:VCARD\nTEL:13800000001\n", "a list of contacts"],
    ["version https://git-lfs.github.com/spec/v1\n", "only the pointer to a file"],
    ["\t\0\u0004\0\u0002\0", "a very old form (.xls)"],
  ])("is named: %j", async (content, what) => {
    expect(await check(content)).toEqual({ code: 2, told: containing(what) });
  });

  test("shows nothing of its texts", async () => {
    const dump = "INSERT INTO t (endpoint,message) VALUES ('13800000001','hi');\n";
    expect((await check(dump)).told).not.toMatch(/hi'|13800000001/);
  });
});

describe("an archive", () => {
  const ZIP = [0x50, 0x4b, 3, 4, 20, 0, 0, 0];
  test.each([
    ["[Content_Types].xml word/document.xml", "people.csv", "a text document (.docx)"],
    ["x", "people.xlsb", "a binary workbook (.xlsb)"],
    ["Index/Document.iwa", "people.numbers", "a Numbers document"],
  ])("is named: %s in %s", async (inside, name, what) => {
    const content = Uint8Array.from([...ZIP, ...Buffer.from(inside)]);
    expect(await check(content, [], name)).toEqual({ code: 2, told: containing(what) });
  });
});

describe("a workbook", () => {
  const ROWS = [
    ["endpoint", "message"],
    ["13800000001", "one"],
    ["13800000002", "two"],
  ];
  const workbook = async (...sheets: WriteSheet[]): Promise<Uint8Array> => writeXlsx({ sheets });
  const checkBook = async (sheets: WriteSheet[], ...args: string[]): ReturnType<typeof check> =>
    check(await workbook(...sheets), args, "people.xlsx");

  test("is read from its first visible sheet, and the others are named", async () => {
    const { code, told } = await checkBook([
      { name: "old", hidden: true, rows: [...ROWS.slice(0, 1), ["13900000009", "hidden"]] },
      { name: "people", rows: ROWS },
      { name: "more", rows: ROWS },
    ]);
    expect([code, told]).toEqual([0, containing("--sheet names another one: more")]);
    expect(told).toContain("13800****01 one");
    expect(told).not.toContain("hidden");
  });

  test("has sheets whose names may be written in small letters, and a first one that may be empty", async () => {
    const sheets = [
      { name: "Cover", rows: [] },
      { name: "People ", rows: ROWS },
    ];
    expect((await checkBook(sheets, "--sheet", "people")).code).toBe(0);
    expect((await checkBook(sheets)).told).toContain(
      "Name another sheet with --sheet; there are: Cover, People",
    );
  });

  test("of which the first sheet has other columns is refused with the names of its sheets", async () => {
    const sheets = [
      { name: "说明", rows: [["使用说明"]] },
      { name: "名单", rows: ROWS },
      { name: "old", hidden: true, rows: ROWS },
    ];
    const { code, told } = await checkBook(sheets);
    expect([code, told]).toEqual([
      2,
      containing("those of sheet 说明; --sheet names another one: 名单. Name"),
    ]);
    expect((await checkBook(sheets, "--sheet", "说明")).told).not.toContain("another one");
  });

  test("tells of rows that it hides, because they are sent", async () => {
    const { code, told } = await checkBook([
      { name: "S", rows: ROWS, rowDefs: new Map([[2, { hidden: true }]]) },
    ]);
    expect([code, told]).toEqual([0, containing("1 row that the workbook hides")]);
    expect(told).toContain("sent like the others: row 3");
  });

  test("shows whole numbers in full, where a narrow column would shorten them", async () => {
    const style = { numFmt: "0.00E+00" };
    const cells = new Map([["1,0", { value: 13800000001, type: "number" as const, style }]]);
    const rows = [ROWS[0] ?? [], [13800000001, "x"]];
    expect((await checkBook([{ name: "S", rows, cells }])).told).toContain("13800****01 x");
  });

  test("tells of formulas without a result, as programs write them", async () => {
    const cells = new Map([["1,1", { value: null, type: "formula" as const, formula: '"a"&"b"' }]]);
    const rows = [ROWS[0] ?? [], ["13800000001", null]];
    const { code, told } = await checkBook([{ name: "S", rows, cells }]);
    expect([code, told]).toEqual([3, containing("a formula without a result")]);
  });

  test("tells of formulas whose results are to be worked out when it is opened", async () => {
    const cells = new Map([
      ["1,1", { value: 0, type: "formula" as const, formula: "5*5", formulaResult: 0 }],
    ]);
    const rows = [
      [...(ROWS[0] ?? []), "note"],
      ["13800000001", 0, "x"],
      ["13800000002", "two"],
    ];
    const { code, told } = await checkBook([{ name: "S", rows, cells }]);
    expect([code, told]).toEqual([
      3,
      containing("row 2 (13800****01): message: expected a text, got a formula whose"),
    ]);
    expect(told).toContain("1 message can be sent");
  });

  test("tells of the other results of an array formula, too, which only its first cell holds", async () => {
    const array = { formulaType: "array" as const, formulaRef: "B2:B3" };
    const cells = new Map([
      ["1,1", { value: 0, type: "formula" as const, formula: "D2:D3*5", formulaResult: 0, ...array }],
    ]);
    const rows = [...ROWS.slice(0, 1), ["13800000001", 0], ["13800000002", 0], ["13800000003", "three"]];
    const { code, told } = await checkBook([{ name: "S", rows, cells }]);
    expect([code, told]).toEqual([
      3,
      containing("row 3 (13800****02): message: expected a text, got a formula whose"),
    ]);
    expect(told).toContain("1 message can be sent");
  });

  const cellsWith = (value: string | number, numFmt: string, ref = "1,1"): NonNullable<WriteSheet["cells"]> =>
    new Map([
      [
        ref,
        {
          value,
          type: typeof value === "number" ? ("number" as const) : ("string" as const),
          style: { numFmt },
        },
      ],
    ]);

  test.each<[number, string, string]>([
    [1.005, "0.00", "1.01"],
    [1 / 3, "0.0%", "33.3%"],
    [1234.56, "0", "1235"],
    [5, 'General"元"', "5元"],
    [1234.5, "[$￥-804]#,##0.00", "￥1,234.50"],
  ])("shows numbers as they are in it: %s with %s", async (value, numFmt, shown) => {
    const rows = [ROWS[0] ?? [], ["13800000001", value]];
    const { code, told } = await checkBook([{ name: "S", rows, cells: cellsWith(value, numFmt) }]);
    expect([code, told]).toEqual([0, containing(`13800****01 ${shown} `)]);
  });

  test.each<[string | number, string]>([
    [5, "[DBNum1][$-804]General"],
    [12345, '0!.0,"万"'],
    [3, '[=1]"男";[=2]"女";"未知"'],
    ["abc", '0;-0;0;"<"@">"'],
  ])("refuses what it may show in another way: %s with %s", async (value, numFmt) => {
    const rows = [ROWS[0] ?? [], ["13800000001", value]];
    const { code, told } = await checkBook([{ name: "S", rows, cells: cellsWith(value, numFmt) }]);
    expect([code, told]).toEqual([
      3,
      containing("not certain how its format shows it: format its column as text"),
    ]);
  });

  test.each([100 / 3, 1 / 3, 1234567890.5])(
    "refuses a fraction of which the cell shows a part: %s",
    async (value) => {
      const { code, told } = await checkBook([{ name: "S", rows: [ROWS[0] ?? [], ["13800000001", value]] }]);
      expect([code, told]).toEqual([
        3,
        containing("not all decimals: give its column a format such as 0.00"),
      ]);
    },
  );

  test("takes a phone number in the format of a date, which is shown as ####, for none", async () => {
    const rows = [ROWS[0] ?? [], [13800000001, "x"]];
    const cells = cellsWith(13800000001, "yyyy-mm-dd", "1,0");
    const { code, told } = await checkBook([{ name: "S", rows, cells }]);
    expect([code, told]).toEqual([
      3,
      containing("row 2 (****): endpoint: expected a text, got a date of a workbook"),
    ]);
  });

  test("takes no rounded number for a phone number", async () => {
    const rows = [ROWS[0] ?? [], [13800000001.5, "x"]];
    const cells = cellsWith(13800000001.5, "0", "1,0");
    expect((await checkBook([{ name: "S", rows, cells }])).code).toBe(3);
  });
});
