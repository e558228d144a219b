import fc from "fast-check";
import { inspect } from "node:util";
import { describe, expect, it, vi } from "vitest";
import { failedBeforeConnection, safeCause } from "../../src/base/safeCause.js";
import { maskNumber, scrub } from "../../src/base/scrub.js";

describe("scrub", () => {
  it.each([
    ["to +8613812345678 failed", "to +861381****78 failed"],
    ["to 138-1234-5678 failed", "to 13812****78 failed"],
    ["to +86 138 1234 5678.", "to +861381****78."],
    ["ak:AKIDEXAMPLE1234567890,err", "ak:***,err"],
    ["Access=abc, Signature", "Access=***, Signature"],
    ["key ABCDEFGHIJ1234567890 unknown", "key *** unknown"],
    [`token ${"MIIa".repeat(20)}==`, "token ***"],
    ["line\r\nInjected: x\u001b[31m", "line Injected: x [31m"],
    ["limit:200,time:1 second", "limit:200,time:1 second"],
    ["request 12345 of 2026-03-01", "request 12345 of 20****01"],
  ])("turns %j into %j", (text, expected) => {
    expect(scrub(text)).toBe(expected);
  });

  it("takes secrets out however they are written", () => {
    const secret = `Say "hi" & <bye>\n您的验证码是 482913`;
    const json = JSON.stringify(secret);
    const ascii = json.replace(
      /[\u0080-\uffff]/g,
      (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`,
    );
    const html = secret.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
    for (const written of [
      secret,
      json,
      ascii,
      html,
      html.replaceAll('"', "&quot;"),
      encodeURIComponent(secret),
    ])
      expect(scrub(`echo: ${written} end`, [secret])).toMatch(/^echo: "?\*\*\*"? end$/);
  });

  it("takes out every part of a text, wherever it was cut out", () => {
    const secret = "【商城】您的验证码是 Kx7p-482913，5 分钟内有效。";
    for (let from = 0; from + 4 <= secret.length; from++)
      for (let to = from + 4; to <= secret.length; to++)
        expect(scrub(`content <${secret.slice(from, to)}> refused`, ["another text", secret])).toMatch(
          /^content < ?\*\*\* ?> refused$/,
        );
  });

  it("leaves the vendor's own words, also where a text has them", () => {
    const texts = ["Your order exceeds the limit of messages", "The signature is 7788"];
    const said = "The number of SMS messages exceeds the limit.";
    expect(scrub(said, texts)).toBe(said);
    expect(scrub(`${said} 7788`, texts)).toBe(`${said} ***`);
  });

  it.each([
    "138/1234/5678",
    "138_1234_5678",
    "138\u00a01234\u00a05678",
    "138\u200b1234\u200b5678",
    "１３８１２３４５６７８",
    "+86 (138) 1234-5678",
    "1-3-8-1-2-3-4-5-6-7-8",
    "138 - 1234 - 5678",
    "٠١٢٣٤٥٦٧٨٩",
  ])("hides the number in %j", (number) => {
    const shown = scrub(`to ${number}!`);
    expect(shown.normalize("NFKC").replace(/[^\p{Nd}]/gu, "").length).toBeLessThan(9);
    expect(shown).not.toContain("1234");
    expect(shown.startsWith("to ") && shown.endsWith("!")).toBe(true);
  });

  it("takes out what is left of a secret that the server cut", () => {
    const secret = "您的验证码是 482913，5 分钟内有效，请勿泄露。";
    for (let length = 12; length <= secret.length; length++)
      expect(scrub(`too long: ${secret.slice(0, length)}...`, [secret])).toMatch(
        /^too long: \*\*\* ?\.\.\.$/,
      );
  });

  it("leaves no beginning of a secret where the text is cut", () => {
    const secret = Array.from({ length: 590 }, (_, i) => String.fromCodePoint(0x4e00 + i)).join("");
    const clean = scrub(secret.repeat(4) + "-".repeat(34) + secret, [secret]);
    expect(clean).toMatch(/^[*-]+$/);
  });

  it.each([
    ["shorter first", 0],
    ["longer first", 1],
  ])("takes out secrets that begin alike, %s", (_name, turn) => {
    const secrets = ["您的验证码是", "您的验证码是 482913，5 分钟内有效"];
    if (turn === 1) secrets.reverse();
    expect(scrub(`a ${secrets[0]} b ${secrets[1]} c`, secrets)).toBe("a *** b *** c");
  });

  it("takes out texts of one template, whichever of them is quoted", () => {
    const texts = Array.from(
      { length: 20 },
      (_, i) => `【XX商城】亲爱的用户，您的验证码是 ${482913 + i}，请勿泄露`,
    );
    for (const text of texts) expect(scrub(`x ${text} y`, texts)).toBe("x *** y");
  });

  it("leaves no secret in anything, wherever the text is cut", () => {
    const words = fc.constantFrom("您的验证码是 ", "482913", "Signname", "abcd", "x", " ", '"', "<");
    const secretOf = fc
      .array(words, { minLength: 1, maxLength: 8 })
      .map((parts) => parts.join(""))
      .filter((text) => text.length >= 4);
    fc.assert(
      fc.property(
        fc.array(secretOf, { minLength: 1, maxLength: 6 }),
        fc.array(fc.oneof(fc.nat(5), fc.string())),
        fc.nat(2_500),
        (secrets, parts, padding) => {
          const text =
            "-".repeat(padding) +
            parts
              .map((part) => (typeof part === "number" ? (secrets[part % secrets.length] ?? "") : part))
              .join(" ");
          const clean = scrub(text, secrets);
          for (const secret of secrets) if (!"***".includes(secret)) expect(clean).not.toContain(secret);
        },
      ),
    );
  });

  it("does not mind secrets that cannot be encoded", () => {
    expect(scrub("a \ud83dxyz b", ["\ud83dxyz"])).toBe("a *** b");
  });

  it("is bounded, in length and in time", () => {
    expect(scrub("x y ".repeat(1_000_000)).length).toBeLessThanOrEqual(301);
    const secrets = Array.from({ length: 999 }, (_, i) => `${"码".repeat(480)}${i}`);
    expect(scrub("码".repeat(10_000_000), secrets)).toMatch(/^\*+$/);
  });
});

describe("scrub and what looks like", () => {
  it.each([
    ["a token, from 64 characters", "a".repeat(64), "***"],
    ["a token of all its characters", "Zz09+/=_".repeat(8), "***"],
    ["a token, with less", "a".repeat(63), "a".repeat(63)],
    ["an access key, from 16 characters", "ABCDEFGHIJKLMNO1", "***"],
    ["an access key, with its digits first", "1ABCDEFGHIJKLMNO", "***"],
    ["an access key, with its digits among the letters", "A1B2C3D4E5F6G7H8", "***"],
    ["words that nobody hides", "the other was here before", "the other was here before"],
    ["an access key, with less", "ABCDEFGHIJKLMN1", "ABCDEFGHIJKLMN1"],
    ["an access key, without a digit", "ABCDEFGHIJKLMNOP", "ABCDEFGHIJKLMNOP"],
    ["an access key, without a capital", "1234567890123456", "12345****56"],
    ["a key that is named", "AK : x-1_Z, accesskey=k9;access:q", "AK : ***, accesskey=***;access:***"],
    ["a key, in another word", "break:x", "break:x"],
    ["a number of seven digits", "no 1234567.", "no ****."],
    ["a number, with six", "no +12-34/56.", "no +12-34/56."],
    ["a number in brackets", "call (138) 1234-5678) now", "call (13812****78) now"],
    ["a number behind other signs", "a ./-+8613812345678-_ b", "a ./-+861381****78-_ b"],
    ["a number with a wide plus", "a －＋８６１３８１２３４５６７８ b", "a －+861381****78 b"],
    ["a line's end", "a\u2028\u2029b\u0085\u007f\u0000c", "a b c"],
    ["a blank around it", "\n\t a \u0007 ", "a"],
  ])("%s", (_, text, expected) => {
    expect(scrub(text)).toBe(expected);
  });

  it("more than anybody reads: it is cut", () => {
    const most = "x.".repeat(150);
    expect(scrub(most)).toBe(most);
    expect(scrub(`${most}y`)).toBe(`${most}…`);
    expect(scrub(`${"a".repeat(2_395)} tail`)).toBe("*** tail");
    expect(scrub(`${"a".repeat(2_400)} tail`)).toBe("***");
  });
});

describe("scrub and a secret", () => {
  it.each([
    ["is taken out from four characters on", "x abcd", ["abcd"], "x ***"],
    ["is left where it is shorter", "x abc", ["abc"], "x abc"],
    ["is left where it is shorter, however it is written", 'x a\\"b', ['a"b'], 'x a\\"b'],
    ["is left where less of it is at the end", "x abc", ["abcd"], "x abc"],
    ["leaves the quotation marks around it", '{"m":"ab\\"cd"}', ['ab"cd'], '{"m":"***"}'],
    ["with half of a pair, in an address", "abcd%EF%BF%BDwxyz", ["abcd\ud83dwxyz"], "***"],
    ["is none in a text that is shorter", "abc", ["abcd"], "abc"],
    ["is one alone", "abcd", ["abcd"], "***"],
    ["does not go on in the next", "x cdef x", ["abcd", "efgh"], "x cdef x"],
    ["is taken out, parts of it in any order", "x ghij.abcd x", ["abcdefghij"], "x ***.*** x"],
    ["is taken out twice", "abcd, and abcd.", ["abcd"], "***, and ***."],
    ["keeps the blanks around it", "x q7w8 y", ["a q7w8 b"], "x *** y"],
    ["of blanks is none", "x    y", ["a    b"], "x    y"],
  ])("%s", (_, text, secrets, expected) => {
    expect(scrub(text, secrets)).toBe(expected);
  });

  it("is taken out of JSON in JSON, with its characters as they are or escaped", () => {
    const ascii = (text: string): string =>
      text.replace(/[\u0080-\uffff]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`);
    for (const secret of ["éàüöñ", "验证码四八二", 'q"w"e"r"t"z', "\u{1f600}\u{1f601}"]) {
      const json = JSON.stringify(secret).slice(1, -1);
      for (const written of [
        json,
        JSON.stringify(json).slice(1, -1),
        ascii(json),
        JSON.stringify(ascii(json)).slice(1, -1),
      ])
        expect(scrub(`<${written}>`, [secret]), written).toBe("<***>");
    }
  });

  it.each([
    [
      "words of the vendor's own",
      "the NUMBER of messages",
      ["a number of messages 77"],
      "the NUMBER of messages",
    ],
    [
      "a part of its words",
      "Finish authentication before continuing",
      ["entication before con"],
      "Finish authentication before continuing",
    ],
    ["a word that is not its own", "the numbering of messages", ["xnumbering of it"], "the *** messages"],
    ["its words behind a part of another one", "Xnumber of messages", ["number of messages 77"], "X***"],
    ["its words before a part of another one", "number of messagesX", ["number of messages 77"], "***X"],
    ["its words with a digit", "messages 4829", ["messages 4829"], "***"],
    ["its words with signs", "limit, of: messages.", ["limit, of: messages."], "limit, of: messages."],
    ["its words with other signs", "limit; messages", ["limit; messages"], "***"],
  ])("that has %s", (_, text, secrets, expected) => {
    expect(scrub(text, secrets)).toBe(expected);
  });
});

describe("a phone number", () => {
  const separators = [
    ...Array.from(
      "\t\n\u0000\u001b\u0085\u00a0\u2000\u2009\u200a\u2028\u202d\u202f\u205f\u2066\u2212\u3000\u3164\u180e\u061c\ufe0f",
    ),
    ...Array.from(",|:·*~．／，、#=;<'\""),
    ...["\r\n", " - ", "--", "...", " , ", "%20", "&#32;", "\\t", "\\u0009", "\u200b\u200b\u200b\u200b"],
  ];
  it.each(separators)("is hidden where %j is between its groups", (one) => {
    for (const number of [["138", "1234", "5678"], ["13812", "345678"], Array.from("13812345678")])
      expect(
        scrub(`to ${number.join(one)} refused`)
          .normalize("NFKC")
          .replace(/\D/g, "").length,
      ).toBeLessThan(9);
  });

  it("is hidden in digits of any kind, and where each is escaped", () => {
    const number = "13812345678";
    const each = (write: (digit: number) => string): string =>
      Array.from(number)
        .map((one) => write(Number(one)))
        .join("");
    for (const written of [
      each((digit) => String.fromCodePoint(0x1d7ce + digit)),
      each((digit) => String.fromCodePoint(0x0660 + digit)),
      each((digit) => `&#${48 + digit};`),
      each((digit) => `\\u003${digit}`),
      each((digit) => `%3${digit}`),
      Buffer.from(number).toString("base64"),
      Buffer.from(number).toString("hex"),
    ])
      expect(scrub(`to ${written} refused`), written).toMatch(/^to [^ ]*\*\*\*[^ ]{0,2} refused$/);
  });

  it("that is masked is not masked again", () => {
    for (const text of ["to +861381****78 at 12:30:45", "SMN.0019, and 138****5678 is on the list"])
      expect(scrub(text)).toBe(text);
  });
});

it("scrub leaves nothing that turns a text around, and nothing that cannot be seen", () => {
  expect(scrub("a\u202eb\u2066c\u2069\u200b\u200f\ufeff\u00ad\u{e0041}\u3164d\u0007e")).toBe("abcd e");
});

describe("a secret that is spelled in another way", () => {
  const SECRETS = ["您的验证码是 Kx7p-482913，5 分钟内有效。", "AKIDZZ7TESTKEY00QXYZ"];
  const units = (text: string, write: (unit: number) => string): string =>
    Array.from(text, (char) => write(char.charCodeAt(0))).join("");
  const bytes = (text: string): string => Buffer.from(text).toString("hex").replace(/../g, "%$&");
  const SPELLINGS: Record<string, (text: string) => string> = {
    "lower case": (text) => text.toLowerCase(),
    capitals: (text) => text.toUpperCase(),
    "full width": (text) => text.replace(/[!-~]/g, (one) => String.fromCharCode(one.charCodeAt(0) + 0xfee0)),
    "decomposed characters": (text) => text.normalize("NFKD"),
    blanks: (text) => Array.from(text).join(" "),
    dots: (text) => Array.from(text).join("."),
    hyphens: (text) => text.replace(/../gu, "$&-"),
    "zero width": (text) => Array.from(text).join("\u200b"),
    tags: (text) =>
      Array.from(text)
        .map((one) => `<b>${one}</b>`)
        .join(""),
    "decimal entities": (text) => units(text, (unit) => `&#${unit};`),
    "hexadecimal entities": (text) => units(text, (unit) => `&#x${unit.toString(16)};`),
    "JSON escapes": (text) => units(text, (unit) => `\\u${unit.toString(16).padStart(4, "0")}`),
    "JSON escapes in capitals": (text) =>
      units(text, (unit) => `\\u${unit.toString(16).toUpperCase().padStart(4, "0")}`),
    "an address": (text) => bytes(text),
    "an address in an address": (text) => encodeURIComponent(bytes(text)),
    "JSON in an address": (text) => encodeURIComponent(JSON.stringify(text)),
    Base64: (text) => Buffer.from(text).toString("base64"),
    "Base64 for addresses": (text) => Buffer.from(text).toString("base64url"),
    "hexadecimal digits": (text) => Buffer.from(text).toString("hex"),
    "another encoding": (text) => Buffer.from(text).toString("latin1"),
  };

  it.each(Object.keys(SPELLINGS))("is hidden in %s", (name) => {
    for (const secret of SECRETS) {
      const written = SPELLINGS[name]!(secret);
      const clean = scrub(`refused: ${written} !`, ["another text of 7788", ...SECRETS]);
      expect(clean).toMatch(/^refused: .{0,12}\*\*\*.{0,14} !$/);
      for (let at = 0; at + 9 <= written.length; at++) {
        const part = written.slice(at, at + 9);
        if (!/^(?:<\/?b>|.)<\/?b>/.test(part)) expect(clean).not.toContain(part);
      }
    }
  });
});

it("scrub looks at the texts once, however long and many they and the text are", () => {
  const texts = Array.from({ length: 200 }, (_, i) =>
    Array.from({ length: 490 }, (_, j) =>
      String.fromCharCode(0x4e00 + (((i * 31 + j * 17) * 7) % 5000)),
    ).join(""),
  );
  const said = Array.from({ length: 2_400 }, (_, i) =>
    String.fromCharCode(0x4e00 + ((i * 7919) % 8000)),
  ).join("");
  const one = vi.spyOn(String.prototype, "charCodeAt");
  const all = vi.spyOn(String.prototype, "includes");
  for (let time = 0; time < 3; time++) scrub(said, texts);
  const looks = all.mock.contexts.reduce<number>(
    (sum, text) => sum + String(text).length,
    one.mock.calls.length,
  );
  vi.restoreAllMocks();
  expect(looks).toBeLessThan(3 * (200 * 490 + 10 * said.length));
});

describe("maskNumber", () => {
  it.each([
    ["+8613800000001", "+861380****01"],
    ["13800000001", "13800****01"],
    ["12345678", "12****78"],
    ["+1234567", "+1****67"],
    ["1234567890", "1234****90"],
    ["+12345678901234", "+123456****34"],
    ["+86 138-0000 0001", "+861380****01"],
    ["＋８６１３８００００００００１", "+861380****01"],
    ["1234567", "****"],
    ["", "****"],
    ["not a number", "****"],
  ])("turns %j into %j", (number, expected) => {
    expect(maskNumber(number)).toBe(expected);
  });

  it("hides at least four digits of any number", () => {
    fc.assert(
      fc.property(fc.stringMatching(/^\+?[0-9]{1,20}$/), (number) => {
        const shown = maskNumber(number).replace(/\D/g, "").length;
        expect(number.replace(/\D/g, "").length - shown).toBeGreaterThanOrEqual(
          Math.min(4, number.replace(/\D/g, "").length),
        );
      }),
    );
  });
});

describe("safeCause", () => {
  it("keeps names and codes and nothing else", () => {
    const error = Object.assign(new TypeError("x-auth-token: SECRET to 13812345678"), {
      headers: { "x-auth-token": "SECRET" },
      cause: Object.assign(new Error("SECRET"), {
        code: "ECONNRESET",
        syscall: "read",
        config: { token: "SECRET" },
      }),
    });
    const safe = safeCause(error);
    expect([safe.name, safe.message, (safe as { code?: string }).code]).toEqual([
      "TypeError",
      "read ECONNRESET",
      "ECONNRESET",
    ]);
    expect(inspect(safe, { depth: 10, showHidden: true })).not.toMatch(/SECRET|13812345678|x-auth/);
  });

  it.each([
    "AKIDEXAMPLE1234567890",
    "您的验证码是 482913",
    "ECONNRESET 13812345678",
    "hunter_two",
    "Pa55word",
    "a b",
    "x".repeat(100),
  ])("takes no %j for a code or name", (word) => {
    const error = Object.assign(new Error("m"), { code: word, name: word, syscall: word });
    expect(inspect(safeCause(error), { showHidden: true })).not.toContain(word);
  });

  it.each([undefined, null, "SECRET", { message: "SECRET" }, Symbol("SECRET")])(
    "takes anything: %s",
    (thrown) => {
      expect(inspect(safeCause(thrown))).not.toContain("SECRET");
    },
  );

  it("does not run in circles", () => {
    const error = new Error("a");
    error.cause = error;
    expect(safeCause(error).message).toBe("Error");
  });
});

describe("failedBeforeConnection", () => {
  const coded = (code: string, syscall?: string): Error =>
    Object.assign(new Error("m"), { code, ...(syscall && { syscall }) });
  const wrapped = (cause: unknown): Error => Object.assign(new TypeError("fetch failed"), { cause });

  it.each<[string, unknown, boolean]>([
    ["refused", wrapped(coded("ECONNREFUSED", "connect")), true],
    ["no such name", wrapped(coded("ENOTFOUND", "getaddrinfo")), true],
    ["connect timeout", wrapped(coded("UND_ERR_CONNECT_TIMEOUT")), true],
    ["certificate", wrapped(coded("DEPTH_ZERO_SELF_SIGNED_CERT")), true],
    [
      "all addresses refused",
      wrapped(new AggregateError([coded("ECONNREFUSED", "connect"), coded("ENETUNREACH", "connect")])),
      true,
    ],
    [
      "one address refused, another reset",
      wrapped(new AggregateError([coded("ECONNREFUSED", "connect"), coded("ECONNRESET", "read")])),
      false,
    ],
    ["reset", wrapped(coded("ECONNRESET", "read")), false],
    [
      "reset in the hand-shake",
      wrapped(
        Object.assign(
          new Error("Client network socket disconnected before secure TLS connection was established"),
          { code: "ECONNRESET" },
        ),
      ),
      true,
    ],
    ["socket closed", wrapped(coded("UND_ERR_SOCKET")), false],
    ["timeout while connecting", wrapped(coded("ETIMEDOUT", "connect")), true],
    ["timeout while reading", wrapped(coded("ETIMEDOUT", "read")), false],
    ["unreachable while writing", wrapped(coded("EHOSTUNREACH", "write")), false],
    ["unreachable, of unknown call", wrapped(coded("EHOSTUNREACH")), false],
    [
      "refused, but caused by a reset",
      Object.assign(coded("ECONNREFUSED"), { cause: coded("ECONNRESET") }),
      false,
    ],
    ["no code", new TypeError("fetch failed"), false],
    ["no error", "ECONNREFUSED", false],
    ["an object that looks like one", { code: "ECONNREFUSED" }, false],
    ["MSW's network error", wrapped(new Response()), false],
  ])("%s", (_name, error, expected) => {
    expect(failedBeforeConnection(error)).toBe(expected);
  });
});
