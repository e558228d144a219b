import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { showNumber, showsTexts } from "../../../src/cli/input/numberFormat.js";

describe("a number of a workbook", () => {
  test.each<[string, string, string]>([
    ["5", "General", "5"],
    ["5", 'General"元"', "5元"],
    ["-5", 'General"元"', "-5元"],
    ["5", "@", "5"],
    ["1234567.891", "General", "1234567.891"],
    ["-0.123456789", "@", "-0.123456789"],
    ["123456789012345", "General", "123456789012345"],
    ["1234.56", "0", "1235"],
    ["2.5", "0", "3"],
    ["-2.5", "0", "-3"],
    ["1.005", "0.00", "1.01"],
    ["2.675", "0.00", "2.68"],
    ["0.285", "0%", "29%"],
    ["0.125", "0.00%", "12.50%"],
    ["4829", "000000", "004829"],
    ["29", '"尾号"0000', "尾号0029"],
    ["1234567.891", "#,##0.##", "1,234,567.89"],
    ["1000000", '#,##0,,"M"', "1M"],
    ["12345", '0\\.0,"万"', "1.2万"],
    ["12345", "0.0,", "12.3"],
    ["999999.5", "#,##0", "1,000,000"],
    ["0", "#,###", ""],
    ["0", "#.##", "."],
    ["0.5", "#.00", ".50"],
    ["5", "000,000", "000,005"],
    ["482913", "000-000", "482-913"],
    ["1234.5", "[$¥-804]#,##0.00", "¥1,234.50"],
    ["1234.5", "[$￥-804]#,##0.00;[Red][$￥-804]-#,##0.00", "￥1,234.50"],
    ["1234.5", "#,##0.00 [$€-407]", "1,234.50 €"],
    ["1234.5", "[$USD] #,##0.00", "USD 1,234.50"],
    ["1234.5", "￥#,##0.00", "￥1,234.50"],
    ["-1234.5", "#,##0.00_);(#,##0.00)", "(1,234.50)"],
    ["1234.5", '_ ¥* #,##0.00_ ;_ ¥* -#,##0.00_ ;_ ¥* "-"??_ ;_ @_ ', "¥1,234.50"],
    ["0", '_ ¥* #,##0.00_ ;_ ¥* -#,##0.00_ ;_ ¥* "-"??_ ;_ @_ ', "¥-  "],
    ["-5", '"pos"0;"neg"0;"zero"', "neg5"],
    ["0", '"pos"0;"neg"0;"zero"', "zero"],
    ["0", '"是";;"否"', "否"],
    ["5", '0";"0', "0;5"],
    ["5", ";;;", ""],
    ["13800000001", '"+86"0', "+8613800000001"],
    ["13800000001", "000-0000-0000", "138-0000-0001"],
    ["13800000001", "###-####-####", "138-0000-0001"],
    ["13800000001", "0##########", "13800000001"],
  ])("%s is shown by %s as %s", (decimal, format, shown) => {
    expect(showNumber(decimal, format)).toBe(shown);
  });

  test.each([
    ["33.3333333333333", "General"],
    ["1234567890.5", 'General"元"'],
    ["-0.1234567891", "@"],
    ["5", 'G/通用格式"元"'],
    ["5", "[DBNum1][$-804]General"],
    ["5", "[$-D000000]0"],
    ["5", '[=1]"男";[=2]"女";"未知"'],
    ["5", '[>1000]"big "0;"small "0'],
    ["12345", '0!.0,"万"'],
    ["5", "# ??/??"],
    ["5", "0.00E+00"],
    ["5", "yyyy-m-d"],
    ["5", "[h]:mm"],
    ["5", "0**"],
    ["5", "###-####"],
    ["5", ",0"],
    ["12.5", ".00"],
    ["5", "0.,0"],
    ["5", "0.#0"],
    ["5", "0.0.0"],
    ["5", "0G"],
    ["5", '"x"'],
    ["5", '0"x'],
    ["5", ""],
    ["-5", "0;"],
    ["-0.001", "0.00"],
    ["0.001", '0.00;-0.00;"zero"'],
    ["5", "0;0;0;@;0"],
  ])("%s is not shown where it is in doubt how: %s", (decimal, format) => {
    expect(showNumber(decimal, format)).toBeUndefined();
  });

  test("is rounded, filled and divided like the same number elsewhere", () => {
    const decimal = fc
      .tuple(fc.boolean(), fc.integer({ min: 0, max: 999_999_999 }), fc.integer({ min: 0, max: 99_999 }))
      .map(([isNegative, whole, part]) => {
        const fraction = String(part).padStart(5, "0").replace(/0+$/, "");
        const digits = fraction === "" ? String(whole) : `${whole}.${fraction}`;
        return isNegative && digits !== "0" ? `-${digits}` : digits;
      });
    const shape = fc.record({
      zeros: fc.integer({ min: 1, max: 6 }),
      fixed: fc.integer({ min: 0, max: 4 }),
      further: fc.integer({ min: 0, max: 3 }),
      hasGroups: fc.boolean(),
      isPercent: fc.boolean(),
      before: fc.constantFrom("", "¥", "No "),
    });
    fc.assert(
      fc.property(decimal, shape, (number, { zeros, fixed, further, hasGroups, isPercent, before }) => {
        const whole = hasGroups
          ? "0"
              .repeat(zeros)
              .padStart(4, "#")
              .replace(/(?=...$)/, ",")
          : "0".repeat(zeros);
        const fraction = "0".repeat(fixed) + "#".repeat(further);
        const format = `"${before}"${whole}${fraction === "" ? "" : `.${fraction}`}${isPercent ? "%" : ""}`;
        const model = new Intl.NumberFormat("en", {
          style: isPercent ? "percent" : "decimal",
          minimumIntegerDigits: zeros,
          minimumFractionDigits: fixed,
          maximumFractionDigits: fixed + further,
          useGrouping: hasGroups,
        }).format(number as `${number}`);
        const [, sign = "", digits = ""] = /^(-?)(.*)$/.exec(model) ?? [];
        const isLost = sign !== "" && !/[1-9]/.test(digits);
        // A point is shown even where no digit is behind it.
        const point = fixed === 0 && further > 0 && !digits.includes(".") ? "." : "";
        const shown = sign + before + (isPercent ? digits.replace("%", `${point}%`) : digits + point);
        expect(showNumber(number, format)).toBe(isLost ? undefined : shown);
      }),
    );
  });
});

test.each<[string, boolean]>([
  ["General", true],
  ["@", true],
  ["0.00", true],
  ['_ * #,##0_ ;_ * -#,##0_ ;_ * "-"_ ;_ @_ ', true],
  ['yyyy"年"m"月"d"日";@', true],
  ['0;-0;0;"<"@">"', false],
  ['"No "@', false],
  [";;;", false],
  ['0"@"', true],
])("texts are as they are with %s: %s", (format, isShown) => {
  expect(showsTexts(format)).toBe(isShown);
});
