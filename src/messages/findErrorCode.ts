import { errorTable, type ErrorCodeRow, type ErrorVerdict } from "../../generated/errorCodes.js";

/** `APIG.0308`, `APIC.0308` and `APIGW.0308` mean the same; `SMN.227` and `SMN0227` are old spellings. */
const FAMILIES = "(APIGW|APIG|APIC|SMN|IAM)";
const SERVICE_CODE = new RegExp(`^${FAMILIES}\\.?0*(\\d{1,4})$`, "i");

/** Whether a code is one of the service's or its gateway's, also one that the table does not have. */
export function isServiceCode(code: string): boolean {
  return SERVICE_CODE.test(code.trim());
}

const CODES_IN_TEXT = new RegExp(`${FAMILIES}[._-]?\\d{1,5}(?!\\d)`, "gi");
const ID_IN_TEXT = /message_?id/i;

/**
 * Whether the answer of a refusal says anywhere that messages were taken, or may have been: by an id that only a taken
 * message has, or by a code that may come after it. A gateway can wrap an answer of the service in one of its own.
 *
 * @param text of the answer
 */
export function mentionsTaken(text: string, status?: number): boolean {
  if (ID_IN_TEXT.test(text)) return true;
  const codes = new Set(
    text
      .normalize("NFKC")
      .match(CODES_IN_TEXT)
      ?.map((code) => code.replace(/[_-]/, ".")),
  );
  return [...codes].some((code) => mayBeSent(code, status));
}

const SUCCESS = /^(?:0+|2\d\d|ok|success(?:ful)?)$/i;

/** Whether the code of a message's own result leaves open whether the message was taken. */
export function isDoubtfulCode(code: string): boolean {
  return mayBeSent(code) || mentionsTaken(code) || SUCCESS.test(code.trim());
}

function normalize(code: string): string {
  const [, family, digits] = SERVICE_CODE.exec(code.trim()) ?? [];
  if (family === undefined || digits === undefined) return code;
  const name = family.toUpperCase();
  return `${name.startsWith("API") ? "APIGW" : name}.${digits.padStart(4, "0")}`;
}

let byCode: ReadonlyMap<string, readonly ErrorCodeRow[]> | undefined;

function rowsByCode(): ReadonlyMap<string, readonly ErrorCodeRow[]> {
  const found = new Map<string, ErrorCodeRow[]>();
  for (const [verdict, meanings] of JSON.parse(errorTable) as [ErrorVerdict, Record<string, string>][])
    for (const [key, meaning] of Object.entries(meanings)) {
      const [code = "", status = ""] = key.split(" ");
      const row = { code, http_status: status === "" ? null : Number(status), meaning, ...verdict };
      found.set(code, [...(found.get(code) ?? []), row]);
    }
  return found;
}

/** All rows of the document's table for a code. */
export function findErrorCodes(code: string): readonly ErrorCodeRow[] {
  byCode ??= rowsByCode();
  return byCode.get(normalize(code)) ?? [];
}

/**
 * The row of the document's table for a code: if the code has several rows, the one for this status. Undefined
 * for a code that is not in the table, or only with other meanings for other statuses.
 */
export function findErrorCode(code: string, status?: number): ErrorCodeRow | undefined {
  const rows = findErrorCodes(code);
  return rows.find(({ http_status }) => http_status === status) ?? (rows.length === 1 ? rows[0] : undefined);
}

/**
 * Whether messages may have been sent although the service gave this code. Where the table knows the code with other
 * meanings for other statuses only, one of them is enough.
 */
export function mayBeSent(code: string, status?: number): boolean {
  const row = findErrorCode(code, status);
  const rows = row === undefined ? findErrorCodes(code) : [row];
  return rows.some(({ sent }) => sent === "maybe");
}
