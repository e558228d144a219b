import { expect, test } from "vitest";
import { environment } from "../../src/auth/environment.js";
import { failureOf } from "./support.js";

test("the variables of the SDKs are read", async () => {
  const env = {
    HUAWEICLOUD_SDK_AK: "a",
    HUAWEICLOUD_SDK_SK: "s",
    HUAWEICLOUD_SDK_SECURITY_TOKEN: "t",
    HUAWEICLOUD_SDK_PROJECT_ID: "p",
  };
  expect(await environment({ env })()).toEqual({ ak: "a", sk: "s", securityToken: "t", projectId: "p" });
});

test("the variables of Terraform come second", async () => {
  const env = { HW_ACCESS_KEY: "a2", HW_SECRET_KEY: "s2", HW_SECURITY_TOKEN: "t2", HW_PROJECT_ID: "p2" };
  expect(await environment({ env })()).toEqual({ ak: "a2", sk: "s2", securityToken: "t2", projectId: "p2" });
  const both = { ...env, HUAWEICLOUD_SDK_AK: "a", HUAWEICLOUD_SDK_SK: "s" };
  expect(await environment({ env: both })()).toEqual({ ak: "a", sk: "s" });
});

test("a project alone does not make its family the chosen one", async () => {
  const env = { HUAWEICLOUD_SDK_PROJECT_ID: "p", HW_ACCESS_KEY: "a2", HW_SECRET_KEY: "s2" };
  expect(await environment({ env })()).toEqual({ ak: "a2", sk: "s2" });
});

test("the variables are read at every call", async () => {
  const env: Record<string, string> = { HW_ACCESS_KEY: "a", HW_SECRET_KEY: "s" };
  const provider = environment({ env });
  await provider();
  env["HW_ACCESS_KEY"] = "b";
  expect(await provider()).toMatchObject({ ak: "b" });
});

test.each([
  ["no SK", { HUAWEICLOUD_SDK_AK: "hidden" }, "HUAWEICLOUD_SDK_SK is missing"],
  ["no AK", { HUAWEICLOUD_SDK_SK: "hidden" }, "HUAWEICLOUD_SDK_AK is missing"],
  [
    "an AK of one family and an SK of the other",
    { HUAWEICLOUD_SDK_AK: "hidden", HW_SECRET_KEY: "hidden" },
    "HUAWEICLOUD_SDK_SK is missing",
  ],
  [
    "half a pair before a whole one",
    { HUAWEICLOUD_SDK_AK: "hidden", HW_ACCESS_KEY: "hidden", HW_SECRET_KEY: "hidden" },
    "HUAWEICLOUD_SDK_SK is missing",
  ],
  ["no second SK", { HW_ACCESS_KEY: "hidden" }, "HW_SECRET_KEY is missing"],
  [
    "a security token without key",
    { HW_SECURITY_TOKEN: "hidden" },
    "HW_ACCESS_KEY and HW_SECRET_KEY is missing",
  ],
  [
    "an SK with a line break",
    { HW_ACCESS_KEY: "a", HW_SECRET_KEY: "hidden\n" },
    "HW_SECRET_KEY must not hold blanks",
  ],
  [
    "a project with a slash",
    { HW_ACCESS_KEY: "a", HW_SECRET_KEY: "s", HW_PROJECT_ID: "hidden/x" },
    "HW_PROJECT_ID must consist",
  ],
  [
    "nothing",
    {},
    "neither HUAWEICLOUD_SDK_AK and HUAWEICLOUD_SDK_SK nor HW_ACCESS_KEY and HW_SECRET_KEY are set",
  ],
  ["empty texts", { HUAWEICLOUD_SDK_AK: "", HUAWEICLOUD_SDK_SK: "" }, "are set"],
])("%s is an error that names the variable", async (_, env, message) => {
  const error = await failureOf(environment({ env })());
  expect(error).toMatchObject({ code: "auth", sent: "no" });
  expect(error.message).toContain(message);
  expect(error.message).not.toContain("hidden");
});
