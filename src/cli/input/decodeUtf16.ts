import { CliError } from "../base/cliError.js";

/** UTF-16 with its byte order mark as UTF-8. Throws `CliError`, naming the byte, for bytes that are none. */
export async function* decodeUtf16(
  chunks: AsyncIterable<Uint8Array>,
  encoding: "utf-16le" | "utf-16be",
  name: string,
): AsyncGenerator<Buffer> {
  const decoder = new TextDecoder(encoding, { fatal: true });
  let position = 0;
  const decode = (chunk?: Uint8Array): Buffer => {
    try {
      return Buffer.from(chunk === undefined ? decoder.decode() : decoder.decode(chunk, { stream: true }));
    } catch {
      const what =
        chunk === undefined
          ? "its last character is cut off"
          : `bytes ${position + 1} to ${position + chunk.length} cannot be read`;
      throw new CliError(
        `${name} is not UTF-16 text, although it begins like it: ${what}. Nothing was sent. Save it as CSV UTF-8.`,
      );
    }
  };
  for await (const chunk of chunks) {
    yield decode(chunk);
    position += chunk.length;
  }
  yield decode();
}
