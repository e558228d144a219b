import promises from "node:fs/promises";
import { syncBuiltinESMExports } from "node:module";
import { onTestFinished, vi } from "vitest";

/** Calls back, until the test ends, before every call of a function that begins with a path. An exception is its failure. */
export function beforeCall(call: "open" | "rm" | "rename" | "readdir", act: (path: string) => void): void {
  const real = promises[call] as (...given: unknown[]) => Promise<unknown>;
  const spy = vi.spyOn(promises, call).mockImplementation((async (...given: unknown[]) => {
    act(String(given[0]));
    return real(...given);
  }) as never);
  untilTestEnds(spy);
}

/** Lets files with such a path fail, until the test ends, when they were read so often. */
export function failReads(path: RegExp, reads: number): void {
  const real = promises.open;
  const spy = vi.spyOn(promises, "open").mockImplementation(async (given, ...rest) => {
    const handle = await real(given, ...rest);
    if (!path.test(String(given))) return handle;
    const read = handle.read.bind(handle) as (...given: unknown[]) => Promise<never>;
    let count = 0;
    const failing = (...wanted: unknown[]): Promise<never> =>
      ++count > reads ? Promise.reject(failure("EIO")) : read(...wanted);
    return Object.assign(handle, { read: failing });
  });
  untilTestEnds(spy);
}

/** Gives a replaced function of `node:fs/promises` to all who have imported it, as long as the test lasts. */
function untilTestEnds(spy: { mockRestore(): void }): void {
  syncBuiltinESMExports();
  onTestFinished(() => {
    spy.mockRestore();
    syncBuiltinESMExports();
  });
}

/** As the system fails. */
export function failure(code: string): Error {
  return Object.assign(new Error(code), { code, syscall: "open" });
}
