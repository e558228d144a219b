import { Readable } from "node:stream";
import { expect, it } from "vitest";
import { confirm } from "../../../src/cli/terminal/confirm.js";
import { memory } from "../support.js";

const { signal } = new AbortController();

it("takes it for a no when the terminal cannot be read any more", async () => {
  const stdin = new Readable({ read: () => undefined });
  const stderr = memory();
  const answer = confirm("Send it?", { stdin, stderr, signal });
  stdin.destroy(Object.assign(new Error("EIO"), { code: "EIO" }));
  expect(await answer).toBe(false);
  expect(stderr.text).toBe("Send it? [y/N] \n");
});

it.each([
  ["y\n", true],
  ["Yes\n", true],
  ["no\n", false],
  ["", false],
])("takes %j for %s, and leaves no listener behind", async (text, isYes) => {
  const stdin = Readable.from([text]);
  expect(await confirm("Send it?", { stdin, stderr: memory(), signal })).toBe(isYes);
  expect(stdin.listenerCount("error")).toBe(0);
});
