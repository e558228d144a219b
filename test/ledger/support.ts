import type pg from "pg";
import { createLedger, type Ledger, type LedgerOptions } from "../../src/ledger/index.js";
import { createSmsClient, type Clock, type SmsClient } from "../../src/index.js";
import {
  createMockService,
  sandboxCredentials,
  sandboxProjectId,
  sandboxSign,
  type MockService,
} from "../../src/mock/index.js";
import { newDatabase } from "./postgres.js";
import type { SmsMessage } from "../../src/messages/types.js";

/** A database with a ledger, whose clock the tests can move, and a sandbox. */
export interface Bench {
  readonly pool: pg.Pool;
  readonly service: MockService;
  readonly ledger: Ledger;
  readonly sms: SmsClient;
  /** Another worker: a ledger and a client of its own. */
  readonly worker: (options?: Partial<LedgerOptions>) => { ledger: Ledger; sms: SmsClient };
  /** Lets the database's clock jump. */
  readonly pass: (ms: number) => Promise<void>;
  /** Ends it. */
  readonly end: () => Promise<void>;
}

export type FetchLike = (request: Request) => Promise<Response>;

/** @param through what requests go through on their way to the service */
export async function bench(
  through?: (request: Request, next: FetchLike) => Promise<Response>,
): Promise<Bench> {
  const pool = await newDatabase();
  const service = createMockService();
  const fetch = async (input: RequestInfo | URL, init?: RequestInit): Promise<Response> => {
    const request = new Request(input, init);
    return through === undefined ? service.handle(request) : through(request, (one) => service.handle(one));
  };
  const worker: Bench["worker"] = (options) => ({
    ledger: createLedger({ pool, ...options }),
    sms: createSmsClient({
      region: "cn-north-4",
      projectId: sandboxProjectId,
      credentials: sandboxCredentials,
      fetch,
    }),
  });
  const { ledger, sms } = worker();
  await ledger.migrate();
  await movableClock(pool);
  return {
    ...{ pool, service, ledger, sms, worker },
    pass: async (ms) => {
      await pool.query("update test_clock set ahead = ahead + $1 * interval '1 ms'", [ms]);
    },
    end: () => pool.end(),
  };
}

/** Every statement asks `ledger_now` for the time. */
async function movableClock(pool: pg.Pool): Promise<void> {
  await pool.query(`create table test_clock (ahead interval not null);
insert into test_clock values ('0');
create or replace function smn_sms.ledger_now() returns timestamptz language sql volatile
  as 'select clock_timestamp() + ahead from public.test_clock'`);
}

/** Waits for nothing, so that a test does not either. */
export const quick: Clock = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
  sleep: async (_, signal) => {
    await new Promise((resolve) => setTimeout(resolve, 1));
    signal?.throwIfAborted();
  },
};

export function messageOf(index: number): SmsMessage {
  return {
    endpoint: `+86138${String(index).padStart(8, "0")}`,
    message: `Your code is ${index * 7}.`,
    sign_id: sandboxSign.sign_id,
  };
}

export function messagesOf(count: number, from = 0): SmsMessage[] {
  return Array.from({ length: count }, (_, offset) => messageOf(from + offset));
}
