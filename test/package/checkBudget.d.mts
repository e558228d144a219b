export function checkBudget(
  packed: { size: number; unpackedSize: number; files: readonly unknown[] },
  modules: string,
): string[];
