import type pg from "pg";
import type { PgBoss } from "pg-boss";
import type { SmsClient } from "../../../src/index.js";
import type { Ledger } from "../../../src/ledger/index.js";

interface Parts {
  pool: pg.Pool;
  boss: PgBoss;
  ledger: Ledger;
  sms: SmsClient;
}
export function placeOrder(
  parts: Pick<Parts, "pool" | "boss" | "ledger">,
  order: { phone: string; text: string; sign_id: string },
): Promise<void>;
export function sendCodes(parts: Pick<Parts, "boss" | "ledger" | "sms">): Promise<void>;
