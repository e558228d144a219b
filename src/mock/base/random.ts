/** Reproducible randomness for the ids, orders and odds of one sandbox. */
export interface Random {
  /** A number from 0 up to, but not including, 1. */
  next(): number;
  /** 32 hexadecimal digits. */
  id(): string;
  /** A new list in another order: for two and more items never the order given. */
  shuffled<T>(items: readonly T[]): T[];
}

/** A generator of the sfc32 kind: small and fast, and good for tests; never for secrets. */
export function createRandom(seed: number): Random {
  let a = Math.trunc(seed) | 0;
  let b = Math.trunc(seed / 0x1_0000_0000) | 0;
  let c = 0x9e3779b9 | 0;
  let counter = 1;
  const word = (): number => {
    const sum = (((a + b) | 0) + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (((c << 21) | (c >>> 11)) + sum) | 0;
    return sum >>> 0;
  };
  for (let round = 0; round < 15; round++) word();
  const next = (): number => word() / 0x1_0000_0000;
  const hex = (): string => word().toString(16).padStart(8, "0");
  return {
    next,
    id: () => hex() + hex() + hex() + hex(),
    shuffled: (items) => shuffle(items, next),
  };
}

function shuffle<T>(items: readonly T[], next: () => number): T[] {
  const result = [...items];
  for (let last = result.length - 1; last > 0; last--) {
    const other = Math.floor(next() * (last + 1));
    const held = result[last] as T;
    result[last] = result[other] as T;
    result[other] = held;
  }
  const [first, ...rest] = result;
  return result.length > 1 && result.every((item, index) => item === items[index])
    ? [...rest, first as T]
    : result;
}
