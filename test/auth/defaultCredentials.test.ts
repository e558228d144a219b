import { expect, test, vi } from "vitest";
import { defaultCredentials, type DefaultCredentialsOptions } from "../../src/auth/defaultCredentials.js";
import { failureOf, json, printed, serve, text } from "./support.js";

const KEY = { HUAWEICLOUD_SDK_AK: "a", HUAWEICLOUD_SDK_SK: "s" };
const FILE = "[basic]\nak = b\nsk = t\n";
const homedir = (): string => "/users/u";
const noFile = (): Promise<string> => Promise.reject(Object.assign(new Error("hidden"), { code: "ENOENT" }));
const noFetch = (): Promise<Response> =>
  Promise.reject(Object.assign(new Error("hidden"), { code: "EHOSTUNREACH" }));

test("the environment comes first and the file is not even read", async () => {
  const readFile = vi.fn(async () => FILE);
  expect(await defaultCredentials({ env: KEY, readFile })()).toEqual({ ak: "a", sk: "s" });
  expect(readFile).not.toHaveBeenCalled();
});

test("the file comes second", async () => {
  expect(await defaultCredentials({ env: {}, readFile: async () => FILE, homedir })()).toEqual({
    ak: "b",
    sk: "t",
  });
});

test("the metadata service comes third, and only when it is asked for", async () => {
  const credential = { access: "c", secret: "u", securitytoken: "v" };
  const { url, seen } = await serve(text(404, ""), json(200, { credential }));
  const options = { env: {}, readFile: noFile, homedir, address: url };
  const error = await failureOf(defaultCredentials(options)());
  expect(seen).toHaveLength(0);
  expect(error).toMatchObject({ code: "auth", sent: "no" });
  expect(await defaultCredentials({ ...options, metadata: true })()).toEqual({
    ak: "c",
    sk: "u",
    securityToken: "v",
  });
});

test("the error lists what was looked for where", async () => {
  const options = { env: {}, readFile: noFile, homedir, fetch: noFetch };
  const two = await failureOf(defaultCredentials(options)());
  expect(two.message).toMatch(/HUAWEICLOUD_SDK_AK.*HW_ACCESS_KEY.*credentials.*metadata service: not asked/);
  const three = await failureOf(defaultCredentials({ ...options, metadata: true })());
  expect(three.message).toMatch(/HUAWEICLOUD_SDK_AK.*credentials.*169\.254\.169\.254.*EHOSTUNREACH/);
  expect(three).toMatchObject({ code: "auth", sent: "no" });
  expect(printed([two, three])).not.toContain("hidden");
});

test.each<[string, DefaultCredentialsOptions, string]>([
  [
    "half a key in the environment",
    { env: { HW_ACCESS_KEY: "hidden" }, readFile: async () => FILE },
    "HW_SECRET_KEY",
  ],
  ["half a key in the file", { env: {}, readFile: async () => "[basic]\nak = hidden\n" }, "sk is missing"],
  ["a broken section", { env: {}, readFile: async () => "[basic]\nhidden\n" }, "line 2"],
  [
    "a file that was named and is missing",
    { env: {}, path: "/named", readFile: noFile },
    "there is no such file",
  ],
  [
    "a section that was named and is missing",
    { env: {}, section: "x", readFile: async () => FILE },
    "section [x]",
  ],
])("%s is an error at once", async (_, options, message) => {
  const fetch = vi.fn(noFetch);
  const error = await failureOf(defaultCredentials({ ...options, homedir, fetch, metadata: true })());
  expect(error).toMatchObject({ code: "auth", sent: "no" });
  expect(error.message).toContain(message);
  expect(printed(error)).not.toContain("hidden");
  expect(fetch).not.toHaveBeenCalled();
});

test("a file without the section is passed over", async () => {
  const options = { env: {}, readFile: async () => "[global]\nak = hidden\n", homedir };
  expect((await failureOf(defaultCredentials(options)())).message).toContain("has no section [basic]");
});
