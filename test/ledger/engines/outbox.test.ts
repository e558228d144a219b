import { setTimeout as sleep } from "node:timers/promises";
import { PgBoss } from "pg-boss";
import { expect, it, onTestFinished } from "vitest";
import { sandboxSign } from "../../../src/mock/index.js";
import { bench } from "../support.js";
import { placeOrder, sendCodes } from "./outbox.mjs";

it("a text is sent, once, if and only if its order was committed", async () => {
  const { pool, service, ledger, sms, end } = await bench();
  const boss = new PgBoss({ connectionString: pool.options.connectionString ?? "", useListenNotify: true });
  boss.on("error", () => undefined);
  await boss.start();
  onTestFinished(async () => {
    await boss.stop({ graceful: false });
    await end();
  });
  await pool.query("create table orders (id int generated always as identity, phone text unique)");
  await sendCodes({ boss, ledger, sms });
  const order = (n: number): Promise<void> =>
    placeOrder(
      { pool, boss, ledger },
      { phone: `+861380000000${n}`, text: `Your code is ${n}.`, sign_id: sandboxSign.sign_id },
    );
  await order(1);
  await order(2);
  // The number is taken: this transaction is rolled back.
  await expect(order(2)).rejects.toThrow();
  while ((await ledger.counts("order ")).accepted < 2) await sleep(50);
  await pool.query("update pgboss.job set state = 'created', completed_on = null where name = 'codes'");
  while (
    (await pool.query("select 1 from pgboss.job where name = 'codes' and state < 'completed'")).rowCount !== 0
  )
    await sleep(50);
  expect(service.messages.map(({ message }) => message).sort()).toEqual([
    "Your code is 1.",
    "Your code is 2.",
  ]);
});
