import { createHash } from "node:crypto";
import { constants, open, stat, type FileHandle } from "node:fs/promises";
import { readAhead } from "../../base/readAhead.js";
import { readFully, type ReadAt } from "../../base/readFully.js";
import { CliError } from "../base/cliError.js";

const CHUNK = 64 * 1024;
/** Bytes that are read and compared at once: to do so with each chunk would take as long as to decode it. */
const BLOCK = 4 * CHUNK;
/** Bytes that tell what kind of file it is. */
const HEAD = 4 * 1024;

/** What the bytes of a file are, or of its beginning. */
interface Content {
  readonly sha256: string;
  /** In bytes. */
  readonly size: number;
}

/** A file that is read several times, always with the content of the first time. */
export interface InputFile {
  /** As the user named it. */
  readonly name: string;
  /** Its first bytes. */
  readonly head: Buffer;
  /** Bytes that are read. */
  readonly size: number;
  /**
   * The bytes from the beginning. A chunk holds until the next one is asked for. Throws `CliError` when the file was
   * changed before it was read to its end for the first time, and for a chunk that differs from then.
   */
  bytes(signal?: AbortSignal): AsyncGenerator<Buffer>;
  /** Whether the first bytes are these. */
  startsWith(content: Content): Promise<boolean>;
  /** The longest of these that the file begins with. */
  beginning<One extends Content>(contents: readonly One[]): Promise<One | undefined>;
  /** Reads only the first bytes from now on, if they are these. @returns whether they are */
  limitTo(content: Content): Promise<boolean>;
  /** Whether the file at its path is another one by now, or has another size or time. */
  wasChanged(): Promise<boolean>;
  readonly close: () => Promise<void>;
}

/** Opens a file for reading. Throws `CliError` when there is none. */
export async function openInputFile(path: string, name: string = path): Promise<InputFile> {
  const { handle, seen, head, ...facts } = await openForReading(path, name);
  let { size } = facts;
  /** The digest of each block when it was read for the first time. */
  const digests: string[] = [];
  let isComplete = false;

  const readAt = readerOf(handle);
  const read = (limit: number): AsyncGenerator<Buffer> =>
    readAhead(
      (room, position) => readFully(readAt, room.subarray(0, limit - position), position),
      Math.min(BLOCK, limit),
    );

  async function* bytes(signal?: AbortSignal): AsyncGenerator<Buffer> {
    const unstable = `${name} was changed while it was being read.`;
    if (!isComplete && fingerprintOf(await handle.stat({ bigint: true })) !== seen)
      throw new CliError(`${unstable} Nothing was sent. Start again when it is complete.`);
    let position = 0;
    signal?.throwIfAborted();
    for await (const block of read(size)) {
      const index = Math.floor(position / BLOCK);
      position += block.length;
      const digest = createHash("sha1").update(block).digest("base64");
      if (digests[index] !== undefined && digests[index] !== digest)
        throw new CliError(`${unstable} What is left of it may be something else, and was not sent.`);
      digests[index] = digest;
      for (let start = 0; start < block.length; start += CHUNK) {
        signal?.throwIfAborted();
        yield block.subarray(start, start + CHUNK);
      }
    }
    if (position < size) throw new CliError(`${unstable} It is shorter now, and the rest was not sent.`);
    if (!isComplete && fingerprintOf(await handle.stat({ bigint: true })) !== seen)
      throw new CliError(`${unstable} Nothing was sent. Start again when it is complete.`);
    isComplete = true;
  }

  async function beginning<One extends Content>(contents: readonly One[]): Promise<One | undefined> {
    const wanted = contents
      .filter(({ size: length }) => length > 0 && length <= size)
      .sort((a, b) => a.size - b.size);
    const longest = wanted.at(-1);
    if (longest === undefined) return undefined;
    const hash = createHash("sha256");
    let [position, next] = [0, 0];
    let found: One | undefined;
    for await (const block of read(longest.size)) {
      let rest = block;
      for (
        let one = wanted[next];
        one !== undefined && one.size <= position + rest.length;
        one = wanted[next]
      ) {
        const length = one.size - position;
        hash.update(rest.subarray(0, length));
        if (hash.copy().digest("hex") === one.sha256) found = one;
        rest = rest.subarray(length);
        position += length;
        next++;
      }
      hash.update(rest);
      position += rest.length;
    }
    return found;
  }
  const startsWith = async (content: Content): Promise<boolean> => (await beginning([content])) !== undefined;

  return {
    name,
    head,
    get size() {
      return size;
    },
    bytes,
    startsWith,
    beginning,
    async limitTo(content) {
      if (!(await startsWith(content))) return false;
      ({ size } = content);
      return true;
    },
    async wasChanged() {
      const found = await stat(path, { bigint: true }).catch(() => undefined);
      return found === undefined || fingerprintOf(found) !== seen;
    },
    close: () => handle.close().catch(() => undefined), // what was read is read
  };
}

/** A file, and what can be said of it at once. */
interface Opened {
  readonly handle: FileHandle;
  /** Another one once it was changed. */
  readonly seen: string;
  readonly size: number;
  readonly head: Buffer;
}

async function openForReading(path: string, name: string): Promise<Opened> {
  let handle: FileHandle | undefined;
  try {
    // To open a named pipe would wait for somebody to write into it. Windows has no such flag.
    handle = await open(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
    const stats = await handle.stat({ bigint: true });
    if (stats.isFile()) {
      const room = Buffer.alloc(HEAD);
      const head = room.subarray(0, await readFully(readerOf(handle), room, 0));
      return { handle, seen: fingerprintOf(stats), size: Number(stats.size), head };
    }
    await handle.close();
  } catch (error) {
    await handle?.close().catch(() => undefined);
    const code = (error as NodeJS.ErrnoException).code;
    throw new CliError(
      code === "ENOENT"
        ? `There is no file ${name}.`
        : `${name} cannot be read (${code ?? "unknown reason"}).`,
    );
  }
  throw new CliError(`${name} is not a file. To send what another program writes, pipe it in and name it -.`);
}

function readerOf(handle: FileHandle): ReadAt {
  return async (room, position) => (await handle.read(room, 0, room.length, position)).bytesRead;
}

function fingerprintOf({ size, mtimeNs, ino }: { size: bigint; mtimeNs: bigint; ino: bigint }): string {
  return `${ino}:${size}:${mtimeNs}`;
}
