import { expect, test } from "vitest";
import { WHOLE_NUMBER } from "./wholeNumber.js";

test.each([
  "13812345678",
  '{"endpoint":"+8613812345678"}',
  "to 8613812345678, 008613812345678",
  "'13812345678'",
  "13812345678.",
])("%s shows a whole number", (text) => {
  expect(text).toMatch(WHOLE_NUMBER);
});

test.each([
  "0.013813812345678",
  "1.13812345678",
  "1381234****",
  "1764432000000",
  "f13812345678",
  "13812345678a",
])("%s shows none", (text) => {
  expect(text).not.toMatch(WHOLE_NUMBER);
});
