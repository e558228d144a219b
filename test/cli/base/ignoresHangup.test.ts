import { describe, expect, test } from "vitest";
import { ignoresHangup } from "../../../src/cli/base/ignoresHangup.js";

const files =
  (found: Record<string, string>) =>
  (path: string): string => {
    const text = found[path];
    if (text === undefined) throw new Error("ENOENT");
    return text;
  };
const none = files({});

describe("SIGHUP is ignored", () => {
  test.each<[string, Parameters<typeof ignoresHangup>]>([
    ["where the shell names nohup", [{ _: "/usr/bin/nohup" }, 7, none, none]],
    [
      "where the parent ignores it",
      [{}, 7, files({ "/proc/7/status": "Name:\tbash\nSigIgn:\t0000000000000001\n" }), none],
    ],
    [
      "where the parent's command is nohup",
      [{}, 7, files({ "/proc/7/cmdline": "sh\0-c\0cd /x; nohup smn-sms send people.csv &\0" }), none],
    ],
    ["where the output is in nohup.out", [{}, 7, none, files({ "/proc/self/fd/1": "/srv/app/nohup.out" })]],
    [
      "where standard input cannot be read",
      [
        {},
        7,
        files({ "/proc/self/fdinfo/0": "pos:\t0\nflags:\t0100001\n" }),
        files({ "/proc/self/fd/0": "/dev/null" }),
      ],
    ],
  ])("%s", (_, given) => {
    expect(ignoresHangup(...given)).toBe(true);
  });
});

test("SIGHUP is a wish to stop in any other process", () => {
  const read = files({
    "/proc/7/status": "SigIgn:\t0000000000001000\n",
    "/proc/7/cmdline": "vim\0notes-on-nohup.txt\0",
    "/proc/self/fdinfo/0": "flags:\t0100000\n",
  });
  const link = files({ "/proc/self/fd/0": "/dev/null", "/proc/self/fd/1": "/srv/app/log" });
  expect(ignoresHangup({ _: "/usr/bin/npx" }, 7, read, link)).toBe(false);
});
