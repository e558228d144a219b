import { Console } from "node:console";
import { Writable } from "node:stream";

/** What the exception says that this throws. */
export function messageOf(run: () => void): string {
  try {
    run();
  } catch (error) {
    return String(error);
  }
  throw new Error("expected an exception");
}

/** What a console prints. */
export function printedBy(print: (console: Console) => void): string {
  const chunks: string[] = [];
  const write = (chunk: Buffer, _encoding: string, done: () => void): void => {
    chunks.push(chunk.toString());
    done();
  };
  print(new Console(new Writable({ write })));
  return chunks.join("");
}
