import fc from "fast-check";
import { expect, test } from "vitest";
import { oddIn } from "../../../src/cli/input/oddCharacters.js";
import type { Row } from "../../../src/cli/input/row.js";
import { createRowReader } from "../../../src/cli/rows/createRowReader.js";
import { parseTemplate } from "../../../src/cli/rows/parseTemplate.js";
import { UnusualRows, type Unusual } from "../../../src/cli/rows/unusual.js";
import { tableOf } from "../support.js";

const part = fc.constantFrom(
  ...[
    "您好",
    "null",
    "N/A",
    "NaN",
    "[object Object]",
    "#REF!",
    "##",
    "??",
    "__",
    " ",
    "\u3000",
    "\u200b",
    "{a}",
    "%s",
    "6.21E+18",
    "1234.0",
  ],
  ...["\\n", "&amp;", "'", "“", "锟斤拷", "烫烫烫", "\uFFFD", "鎮ㄥソ", "æ‚¨å¥½", "【店】", "a", "1"],
);
const cells = fc.tuple(
  fc.constantFrom("13800000001", " +8613800000002", "8613800000003\u200b"),
  fc.array(part, { maxLength: 3 }).map((parts) => parts.join("")),
);

test.each([undefined, "您好{message}", "{{{message}%s"])(
  "with the template %s, what is found in a row does not depend on what its reader saw of its characters",
  async (text) => {
    const table = await tableOf("endpoint,message\n");
    const template = text === undefined ? undefined : { text, parts: parseTemplate(text), isLiteral: false };
    const reader = createRowReader(table, {
      template,
      phoneColumn: "endpoint",
      signId: "sign",
      checkNumber: true,
    });
    const found = (rows: readonly Row[]): unknown[] => {
      const unusual = new UnusualRows();
      const read = rows.map((row) => {
        const built = reader.read(row);
        if (!("issues" in built)) unusual.add(row, built.message, reader);
        return built;
      });
      const list: Unusual[] = unusual.list({ blankRows: 0, isLastLineEnded: true });
      return [read, list];
    };
    fc.assert(
      fc.property(fc.array(cells, { maxLength: 12 }), (all) => {
        const rows = all.map((values, index): Row => ({ index, line: index + 2, values }));
        const seen = rows.map((row, at): Row => ({ ...row, odd: oddIn((all[at] ?? []).join("")) }));
        expect(found(seen)).toEqual(found(rows));
      }),
      { numRuns: 500 },
    );
  },
);
