import { readdirSync, readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { errorCodes } from "../../src/mock/contract/errorCodes.js";
import { operations, type Node } from "./support.js";

/** The statuses that the sandbox's source gives to errors, and those of the codes that it can be told to fail with. */
function statuses(): number[] {
  const sources = readdirSync("src/mock", { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".ts"))
    .map((file) => readFileSync(`src/mock/${file}`, "utf8"));
  const given = sources.flatMap((source) =>
    [...source.matchAll(/(?:gatewayError|exampleError)\(\s*"[\w.]+",\s*(\d{3})/g)].map(([, status]) =>
      Number(status),
    ),
  );
  expect(given.length).toBeGreaterThan(10);
  const known = errorCodes.flatMap(({ http_status }) => http_status ?? []);
  return [...new Set([...given, ...known.filter((status) => status >= 400)])];
}

it("every operation documents every status that the sandbox gives", () => {
  const all = statuses();
  expect(all).toEqual(
    expect.arrayContaining([400, 401, 403, 404, 405, 413, 414, 429, 494, 501, 502, 503, 504]),
  );
  for (const { operation } of operations()) {
    const documented = Object.keys(operation["responses"] as Node);
    expect(all.filter((status) => !documented.includes(String(status)))).toEqual([]);
  }
});
