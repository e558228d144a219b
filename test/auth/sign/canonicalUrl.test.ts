import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { canonicalUrl } from "../../../src/auth/sign/canonicalUrl.js";
import { failureOf } from "../support.js";

const path = (text: string): string => canonicalUrl(`https://h${text}`).path;
const query = (text: string): string => canonicalUrl(`https://h/?${text}`).query;

describe("path", () => {
  test.each([
    ["", "/"],
    ["/", "/"],
    ["/a", "/a/"],
    ["/a/", "/a/"],
    ["//a///b", "//a///b/"],
    ["/a/./b/../c", "/a/./b/../c/"],
    ["/a b", "/a%20b/"],
    ["/a%20b", "/a%20b/"],
    ["/a%2520b", "/a%2520b/"],
    ["/%7e%41", "/~A/"],
    ["/签", "/%E7%AD%BE/"],
    ["/%e7%ad%be", "/%E7%AD%BE/"],
    ["/%ff", "/%FF/"],
    ["/100%", "/100%25/"],
    ["/%zz", "/%25zz/"],
    ["/:@$&()*!+,;='", "/%3A%40%24%26%28%29%2A%21%2B%2C%3B%3D%27/"],
    ["/a\\b", "/a/b/"],
    ["/a#frag", "/a/"],
  ])("%s is signed as %s", (given, signed) => expect(path(given)).toBe(signed));

  test("encoding a path that is encoded already changes nothing", () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: "binary" })), (segments) => {
        const once = path(`/${segments.map((segment) => encodeURIComponent(segment)).join("/")}`);
        expect(path(once)).toBe(once);
        expect(once).toMatch(/^\/(?:[A-Za-z0-9\-_.~/]|%[0-9A-F]{2})*$/);
        expect(once.endsWith("/")).toBe(true);
      }),
    );
  });

  test("a segment without slashes decodes to what went in", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", minLength: 1 }), (raw) => {
        const segment = raw.replaceAll("/", "");
        expect(decodeURIComponent(path(`/x${encodeURIComponent(segment)}`))).toBe(`/x${segment}/`);
      }),
    );
  });
});

describe("query", () => {
  test.each([
    ["", ""],
    ["b=2&a=1", "a=1&b=2"],
    ["a=2&a=1&a=10", "a=1&a=10&a=2"],
    ["a", "a="],
    ["a=", "a="],
    ["a=b=c", "a=b%3Dc"],
    ["&&a=1&", "a=1"],
    ["q=a+b%2Bc%20d", "q=a%2Bb%2Bc%20d"],
    ["q=%2a~", "q=%2A~"],
    ["B=1&a=2&_=3", "B=1&_=3&a=2"],
    ["a-b=1&a=2", "a=2&a-b=1"],
    ["n=签", "n=%E7%AD%BE"],
  ])("%s is signed as %s", (given, signed) => expect(query(given)).toBe(signed));

  test("names are sorted by code point also beyond the basic plane", () => {
    // As UTF-16, U+1F382 begins with D83C and would come before U+FF01.
    expect(query("🎂=1&！=2")).toBe("%EF%BC%81=2&%F0%9F%8E%82=1");
  });

  test("the order of the parameters does not matter", () => {
    const pair = fc.tuple(fc.string({ unit: "binary" }), fc.string({ unit: "binary" }));
    fc.assert(
      fc.property(
        fc.array(pair).chain((pairs) => fc.tuple(fc.constant(pairs), shuffled(pairs))),
        ([pairs, other]) => {
          expect(query(join(other))).toBe(query(join(pairs)));
        },
      ),
    );
  });

  test("encoding a query that is encoded already changes nothing", () => {
    const pair = fc.tuple(fc.string({ unit: "binary", minLength: 1 }), fc.string({ unit: "binary" }));
    fc.assert(
      fc.property(fc.array(pair), (pairs) => {
        const once = query(join(pairs));
        expect(query(once)).toBe(once);
      }),
    );
  });
});

describe("host", () => {
  test.each([
    ["https://H.example:443/", "h.example"],
    ["http://h:80/", "h"],
    ["http://h:443/", "h:443"],
    ["https://h:8443/x", "h:8443"],
    ["http://[::1]:8080/", "[::1]:8080"],
    ["https://user:word@h/", "h"],
    ["https://bücher.example/", "xn--bcher-kva.example"],
  ])("of %s is %s", (url, host) => expect(canonicalUrl(url).host).toBe(host));

  test("a URL object is as good as its text", () =>
    expect(canonicalUrl(new URL("https://h/a?b=1"))).toEqual(canonicalUrl("https://h/a?b=1")));
});

test.each([
  "",
  "/v2/x",
  "ftp://h/secret",
  "https://",
  "https://h/se\ncret",
  " https://h/secret",
  "https://h:secret/",
])("%j is refused without being repeated", async (url) => {
  const error = await failureOf(() => canonicalUrl(url));
  expect(error).toMatchObject({ code: "validation", sent: "no" });
  expect(error.message).not.toContain("secret");
  expect(error.cause).toBeUndefined();
});

function join(pairs: readonly (readonly [string, string])[]): string {
  const encode = (text: string): string => encodeURIComponent(text);
  return pairs.map(([name, value]) => `${encode(name)}=${encode(value)}`).join("&");
}

function shuffled<T>(items: T[]): fc.Arbitrary<T[]> {
  return fc.shuffledSubarray(items, { minLength: items.length });
}
