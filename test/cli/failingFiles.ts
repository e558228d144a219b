import promises from "node:fs/promises";
import { syncBuiltinESMExports } from "node:module";
import { onTestFinished, vi } from "vitest";

/** Calls back, until the test ends, before every call of a function that begins with a path. An exception is its failure. */
export function beforeCall(call: "open" | "rm" | "rename", act: (path: string) => void): void {
  const real = promises[call] as (...given: unknown[]) => Promise<unknown>;
  const spy = vi.spyOn(promises, call).mockImplementation((async (...given: unknown[]) => {
    act(String(given[0]));
    return real(...given);
  }) as never);
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
