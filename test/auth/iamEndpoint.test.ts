import { expect, test } from "vitest";
import { iamEndpoint, type IamLocation } from "../../src/auth/iamEndpoint.js";
import { failureOf } from "./support.js";

const OVERRIDE = { HUAWEICLOUD_SDK_IAM_ENDPOINT: "https://iam.override.example/" };

test.each([
  ["cn-north-4", "https://iam.cn-north-4.myhuaweicloud.com"],
  ["eu-west-101", "https://iam.eu-west-101.myhuaweicloud.eu"],
  ["af-north-1", "https://iam.myhuaweicloud.com"],
  ["xx-new-9", "https://iam.myhuaweicloud.com"],
  ["constructor", "https://iam.myhuaweicloud.com"],
])("of region %s is %s", (region, url) => expect(iamEndpoint({ region }, { env: {} })).toBe(url));

test("the environment goes before the region, the option before both", () => {
  expect(iamEndpoint({ region: "cn-north-4" }, { env: OVERRIDE })).toBe("https://iam.override.example");
  expect(iamEndpoint({ region: "r", iamEndpoint: "https://mine.example" }, { env: OVERRIDE })).toBe(
    "https://mine.example",
  );
  expect(iamEndpoint({ iamEndpoint: "https://mine.example" }, { env: OVERRIDE })).toBe(
    "https://mine.example",
  );
});

test.each([
  ["https://iam.example.com///", "https://iam.example.com"],
  ["https://proxy.example.com/iam/", "https://proxy.example.com/iam"],
  ["iam.example.com", "https://iam.example.com"],
  ["http://127.0.0.1:8080", "http://127.0.0.1:8080"],
  ["http://localhost:8080/", "http://localhost:8080"],
  ["http://[::1]:8080", "http://[::1]:8080"],
])("%s is taken as %s", (given, url) => expect(iamEndpoint({ iamEndpoint: given }, { env: {} })).toBe(url));

test.each([
  "http://iam.example.com",
  "http://127.0.0.1.secret.example",
  "ftp://secret",
  "https://user:secret@iam.example.com",
  "https://iam.example.com?secret=1",
  "https://iam.example.com#secret",
  "",
  "https://secret secret",
])("%j is refused without being repeated, as an option and in the environment", async (endpoint) => {
  const option = await failureOf(() => iamEndpoint({ iamEndpoint: endpoint }, { env: {} }));
  expect(option).toMatchObject({ code: "validation", sent: "no" });
  expect(option.message).toContain("iamEndpoint");
  expect(option.message).not.toContain("secret");
  if (endpoint === "") return; // an empty variable counts as not set
  const env = { HUAWEICLOUD_SDK_IAM_ENDPOINT: endpoint };
  const variable = await failureOf(() => iamEndpoint({ region: "cn-north-4" }, { env }));
  expect(variable.message).toContain("HUAWEICLOUD_SDK_IAM_ENDPOINT");
  expect(variable.message).not.toContain("secret");
});

test("neither region nor endpoint is refused", async () => {
  const error = await failureOf(() => iamEndpoint({} as IamLocation, { env: {} }));
  expect(error.message).toContain("region or iamEndpoint");
});
