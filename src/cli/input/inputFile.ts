import { open, type FileHandle } from "node:fs/promises";
import { CliError } from "../base/cliError.js";

const CHUNK = 64 * 1024;
/** Bytes that tell what kind of file it is. */
const HEAD = 4 * 1024;

/** A file that is read several times and must stay the same meanwhile. */
export interface InputFile {
  /** As the user named it. */
  readonly name: string;
  /** Its first bytes. */
  readonly head: Buffer;
  /**
   * The bytes from the beginning. A chunk holds until the next one is asked for. Throws `CliError` when the file was
   * changed since it was opened.
   */
  bytes(signal?: AbortSignal): AsyncGenerator<Buffer>;
  readonly close: () => Promise<void>;
}

/** Opens a file for reading. Throws `CliError` when there is none. */
export async function openInputFile(path: string, name: string = path): Promise<InputFile> {
  const handle = await openForReading(path, name);
  const seen = await fingerprint(handle);
  const checkUnchanged = async (): Promise<void> => {
    if ((await fingerprint(handle)) !== seen)
      throw new CliError(`${name} was changed while it was being read. Start again when it is complete.`);
  };
  const head = await readHead(handle);
  return {
    name,
    head,
    async *bytes(signal) {
      await checkUnchanged();
      // While a chunk is worked on, the next one is read: into two buffers, in turn.
      let buffer = Buffer.allocUnsafeSlow(CHUNK);
      let other = Buffer.allocUnsafeSlow(CHUNK);
      let position = 0;
      let reading = handle.read(buffer, 0, CHUNK, position);
      try {
        for (;;) {
          signal?.throwIfAborted();
          const { bytesRead } = await reading;
          if (bytesRead === 0) break;
          position += bytesRead;
          [buffer, other] = [other, buffer];
          reading = handle.read(buffer, 0, CHUNK, position);
          yield other.subarray(0, bytesRead);
        }
      } finally {
        await reading.catch(() => undefined); // the file must not be closed meanwhile
      }
      await checkUnchanged();
    },
    close: () => handle.close(),
  };
}

async function openForReading(path: string, name: string): Promise<FileHandle> {
  try {
    const handle = await open(path, "r");
    if ((await handle.stat()).isFile()) return handle;
    await handle.close();
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    throw new CliError(
      code === "ENOENT"
        ? `There is no file ${name}.`
        : `${name} cannot be read (${code ?? "unknown reason"}).`,
    );
  }
  throw new CliError(`${name} is not a file. To send what another program writes, pipe it in and name it -.`);
}

async function readHead(handle: FileHandle): Promise<Buffer> {
  const { buffer, bytesRead } = await handle.read(Buffer.alloc(HEAD), 0, HEAD, 0);
  return buffer.subarray(0, bytesRead);
}

async function fingerprint(handle: FileHandle): Promise<string> {
  const { size, mtimeNs, ino } = await handle.stat({ bigint: true });
  return `${ino}:${size}:${mtimeNs}`;
}
