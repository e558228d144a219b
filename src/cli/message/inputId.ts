import { createHash } from "node:crypto";

/** Everything, beside the content of the file, that decides which messages a run sends, and from where. */
export interface RunShape {
  readonly template: string | undefined;
  readonly phoneColumn: string;
  readonly signId: string | undefined;
  readonly format: string;
  readonly encoding: string;
  readonly separator: string;
  readonly checkNumber: boolean;
  /** The project, else the region whose project it is. */
  readonly sender: string;
}

/** The identity of a run: a journal continues only the run that it was begun for. */
export function inputIdOf(contentSha256: string, shape: RunShape): string {
  const { template, phoneColumn, signId, format, encoding, separator, checkNumber, sender } = shape;
  const fields = [
    contentSha256,
    template ?? null,
    phoneColumn,
    signId ?? null,
    format,
    encoding,
    separator,
    checkNumber,
    sender,
  ];
  return createHash("sha256").update(JSON.stringify(fields)).digest("hex");
}
