import { createHash } from "node:crypto";
import type { Connection } from "../connection/connect.js";
import type { SendOptions } from "../options/sendOptions.js";
import type { CliInput } from "./cliInput.js";

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

/** The identity of a run: a journal resumes only the run that it was made for. */
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

/** The identity of a run of these options: its journal is known by it. */
export function inputIdFor(
  sha256: string,
  options: SendOptions,
  { format }: CliInput,
  { sender }: Connection,
): string {
  const { template, phoneColumn, signId, encoding, separator, numberCheck } = options;
  const shape = {
    template,
    phoneColumn,
    signId,
    format,
    encoding,
    separator,
    checkNumber: numberCheck,
    sender,
  };
  return inputIdOf(sha256, shape);
}
