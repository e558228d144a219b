import type { FileFacts, JournalFile, JournalFiles } from "../../src/journal/journalFiles.js";
import type { JournalSystem } from "../../src/journal/openJournal.js";

interface Node {
  bytes: Buffer;
  readonly id: string;
}

export interface MemorySystem extends JournalSystem {
  /** The content of every file. */
  readonly contents: Map<string, Node>;
  write(path: string, content: string | Uint8Array): void;
  read(path: string): string;
}

function failure(code: string): Error {
  return Object.assign(new Error(code), { code, syscall: "memory" });
}

/** A file system in memory, and one process. */
export function memorySystem(): MemorySystem {
  const contents = new Map<string, Node>();
  let ids = 0;
  const factsOf = ({ bytes, id }: Node): FileFacts => ({
    kind: "file",
    id,
    links: 1,
    size: bytes.length,
    changedAt: 0,
  });
  const newNode = (): Node => ({ bytes: Buffer.alloc(0), id: `${ids++}` });
  const nodeAt = (path: string): Node => {
    const node = contents.get(path);
    if (node === undefined) throw failure("ENOENT");
    return node;
  };
  const fileOf = (node: Node, appends: boolean): JournalFile => ({
    async read(buffer, offset) {
      const part = node.bytes.subarray(offset, offset + buffer.length);
      buffer.set(part);
      return part.length;
    },
    async write(bytes, offset) {
      const start = appends ? node.bytes.length : offset;
      const grown = Buffer.alloc(Math.max(node.bytes.length, start + bytes.length));
      grown.set(node.bytes);
      grown.set(bytes, start);
      node.bytes = grown;
      return bytes.length;
    },
    async truncate(length) {
      node.bytes = node.bytes.subarray(0, length);
    },
    sync: async () => undefined,
    stat: async () => factsOf(node),
    close: async () => undefined,
  });
  const files: JournalFiles = {
    async open(path, flags) {
      if (flags === "wx" && contents.has(path)) throw failure("EEXIST");
      if (flags !== "r" && !contents.has(path)) contents.set(path, newNode());
      return fileOf(nodeAt(path), flags === "a+");
    },
    async stat(path) {
      const node = contents.get(path);
      return node && factsOf(node);
    },
    realPath: async (path) => path,
    async link(from, to) {
      if (contents.has(to)) throw failure("EEXIST");
      contents.set(to, nodeAt(from));
    },
    async rename(from, to) {
      contents.set(to, nodeAt(from));
      contents.delete(from);
    },
    remove: async (path) => void contents.delete(path),
    list: async (directory) =>
      [...contents.keys()]
        .filter((path) => path.startsWith(`${directory}/`))
        .map((path) => path.slice(directory.length + 1)),
    syncDirectory: async () => undefined,
  };
  let names = 0;
  return {
    contents,
    write(path, content) {
      contents.set(path, { ...newNode(), bytes: Buffer.from(content as string) });
    },
    read: (path) => nodeAt(path).bytes.toString("utf8"),
    files,
    host: {
      self: { pid: 1, started: "1", host: "memory", boot: "boot", namespace: "namespace" },
      look: () => ({ isGone: false, started: "1" }),
      claims: new Set(),
      randomId: () => `id-${names++}`,
      every: () => () => undefined,
    },
  };
}
