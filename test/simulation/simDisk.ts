import type { Random } from "./random.js";

interface PendingWrite {
  readonly offset: number;
  readonly bytes: Uint8Array;
}

/** A file as it is now, and as it would be after a power failure. */
export class Inode {
  static #next = 1;
  readonly ino: number;
  /** How many names lead to it. */
  links = 0;
  bytes: Uint8Array = new Uint8Array(0);
  durable: Uint8Array = new Uint8Array(0);
  pending: (PendingWrite | { readonly truncate: number })[] = [];

  constructor(ino: number = Inode.#next++) {
    this.ino = ino;
  }

  write(offset: number, bytes: Uint8Array): void {
    this.bytes = written(this.bytes, offset, bytes);
    this.pending.push({ offset, bytes: bytes.slice() });
  }

  truncate(length: number): void {
    this.bytes = truncated(this.bytes, length);
    this.pending.push({ truncate: length });
  }

  sync(): void {
    this.durable = this.bytes.slice();
    this.pending = [];
  }

  /**
   * What was not synced is there, or not, or in part, in any order.
   *
   * @returns whether something is there behind what is not: a hole, which nobody can tell from damage
   */
  crash(random: Random): boolean {
    let bytes = this.durable;
    let isCut = false;
    let hasHole = false;
    const inOrder = random.chance(0.8);
    for (const change of inOrder ? this.pending : random.shuffled(this.pending)) {
      if (isCut && inOrder) break;
      if (random.chance(0.4)) {
        isCut = true;
        continue;
      }
      hasHole ||= isCut;
      isCut = !("truncate" in change);
      if ("truncate" in change) bytes = truncated(bytes, change.truncate);
      else if (random.chance(0.5)) {
        bytes = written(bytes, change.offset, change.bytes);
        isCut = false;
      } else if (random.chance(0.5))
        bytes = written(bytes, change.offset, change.bytes.subarray(0, random.whole(0, change.bytes.length)));
      else bytes = written(bytes, change.offset, new Uint8Array(change.bytes.length)); // the length reached the disk, the block did not
    }
    this.bytes = bytes.slice();
    this.sync();
    return hasHole || !inOrder;
  }
}

/** An error as node:fs throws it. */
export function diskError(code: string, call: string, path: string): NodeJS.ErrnoException {
  return Object.assign(new Error(`${code}: simulated, ${call} '${path}'`), { code, syscall: call, path });
}

interface NameChange {
  readonly name: string;
  readonly inode: Inode | undefined;
}

/** A file system that several machines may share: names and files. Reading and writing takes no time here. */
export class SimDisk {
  readonly names = new Map<string, Inode>();
  #durableNames = new Map<string, Inode>();
  #changes: NameChange[] = [];
  readonly #random: Random;
  /** Counts down with every write or sync; what comes after fails until it is undefined again. */
  failsAfter: number | undefined;
  failure: "ENOSPC" | "EIO" = "ENOSPC";
  /** Share of writes that take only a part of their bytes. */
  shortWrites = 0;
  hasLinks = true;

  constructor(random: Random) {
    this.#random = random;
  }

  /** Throws when it is time for the disk to fail. */
  mayFail(call: string, path: string): void {
    if (this.failsAfter === undefined) return;
    if (this.failsAfter-- <= 0) throw diskError(this.failure, call, path);
  }

  find(name: string, call: string): Inode {
    const inode = this.names.get(name);
    if (inode === undefined) throw diskError("ENOENT", call, name);
    return inode;
  }

  setName(name: string, inode: Inode | undefined): void {
    const before = this.names.get(name);
    if (before !== undefined) before.links--;
    if (inode === undefined) this.names.delete(name);
    else {
      inode.links++;
      this.names.set(name, inode);
    }
    this.#changes.push({ name, inode });
  }

  syncNames(): void {
    this.#durableNames = new Map(this.names);
    this.#changes = [];
  }

  /** How much of a write gets through. */
  portionOf(bytes: Uint8Array): Uint8Array {
    if (bytes.length < 2 || !this.#random.chance(this.shortWrites)) return bytes;
    return bytes.subarray(0, this.#random.whole(1, bytes.length - 1));
  }

  copyOf(inode: Inode): Inode {
    const copy = new Inode();
    copy.write(0, inode.bytes);
    copy.sync();
    copy.links = 0;
    return copy;
  }

  /** The power failed: names and bytes that were not synced may be lost. @returns whether a file has a hole now */
  crash(): boolean {
    const survived = this.#changes.slice(0, this.#random.whole(0, this.#changes.length));
    const names = new Map(this.#durableNames);
    for (const { name, inode } of survived) {
      if (inode === undefined) names.delete(name);
      else names.set(name, inode);
    }
    this.names.clear();
    for (const inode of new Set([...names.values()])) inode.links = 0;
    for (const [name, inode] of names) {
      inode.links++;
      this.names.set(name, inode);
    }
    let hasHole = false;
    for (const inode of new Set(names.values())) if (inode.crash(this.#random)) hasHole = true;
    this.syncNames();
    return hasHole;
  }
}

function written(before: Uint8Array, offset: number, bytes: Uint8Array): Uint8Array {
  const after = new Uint8Array(Math.max(before.length, offset + bytes.length));
  after.set(before);
  after.set(bytes, offset);
  return after;
}

function truncated(before: Uint8Array, length: number): Uint8Array {
  const after = new Uint8Array(length);
  after.set(before.subarray(0, length));
  return after;
}
