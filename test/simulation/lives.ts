import { sendAll } from "../../src/bulk/sendAll.js";
import type { SendAllOptions } from "../../src/bulk/sendAllOptions.js";
import { createClientCore, type ClientCore } from "../../src/client.js";
import type { Transport } from "../../src/base/wire.js";
import type { Outcome } from "../../src/messages/outcome.js";
import type { SmsMessage } from "../../src/messages/types.js";
import { reconcile } from "../../src/reconcile/reconcile.js";
import { createDelivery } from "../../src/reports/createDelivery.js";
import { handOver } from "./inputsOf.js";
import type { Caller, Input, Plan } from "./plan.js";
import type { Random } from "./random.js";
import type { SimProcess } from "./simProcess.js";
import type { OpenJournal, SimStore } from "./store.js";
import { saidBy, type Truth } from "./truth.js";
import { Violation } from "./violation.js";

/** What a process has to work with. */
export interface Surroundings {
  readonly process: SimProcess;
  readonly transport: Transport;
  readonly plan: Plan;
  readonly random: Random;
  readonly truth: Truth;
  readonly project_id: string;
  readonly store: SimStore;
  /** Is told of which inputs reconciliation can say nothing, for want of a control sample. */
  readonly withoutControl: Set<number>;
}

const SIGNATURE = { ak: "AKSIMULATED000000000", sk: "secret-of-the-simulation" };
const TOKEN = { token: "token-of-the-simulation" };

/** What a client is made of. */
type Connecting = Pick<Surroundings, "process" | "transport" | "plan" | "random" | "project_id">;

export function connect({ process, transport, plan, random, project_id }: Connecting): ClientCore {
  return createClientCore(
    {
      baseUrl: "https://smn.example.com",
      projectId: project_id,
      credentials: plan.auth === "token" ? TOKEN : SIGNATURE,
      clock: process.clock,
      random: random.next,
    },
    transport,
  );
}

/** Opens the journal, sends what is left, and closes. Throws what the run throws. */
export async function sendInOneLife(
  around: Surroundings,
  caller: Caller,
  inputs: readonly Input[],
): Promise<void> {
  const journal = await around.store.open(around);
  try {
    if (caller.givesUpAfterMs === undefined) await runOnce(around, caller, inputs, journal);
    else await runTwice(around, caller, inputs, journal, caller.givesUpAfterMs);
  } finally {
    await journal.close();
  }
}

/** The caller loses patience with a run, which goes on all the same, and starts another one on the same journal. */
async function runTwice(
  around: Surroundings,
  caller: Caller,
  inputs: readonly Input[],
  journal: OpenJournal,
  patienceMs: number,
): Promise<void> {
  const first = runOnce(around, caller, inputs, journal);
  first.catch(() => undefined);
  await Promise.race([first, around.process.clock.sleep(patienceMs)]);
  const second = runOnce(around, caller, inputs, journal);
  const ends = await Promise.allSettled([first, second]);
  for (const end of ends) if (end.status === "rejected" && end.reason instanceof Violation) throw end.reason;
}

async function runOnce(
  around: Surroundings,
  caller: Caller,
  list: readonly Input[],
  journal: OpenJournal,
): Promise<void> {
  const { process, plan, random, truth } = around;
  const told = new Map<number, number>();
  process.world.trace(
    () =>
      `process ${process.pid} sends: ${JSON.stringify({ ...caller, concurrency: plan.concurrency, batchSize: plan.batchSize })}`,
  );
  const see = (outcome: Outcome<SmsMessage>): void => {
    process.world.trace(() => `process ${process.pid} outcome ${outcome.index} ${outcome.status}`);
    told.set(outcome.index, (told.get(outcome.index) ?? 0) + 1);
    // It was true when it was recorded, which may be long ago; or another run knows more by now.
    const isOld =
      truth.isUnlocked &&
      (outcome.status === "unknown" || (outcome.status === "unsent" && caller.slowConsumerMs > 0));
    if (!isOld) truth.check(saidBy(outcome));
  };
  const handover = handOver(list, caller, process, random);
  const controller = new AbortController();
  if (caller.abortsAfterMs !== undefined) process.after(caller.abortsAfterMs, () => controller.abort());
  const options: SendAllOptions<SmsMessage> = {
    batchSize: plan.batchSize,
    concurrency: plan.concurrency,
    deadlineMs: plan.deadlineMs,
    onUnknown: plan.onUnknown,
    journal,
    signal: controller.signal,
    onUndelivered: see,
    ...(plan.rate === undefined ? {} : { rate: plan.rate }),
    ...(plan.correlate ? { correlate: "extend_code" } : {}),
    ...(handover.toMessage === undefined ? {} : { toMessage: handover.toMessage }),
  };
  let failure: { error: unknown } | undefined;
  try {
    let seen = 0;
    for await (const outcome of sendAll(connect(around), process.clock, handover.inputs, options)) {
      see(outcome);
      if (++seen === caller.leavesAfter) break;
      if (caller.slowConsumerMs > 0) await process.clock.sleep(caller.slowConsumerMs);
    }
  } catch (error) {
    failure = { error };
  }
  for (const [index, times] of told)
    if (times > 1) throw new Violation(`input ${index} got ${times} outcomes in one run`);
  const left = (): number[] =>
    Array.from({ length: handover.taken() }, (_, index) => index).filter(
      (index) => !told.has(index) && journal.decide(index) !== "skip",
    );
  // An input that was being read when the loop was left has its outcome when it is there.
  if (left().length > 0) await process.clock.sleep(10_000);
  const [lost] = left();
  if (lost !== undefined) throw new Violation(`input ${lost} was taken and got no outcome`);
  if (failure !== undefined) throw failure.error;
}

/** Asks the service what became of everything that is unknown. */
export async function reconcileInOneLife(
  around: Surroundings,
  inputs: readonly Input[],
  assumeReportsWork: boolean,
): Promise<void> {
  const { process, truth } = around;
  const core = connect(around);
  const sms = createDelivery(core, process.clock);
  const journal = await around.store.openToReconcile(around);
  try {
    for await (const one of reconcile(
      sms,
      journal,
      inputs.map(({ message }) => message),
      {
        clock: process.clock,
        unsentWithoutControl: assumeReportsWork,
      },
    )) {
      process.world.trace(() => `reconciled ${JSON.stringify(one)}`);
      if ("reason" in one && one.reason === "no_control") around.withoutControl.add(one.index);
      else around.withoutControl.delete(one.index);
      truth.check({
        index: one.index,
        status: one.status,
        message_id: "message_id" in one ? one.message_id : undefined,
      });
    }
  } finally {
    await journal.close?.();
  }
}
