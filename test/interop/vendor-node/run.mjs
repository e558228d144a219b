import { fileURLToPath } from "node:url";

export const tools = [];

export const VENDOR_CHECKS = [
  "the signature is genuine",
  "one message is accepted beside a rejected one",
  "a rejected message has its code",
  "a wrong signature is refused",
];

/** The vendor's Node SDK signs; the sandbox verifies. */
export function run({ runProgram }) {
  const program = fileURLToPath(new URL("program.mjs", import.meta.url));
  return runProgram(process.execPath, [program], VENDOR_CHECKS);
}
