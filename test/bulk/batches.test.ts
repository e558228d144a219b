import { describe, expect, it } from "vitest";
import { sendAllInBatches, type BatchedOptions } from "../../src/bulk/sendAll.js";
import type { SmsMessage } from "../../src/messages/types.js";
import type { Outcome } from "../../src/messages/outcome.js";
import {
  byStatus,
  drain,
  INVALID,
  manualClock,
  messageOf,
  messagesOf,
  range,
  run,
  service,
  settled,
  type HeldService,
} from "./support.js";

async function* inLists<T>(inputs: readonly T[], size: number): AsyncGenerator<readonly T[]> {
  for (let start = 0; start < inputs.length; start += size) yield inputs.slice(start, start + size);
}

const batched = (
  { core }: HeldService,
  batches: AsyncIterable<readonly SmsMessage[]>,
  options: Omit<BatchedOptions<SmsMessage>, "toMessage"> = {},
): AsyncIterableIterator<readonly Outcome<SmsMessage>[]> =>
  sendAllInBatches(core, manualClock(), batches, { toMessage: (message) => ({ message }), ...options });

async function* flat<T>(batches: AsyncIterable<readonly T[]>): AsyncGenerator<T> {
  for await (const batch of batches) yield* batch;
}

describe("sendAllInBatches", () => {
  const mixed = range(500).map((index) =>
    index % 5 === 3 ? INVALID : messageOf(index % 7 === 0 ? 0 : index),
  );

  it("gives the outcomes that sendAll gives, in lists", async () => {
    const looped = await drain(run(service(), mixed, { batchSize: 20, concurrency: 3 }));
    for (const size of [1, 7, 500]) {
      const lists: (readonly Outcome<SmsMessage>[])[] = [];
      for await (const list of batched(service(), inLists(mixed, size), { batchSize: 20, concurrency: 3 }))
        lists.push(list);
      const outcomes = lists.flat();
      expect(byStatus(outcomes)).toEqual(byStatus(looped.outcomes));
      expect(outcomes).toHaveLength(500);
      expect(lists.length).toBeLessThan(400);
    }
  });

  it("reads empty lists, and lists that no request can take at once", async () => {
    async function* lists(): AsyncGenerator<readonly SmsMessage[]> {
      yield [];
      yield messagesOf(50);
      yield [];
    }
    const held = service();
    const { outcomes, error } = await drain(flat(batched(held, lists(), { batchSize: 3 })));
    expect([outcomes.length, held.texts.length, error]).toEqual([50, 50, undefined]);
  });

  it("gives every input of a list that was read its outcome when the run stops", async () => {
    const controller = new AbortController();
    const held = service("hold");
    const ended = drain(
      flat(
        batched(held, inLists(messagesOf(90), 30), {
          batchSize: 4,
          concurrency: 1,
          signal: controller.signal,
        }),
      ),
    );
    while (held.open.length === 0) await settled();
    controller.abort();
    held.open[0]?.accept();
    const { outcomes, error } = await ended;
    expect(error).toMatchObject({ code: "aborted" });
    expect(byStatus(outcomes)).toEqual({ accepted: range(4), unsent: range(26, 4) });
  });

  it("ends the run when its loop is left", async () => {
    const held = service();
    const unseen: Outcome<SmsMessage>[] = [];
    const onUndelivered = (outcome: Outcome<SmsMessage>): void => void unseen.push(outcome);
    const seen: Outcome<SmsMessage>[] = [];
    for await (const list of batched(held, inLists(messagesOf(1_000), 100), {
      batchSize: 10,
      onUndelivered,
    })) {
      seen.push(...list);
      break;
    }
    expect(held.requests.length).toBeLessThan(20);
    const indices = [...seen, ...unseen].map(({ index }) => index).sort((a, b) => a - b);
    expect(indices).toEqual(range(indices.length));
  });
});
