import { CliError } from "../base/cliError.js";

/** Files that are told by their first bytes. */
export type FileKind = "text" | "utf-16le" | "utf-16be" | "workbook";

const asText = "Save it as CSV UTF-8";

/** Files that cannot be read: how they begin, what they are, and what to do. */
const OTHERS: readonly { begins: readonly number[]; what: string; advice: string }[] = [
  {
    begins: [0xd0, 0xcf, 0x11, 0xe0],
    what: "a workbook of an old or encrypted form (.xls)",
    advice: `${asText}, or as .xlsx without a password.`,
  },
  {
    begins: [0x1f, 0x8b],
    what: "compressed by gzip",
    advice: "Decompress it first: gunzip -k, or gunzip -c FILE | smn-sms send - …",
  },
  { begins: [0x25, 0x50, 0x44, 0x46], what: "a PDF", advice: "Export its table as CSV." },
  { begins: [0x42, 0x5a, 0x68], what: "compressed by bzip2", advice: "Decompress it first: bunzip2 -k." },
  ...[0x00, 0x02, 0x04].map((version) => ({
    begins: [0x09, version, version === 0 ? 0x04 : 0x06, 0x00],
    what: "a workbook of a very old form (.xls)",
    advice: `${asText}, or as .xlsx.`,
  })),
  { begins: [0x28, 0xb5, 0x2f, 0xfd], what: "compressed by zstd", advice: "Decompress it first: unzstd." },
  {
    begins: [0xfd, 0x37, 0x7a, 0x58, 0x5a],
    what: "compressed by xz",
    advice: "Decompress it first: unxz -k.",
  },
  { begins: [0x37, 0x7a, 0xbc, 0xaf], what: "an archive (7z)", advice: "Unpack it first." },
  { begins: [0x52, 0x61, 0x72, 0x21], what: "an archive (rar)", advice: "Unpack it first." },
  { begins: [0x7b, 0x5c, 0x72, 0x74, 0x66], what: "a text document (RTF)", advice: `${asText}.` },
  { begins: [0x50, 0x41, 0x52, 0x31], what: "a Parquet file", advice: "Export its table as CSV." },
  {
    begins: [0x53, 0x51, 0x4c, 0x69, 0x74, 0x65],
    what: "a database (SQLite)",
    advice: "Export its table as CSV.",
  },
];

/** Archives that are documents of other kinds, by a name inside or their own. */
const ARCHIVES: readonly { holds: RegExp; named: RegExp; what: string; advice: string }[] = [
  { holds: /word\//, named: /\.docx$/i, what: "a text document (.docx)", advice: `${asText}.` },
  { holds: /ppt\//, named: /\.pptx$/i, what: "a presentation (.pptx)", advice: `${asText}.` },
  {
    holds: /xl\/workbook\.bin/,
    named: /\.xlsb$/i,
    what: "a binary workbook (.xlsb)",
    advice: `${asText}, or as .xlsx.`,
  },
  {
    holds: /Index\/(?:Document|Tables)/,
    named: /\.numbers$/i,
    what: "a Numbers document",
    advice: "Export it as CSV (UTF-8), or as Excel.",
  },
];

const ZIP = [0x50, 0x4b, 0x03, 0x04];
const MARKUP = /^\s*<(?:!--|!doctype|html|\?xml|table|workbook|head|body|meta|div|script|style|error)\b/i;
/** Texts of other kinds, by their first characters. */
const OTHER_TEXTS: readonly { begins: RegExp; what: string; advice: string }[] = [
  {
    begins: /^\s*(?:MIME-Version:|Content-Type:\s*multipart)/i,
    what: "a web page with its parts (MHTML); some programs name it .xls",
    advice: `Open it in a spreadsheet. ${asText}.`,
  },
  { begins: /^ID;P/, what: "a table of another form (SYLK)", advice: `${asText}.` },
  { begins: /^BEGIN:VCARD/i, what: "a list of contacts (vCard)", advice: "Export it as CSV." },
  {
    begins: /^version https:\/\/git-lfs/,
    what: "only the pointer to a file (Git LFS)",
    advice: "Fetch the file: git lfs pull.",
  },
];

/**
 * Tells by the first bytes how a file is to be read.
 *
 * @throws CliError for one that cannot be read, which says what it is and what to do
 */
export function fileKindOf(head: Buffer, name: string): FileKind {
  if (begins(head, [0xff, 0xfe, 0x00, 0x00]) || begins(head, [0x00, 0x00, 0xfe, 0xff]))
    throw new CliError(`${name} is UTF-32 text. ${asText}. Nothing was sent.`);
  if (begins(head, [0xff, 0xfe])) return "utf-16le";
  if (begins(head, [0xfe, 0xff])) return "utf-16be";
  if (begins(head, ZIP)) {
    const names = head.toString("latin1");
    if (names.includes("mimetypeapplication/vnd.oasis"))
      throw new CliError(`${name} is an OpenDocument file (.ods). ${asText}, or as .xlsx. Nothing was sent.`);
    const document = ARCHIVES.find(({ holds, named }) => holds.test(names) || named.test(name));
    if (document !== undefined)
      throw new CliError(`${name} is ${document.what}. Nothing was sent. ${document.advice}`);
    if (/\[Content_Types\]\.xml|_rels\/|xl\/|docProps\//.test(names) || /\.xls[xm]$/i.test(name))
      return "workbook";
    throw new CliError(`${name} is an archive (zip). Unpack it first. Nothing was sent.`);
  }
  const other = OTHERS.find((one) => begins(head, one.begins));
  if (other !== undefined) throw new CliError(`${name} is ${other.what}. Nothing was sent. ${other.advice}`);
  const text = head.toString("utf8").replace(/^\uFEFF/, "");
  const otherText = OTHER_TEXTS.find((one) => one.begins.test(text));
  if (otherText !== undefined)
    throw new CliError(`${name} is ${otherText.what}. Nothing was sent. ${otherText.advice}`);
  if (MARKUP.test(text))
    throw new CliError(
      `${name} is a page or document in HTML or XML; some programs name it .xls. Nothing was sent. ` +
        `Open it in a spreadsheet and save it as CSV UTF-8.`,
    );
  const withoutMark = utf16WithoutMark(head);
  if (withoutMark !== undefined)
    throw new CliError(
      `${name} seems to be UTF-16 (${withoutMark}) without a byte order mark. Nothing was sent. ${asText}.`,
    );
  if (head.includes(0))
    throw new CliError(`${name} holds NUL bytes, so it is no text file. Nothing was sent.`);
  return "text";
}

/** JSON where CSV was expected, by the first characters; `undefined` for anything else. */
export function jsonKindOf(head: Buffer): "array" | "object" | undefined {
  const text = head.toString("utf8").replace(/^\uFEFF/, "");
  if (/^\s*\[\s*(?:[{["\]]|$)/.test(text)) return "array";
  return /^\s*\{\s*(?:["}]|$)/.test(text) ? "object" : undefined;
}

function begins(head: Buffer, bytes: readonly number[]): boolean {
  return head.length >= bytes.length && bytes.every((byte, index) => head[index] === byte);
}

/** Latin letters, digits and separators have a zero byte beside them. */
function utf16WithoutMark(head: Buffer): string | undefined {
  const zeros = [0, 0];
  for (let at = 0; at < head.length; at++) if (head[at] === 0) zeros[at % 2] = (zeros[at % 2] ?? 0) + 1;
  const [even = 0, odd = 0] = zeros;
  if (even + odd < head.length / 8) return undefined;
  if (odd > 4 * even) return "little-endian";
  return even > 4 * odd ? "big-endian" : undefined;
}
