import { CALL_MIGRATE, CALL_RESUME, CALL_RESUME_AFTER_FAILOVER } from "../../ledger/advisedCalls.js";

/** Words of the ledger, with the commands in place of the calls that they advise. */
export function inCommands(text: string): string {
  return text
    .replaceAll(CALL_RESUME_AFTER_FAILOVER, "smn-sms queue resume --nothing-was-lost")
    .replaceAll(CALL_RESUME, "smn-sms queue resume")
    .replaceAll(CALL_MIGRATE, "smn-sms queue migrate");
}
