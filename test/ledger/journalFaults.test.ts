import { afterAll, beforeAll, expect, it } from "vitest";
import { FaultyPool, type Fault } from "./faultyPool.js";
import { bench, messagesOf, quick, type Bench } from "./support.js";

let at: Bench;
beforeAll(async () => {
  at = await bench();
});
afterAll(() => at.end());

const LEASE = 91_000;

let runs = 0;

/** @returns whether the run came to that statement */
async function runWithFault(fault: Fault, statement: number): Promise<boolean> {
  const key = `run ${runs}`;
  const messages = messagesOf(4, 1_000 * runs++);
  const numbers = new Set(messages.map(({ endpoint }) => endpoint));
  const sent = (): string[] =>
    at.service.messages.map(({ endpoint }) => endpoint).filter((one) => numbers.has(one));
  let statements = 0;
  const pool = new FaultyPool(at.pool, () => (statements++ === statement ? fault : undefined));
  const { ledger, sms } = at.worker({ pool, clock: quick });
  const send = async (from: typeof ledger, by: typeof sms): Promise<Map<number, string>> => {
    const found = new Map<number, string>();
    const journal = await from.journal(key);
    try {
      for await (const { index, status } of by.sendAll(messages, { journal, batchSize: 2 }))
        found.set(index, status);
    } finally {
      await journal.close();
    }
    return found;
  };
  await send(ledger, sms).catch((error: unknown) => expect(error).toMatchObject({ code: "journal" }));
  await Promise.all(pool.later);
  const before = sent().length;
  expect(new Set(sent()).size).toBe(before);
  await at.pass(LEASE);
  await send(at.ledger, at.sms);
  expect(new Set(sent()).size).toBe(sent().length);
  const statuses: string[] = [];
  for await (const { index, status } of at.ledger.outcomes(key)) {
    statuses.push(status);
    if (status === "accepted") expect(sent()).toContain(messages[index]?.endpoint);
    else expect(status).toBe("unknown");
  }
  expect(statuses).toHaveLength(messages.length);
  const accepted = statuses.filter((status) => status === "accepted").length;
  expect(await at.ledger.counts(key)).toMatchObject({
    accepted,
    unknown: statuses.length - accepted,
    unsent: 0,
    sending: 0,
    pending: 0,
  });
  return statements > statement;
}

it.each<Fault>(["before", "after", "later", "refused"])(
  "a run with a journal sends nothing twice and loses nothing, whichever of its statements breaks: %s",
  async (fault) => {
    let statement = 0;
    while (await runWithFault(fault, statement)) statement++;
    expect(statement).toBeGreaterThan(5);
  },
  30_000,
);
