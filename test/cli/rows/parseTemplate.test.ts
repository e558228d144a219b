import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parseTemplate, templateColumns } from "../../../src/cli/rows/parseTemplate.js";

describe("a template", () => {
  test("has texts and columns", () => {
    expect(parseTemplate("您的验证码是{code}, {name}!")).toEqual([
      { text: "您的验证码是" },
      { column: "code" },
      { text: ", " },
      { column: "name" },
      { text: "!" },
    ]);
  });

  test("names each column once", () => {
    expect(templateColumns(parseTemplate("{a}{b}{a}"))).toEqual(["a", "b"]);
  });

  test("takes doubled braces for braces", () => {
    expect(parseTemplate("{{{code}}}{{}}")).toEqual([{ text: "{" }, { column: "code" }, { text: "}{}" }]);
  });

  test("can say any text", () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1 }), (text) => {
        const escaped = text.replaceAll("{", "{{").replaceAll("}", "}}");
        expect(parseTemplate(escaped)).toEqual([{ text }]);
      }),
    );
  });

  test.each([
    ["{code", "not closed"],
    ["{a{b}", "not closed"],
    ["code}", "not opened"],
    ["{ }", "without the name"],
    ["", "empty"],
  ])("is refused: %s", (template, why) => {
    expect(() => parseTemplate(template)).toThrow(why);
  });
});
