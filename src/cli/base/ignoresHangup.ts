import { readFileSync, readlinkSync } from "node:fs";
import { basename } from "node:path";

/**
 * Whether SIGHUP was to be ignored when the process began, as `nohup` and `trap '' HUP` ask for. Node takes every signal
 * back to its default before any code runs, so only traces are left: the name that the shell gives to the command it
 * starts, the files by which nohup replaces terminals (standard input that cannot be read, nohup.out), and the signals
 * that the shell itself ignores.
 */
export function ignoresHangup(
  env: Readonly<Record<string, string | undefined>>,
  parent: number,
  read: (path: string) => string = (path) => readFileSync(path, "utf8"),
  readLink: (path: string) => string = (path) => readlinkSync(path),
): boolean {
  const attempt = (test: () => boolean): boolean => {
    try {
      return test();
    } catch {
      return false; // not Linux, or not allowed
    }
  };
  return (
    basename(env["_"] ?? "") === "nohup" ||
    // A shell that does not name what it starts, as `sh -c 'nohup …'`.
    attempt(() => /(?:^|[\s\0;&|(])nohup[\s\0]/.test(read(`/proc/${parent}/cmdline`))) ||
    attempt(() => /^SigIgn:\s*[0-9a-f]*[13579bdf]$/m.test(read(`/proc/${parent}/status`))) ||
    attempt(() => [1, 2].some((fd) => basename(readLink(`/proc/self/fd/${fd}`)) === "nohup.out")) ||
    attempt(
      () =>
        readLink("/proc/self/fd/0") === "/dev/null" && /^flags:\s*0*\d*1$/m.test(read("/proc/self/fdinfo/0")),
    )
  );
}
