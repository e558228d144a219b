/** A priority queue by time; items with the same time keep their order. */
export interface EarliestFirst<T extends { readonly due: number }> {
  readonly size: number;
  /** When the next one is due; `Infinity` when there is none. */
  readonly nextDue: number;
  add(item: T): void;
  take(): T | undefined;
  clear(): void;
}

interface Slot<T> {
  readonly item: T;
  readonly turn: number;
}

/** A binary heap: a sandbox may have many thousand reports waiting. */
export function createEarliestFirst<T extends { readonly due: number }>(): EarliestFirst<T> {
  const heap: Slot<T>[] = [];
  let turns = 0;
  return {
    get size() {
      return heap.length;
    },
    get nextDue() {
      return heap[0]?.item.due ?? Infinity;
    },
    add(item) {
      heap.push({ item, turn: turns++ });
      rise(heap);
    },
    take() {
      const [first] = heap;
      const last = heap.pop();
      if (first === undefined || last === undefined) return undefined;
      if (heap.length > 0) {
        heap[0] = last;
        sink(heap);
      }
      return first.item;
    },
    clear() {
      heap.length = 0;
    },
  };
}

function isBefore<T extends { readonly due: number }>(a: Slot<T>, b: Slot<T>): boolean {
  return a.item.due < b.item.due || (a.item.due === b.item.due && a.turn < b.turn);
}

function rise<T extends { readonly due: number }>(heap: Slot<T>[]): void {
  for (let at = heap.length - 1; at > 0;) {
    const parent = (at - 1) >> 1;
    if (!swapIf(heap, parent, at)) return;
    at = parent;
  }
}

function sink<T extends { readonly due: number }>(heap: Slot<T>[]): void {
  for (let at = 0; ;) {
    const left = 2 * at + 1;
    const right = left + 1;
    const [a, b] = [heap[left], heap[right]];
    const child = a !== undefined && b !== undefined && isBefore(b, a) ? right : left;
    if (a === undefined || !swapIf(heap, at, child)) return;
    at = child;
  }
}

/** Swaps when the lower one is due before the upper one. */
function swapIf<T extends { readonly due: number }>(heap: Slot<T>[], upper: number, lower: number): boolean {
  const [above, below] = [heap[upper], heap[lower]];
  if (above === undefined || below === undefined || !isBefore(below, above)) return false;
  heap[upper] = below;
  heap[lower] = above;
  return true;
}
