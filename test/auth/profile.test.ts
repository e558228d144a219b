import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test, vi } from "vitest";
import { profile, type ProfileOptions } from "../../src/auth/profile.js";
import { failureOf, printed } from "./support.js";

function read(text: string, options: ProfileOptions = {}) {
  return profile("/f", { env: {}, readFile: async () => text, ...options })();
}

function failsWith(code: string): () => Promise<string> {
  return () => Promise.reject(Object.assign(new Error("hidden"), { code }));
}

test.each([
  ["the plain form", "[basic]\nak = a\nsk = s\n"],
  ["colons", "[basic]\nak: a\nsk : s\n"],
  ["no blanks", "[basic]\nak=a\nsk=s"],
  ["CRLF and a byte order mark", "\uFEFF[basic]\r\nak = a\r\nsk = s\r\n"],
  ["comments and empty lines", "# x\n[basic]\n; ak = no\n#sk = no\n\nak = a ; note\nsk = s\t# note\n"],
  ["indentation and capitals", "  [ basic ]\n\tAK = a\n  Sk = s  \n"],
  ["quotes", "[basic]\nak = \"a\"\nsk = 's'\n"],
  ["other sections around", "[global]\nak = x\nsk = y\nbroken\n[basic]\nak = a\nsk = s\n[other]\nak = z\n"],
  ["an empty optional key", "[basic]\nak = a\nsk = s\nsecurity_token =\n"],
  ["unknown keys", "[basic]\nak = a\nsk = s\niam_endpoint = https://iam.example.com/?a=b\n"],
])("%s is read", async (_, text) => expect(await read(text)).toEqual({ ak: "a", sk: "s" }));

test("token and project are read, signs of separators and comments inside values stay", async () => {
  const text = "[basic]\nak = a\nsk = s\nsecurity_token = a+/b=:c#d;e==\nproject_id = p1\n";
  expect(await read(text)).toEqual({ ak: "a", sk: "s", securityToken: "a+/b=:c#d;e==", projectId: "p1" });
});

test("another section can be chosen", async () => {
  const text = "[basic]\nak = a\nsk = s\n[basic-test]\nak = b\nsk = t\n";
  expect(await read(text, { section: "basic-test" })).toEqual({ ak: "b", sk: "t" });
});

test.each([
  ["no SK", "[basic]\nak = hidden\n", "section [basic]: sk is missing"],
  ["an SK in another section only", "[basic]\nak = hidden\n[global]\nsk = hidden\n", "sk is missing"],
  ["an empty AK", "[basic]\nak =\nsk = hidden\n", "ak is missing"],
  ["a value with a blank", "[basic]\nak = a\nsk = hid den\n", "sk must not hold blanks"],
  ["a line without separator", "[basic]\nak = a\nhidden\nsk = s\n", "line 3 is not of the form"],
  ["a key given twice", "[basic]\nak = hidden\nak = hidden2\nsk = s\n", "line 3 gives ak a second time"],
  ["a section given twice", "[basic]\nak = a\n[x]\n[basic]\nsk = hidden\n", "line 4 begins the section"],
  [
    "federated login",
    "[basic]\nidp_id = hidden\nid_token_file = /hidden\n",
    "idp_id (federated login) is not supported",
  ],
  ["a bad project id", "[basic]\nak = a\nsk = s\nproject_id = hidden/\n", "project_id must consist"],
  ["no such section", "[global]\nak = hidden\nsk = hidden\n", "/f has no section [basic]"],
  ["an empty file", "", "/f has no section [basic]"],
])("%s is an error that names file, section and key", async (_, text, message) => {
  const error = await failureOf(read(text));
  expect(error).toMatchObject({ code: "auth", sent: "no" });
  expect(error.message).toContain("/f");
  expect(error.message).toContain(message);
  expect(printed(error)).not.toMatch(/hidden|hid den/);
});

test("the path is the argument, else the variable, else in the home directory", async () => {
  const readFile = vi.fn<(path: string) => Promise<string>>(async () => "[basic]\nak = a\nsk = s\n");
  const homedir = (): string => "/users/u";
  const env = { HUAWEICLOUD_SDK_CREDENTIALS_FILE: "/variable" };
  await profile("/argument", { env, readFile, homedir })();
  await profile(undefined, { env, readFile, homedir })();
  await profile(undefined, { env: { HUAWEICLOUD_SDK_CREDENTIALS_FILE: "" }, readFile, homedir })();
  expect(readFile.mock.calls.map(([path]) => path)).toEqual([
    "/argument",
    "/variable",
    join("/users/u", ".huaweicloud", "credentials"),
  ]);
});

test("a file that is missing or cannot be read is an error with its path and reason only", async () => {
  const missing = await failureOf(profile("/f", { env: {}, readFile: failsWith("ENOENT") })());
  expect(missing.message).toBe("profile /f: there is no such file");
  const denied = await failureOf(profile("/f", { env: {}, readFile: failsWith("EACCES") })());
  expect(denied.message).toBe("profile /f: cannot be read (EACCES)");
  expect(printed(denied)).not.toContain("hidden");
});

test("a real file is read anew at every call", async () => {
  const folder = await mkdtemp(join(tmpdir(), "profile-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  const file = join(folder, "credentials");
  await writeFile(file, "[basic]\nak = a\nsk = s\n");
  const provider = profile(file);
  expect(await provider()).toEqual({ ak: "a", sk: "s" });
  await writeFile(file, "[basic]\nak = b\nsk = s\n");
  expect(await provider()).toEqual({ ak: "b", sk: "s" });
  expect((await failureOf(profile(join(folder, "none"))())).message).toContain("there is no such file");
});

test.each<[string, () => string]>([
  [
    "the user has no name",
    () => {
      throw Object.assign(new Error("uv_os_homedir returned ENOENT"), { code: "ERR_SYSTEM_ERROR" });
    },
  ],
  ["HOME is relative", () => "home"],
  ["HOME is empty", () => ""],
])("there is no file where %s, and the next source is asked", async (_, homedir) => {
  const readFile = vi.fn(failsWith("ENOENT"));
  const error = await failureOf(profile(undefined, { env: {}, readFile, homedir })());
  expect(error).toMatchObject({ code: "auth", sent: "no" });
  expect(error.message).toContain("no home folder");
  expect(readFile).not.toHaveBeenCalled();
  const env = { HUAWEICLOUD_SDK_CREDENTIALS_FILE: "/f" };
  const there = async (): Promise<string> => "[basic]\nak = a\nsk = s\n";
  expect(await profile(undefined, { env, readFile: there, homedir })()).toEqual({ ak: "a", sk: "s" });
});

test.skipIf(process.platform === "win32")(
  "there is no file where HOME may not be entered, and the next source is asked",
  async () => {
    const home = mkdtempSync(join(tmpdir(), "smn-sms-home-"));
    chmodSync(home, 0);
    const isRoot = process.geteuid?.() === 0; // who may enter everything
    if (isRoot) process.seteuid?.(65_534);
    try {
      const error = await failureOf(profile(undefined, { env: {}, homedir: () => home })());
      expect(error.message).toContain("may not enter it");
    } finally {
      if (isRoot) process.seteuid?.(0);
      rmSync(home, { recursive: true });
    }
  },
);
