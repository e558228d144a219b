import { createHash } from "node:crypto";
import { readHeader } from "../../journal/readHeader.js";
import { isPassedOver } from "./isPassedOver.js";

/** The content of the input of a run. */
export interface InputContent {
  readonly sha256: string;
  /** In bytes. */
  readonly size: number;
}

/** Everything, beside the content of the file, that decides which messages a run sends, and from where. */
export interface RunShape {
  readonly template: string | undefined;
  readonly phoneColumn: string;
  readonly signId: string | undefined;
  readonly format: string;
  readonly encoding: string;
  readonly separator: string;
  readonly checkNumber: boolean;
  /** How the rows were found, where they are not simply the lines below the first one. */
  readonly layout: string | undefined;
  /** The project, else the region whose project it is; `undefined` where it is not known. */
  readonly sender: string | undefined;
}

/** The identity of a run: a journal resumes only the run that it was made for. */
export interface InputIdentity {
  readonly id: string;
  /** As versions before 0.2 wrote it; `undefined` for an input that they read otherwise. */
  readonly legacyId: string | undefined;
}

export function identityOf(content: InputContent, shape: RunShape): InputIdentity {
  const { sha256, size } = content;
  const { template, phoneColumn, signId, format, encoding, separator, checkNumber, layout, sender } = shape;
  const options = [template ?? null, phoneColumn, signId ?? null, format, encoding, separator, checkNumber];
  return {
    id: [sha256, size, hashOf([...options, layout ?? null]), hashOf([sender ?? null])].join("-"),
    legacyId:
      layout === undefined && sender !== undefined
        ? createHash("sha256")
            .update(JSON.stringify([sha256, ...options, sender]))
            .digest("hex")
        : undefined,
  };
}

function hashOf(fields: readonly unknown[]): string {
  return createHash("sha256").update(JSON.stringify(fields)).digest("hex").slice(0, 16);
}

/** The parts of an identity. `undefined` for one of another form. */
export function parseInputId(
  id: string,
): { readonly content: InputContent; readonly options: string; readonly sender: string } | undefined {
  const [, sha256 = "", size = "", options = "", sender = ""] =
    /^([0-9a-f]{64})-(\d{1,15})-([0-9a-f]{16})-([0-9a-f]{16})$/.exec(id) ?? [];
  return sha256 === "" ? undefined : { content: { sha256, size: Number(size) }, options, sender };
}

/** The identity that a journal was made for; `undefined` where there is none, or no journal. */
export async function recordedInputId(journalPath: string): Promise<string | undefined> {
  try {
    return (await readHeader(journalPath))?.input_id;
  } catch {
    return undefined; // opening the journal reports why it cannot be read
  }
}

/**
 * The same of a journal that may be another run's, or no journal at all.
 *
 * @throws SmnError (`journal`, `unreadable`) where the disk fails: then nothing is known of it
 */
export async function nearbyInputId(journalPath: string): Promise<string | undefined> {
  try {
    return (await readHeader(journalPath))?.input_id;
  } catch (error) {
    if (isPassedOver(error)) return undefined;
    throw error;
  }
}
