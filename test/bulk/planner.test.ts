import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Planner, type PlanLimits } from "../../src/bulk/planner.js";
import { BodyWriter } from "../../src/messages/bodyWriter.js";
import type { CheckedMessage } from "../../src/messages/checkedMessage.js";
import { compactKey, numberKey } from "../../src/messages/phoneNumber.js";
import type { SmsMessage } from "../../src/messages/types.js";
import { messageOf, numberOf, range } from "./support.js";

const WAITING_BATCHES = 10;
const SPELLINGS = ["+86", "86", "0086", "", "+86 ", "+86-"];
interface Entry {
  readonly index: number;
  readonly checked: CheckedMessage;
}
/** A message of a request, put together from the request's lists. */
interface Planned {
  readonly index: number;
  readonly input: number;
  readonly message: SmsMessage;
  readonly key: CheckedMessage["key"];
}
const bodyBytes = (batch: Planned[]): number =>
  Buffer.byteLength(JSON.stringify({ sms_message: batch.map(({ message }) => message) }));

/** Few numbers, in many spellings, with texts of very different length. */
const inputs = fc.array(
  fc.record({
    number: fc.oneof(
      { weight: 3, arbitrary: fc.constant(0) },
      { weight: 2, arbitrary: fc.nat({ max: 3 }) },
      { weight: 2, arbitrary: fc.nat({ max: 10_000 }) },
    ),
    spelling: fc.constantFrom(...SPELLINGS),
    length: fc.oneof(fc.constant(1), fc.constant(490), fc.nat({ max: 490 })),
  }),
  { maxLength: 120 },
);
const limits: fc.Arbitrary<PlanLimits> = fc.record({
  batchSize: fc.oneof(fc.constant(1), fc.integer({ min: 1, max: 8 })),
  maxBodyBytes: fc.option(fc.integer({ min: 50, max: 2_500 }), { nil: undefined }),
});
/** What happens next: add, launch, or settle the request under way at this place. */
const steps = fc.infiniteStream(
  fc.record({ kind: fc.constantFrom("add", "add", "add", "take", "settle"), place: fc.nat() }),
);

/** A planner that gives messages one by one, and holds the lists and the body of every request against each other. */
function createPlanner(limit: PlanLimits) {
  const planner = new Planner<number>(limit, () => new BodyWriter());
  return {
    get isFull() {
      return planner.isFull;
    },
    get isReady() {
      return planner.isReady;
    },
    get isEmpty() {
      return planner.isEmpty;
    },
    get pending() {
      return planner.pending;
    },
    add: ({ index, checked }: Entry) => planner.add(index, inputOf(index), checked),
    take: (): Planned[] => {
      const { indices, inputs, messages, keys, body, length } = planner.take();
      const { endpoints, texts } = messages;
      for (const list of [indices, inputs, endpoints, texts, keys]) expect(list.length).toBe(length);
      const { sms_message } = JSON.parse(Buffer.from(body.finish()).toString()) as {
        sms_message: SmsMessage[];
      };
      expect(sms_message).toMatchObject(endpoints.map((endpoint, at) => ({ endpoint, message: texts[at] })));
      expect(inputs).toEqual(indices.map(inputOf));
      return indices.map((index, place) => ({
        index,
        input: inputs[place]!,
        message: sms_message[place]!,
        key: keys[place]!,
      }));
    },
    release: (batch: Planned[]) => planner.release({ keys: batch.map(({ key }) => key) }),
    drain: () => planner.drain(),
  };
}

function inputOf(index: number): number {
  return index + 1_000;
}

function entryOf(index: number, message: SmsMessage): Entry {
  const key = compactKey(message.endpoint);
  return {
    index,
    checked: { endpoint: message.endpoint, message: message.message, key, json: JSON.stringify(message) },
  };
}

interface Watched {
  batches: Planned[][];
  inFlight: Planned[][];
}

function entriesOf(given: { number: number; spelling: string; length: number }[]): Entry[] {
  return given.map(({ number, spelling, length }, index) =>
    entryOf(index, {
      ...messageOf(index, spelling + numberOf(number).slice(3)),
      message: "é".repeat(length + 1),
    }),
  );
}

/** Plays the run's part at random, and holds every request against the rules. */
function play(
  entries: Entry[],
  limit: PlanLimits,
  schedule: Iterator<{ kind: string; place: number }>,
  stopAt = Infinity,
): Watched & { planner: ReturnType<typeof createPlanner>; added: number } {
  const planner = createPlanner(limit);
  const watched: Watched = { batches: [], inFlight: [] };
  let added = 0;
  for (let step = 0; step < 20_000 && step < stopAt; step++) {
    const isDone = added === entries.length;
    if (isDone && planner.pending === 0 && watched.inFlight.length === 0) break;
    const { kind, place } = schedule.next().value as { kind: string; place: number };
    if (kind === "add" && !isDone && !planner.isFull) planner.add(entries[added++]!);
    else if (kind === "take" && !planner.isEmpty) {
      const batch = planner.take();
      check(batch, watched, limit);
      watched.batches.push(batch);
      watched.inFlight.push(batch);
    } else if (kind === "settle" && watched.inFlight.length > 0)
      planner.release(watched.inFlight.splice(place % watched.inFlight.length, 1)[0]!);
    const waiting = planner.pending;
    expect(waiting).toBeLessThanOrEqual(limit.batchSize * (WAITING_BATCHES + 1));
  }
  return { ...watched, planner, added };
}

function check(batch: Planned[], { inFlight }: Watched, { batchSize, maxBodyBytes }: PlanLimits): void {
  expect(batch.length).toBeGreaterThan(0);
  expect(batch.length).toBeLessThanOrEqual(batchSize);
  if (maxBodyBytes !== undefined && batch.length > 1)
    expect(bodyBytes(batch)).toBeLessThanOrEqual(maxBodyBytes);
  const keys = [...inFlight.flat(), ...batch].map(({ message }) => numberKey(message.endpoint));
  expect(new Set(keys).size).toBe(keys.length);
}

describe("Planner", () => {
  it("never has a number twice under way, keeps each number's order, and plans everything once", () => {
    fc.assert(
      fc.property(inputs, limits, steps, (given, limit, schedule) => {
        const entries = entriesOf(given);
        const { batches } = play(entries, limit, schedule[Symbol.iterator]());
        const planned = batches.flat().map(({ index }) => index);
        expect([...planned].sort((a, b) => a - b)).toEqual(range(entries.length));
        for (const { index, message, key } of batches.flat())
          expect({ message, key }).toEqual({
            message: JSON.parse(entries[index]!.checked.json!) as unknown,
            key: entries[index]!.checked.key,
          });
        const last = new Map<string, number>();
        for (const { index, message } of batches.flat()) {
          const key = numberKey(message.endpoint);
          expect(last.get(key) ?? -1).toBeLessThan(index);
          last.set(key, index);
        }
      }),
      { numRuns: 300 },
    );
  });

  it("keeps the input's order when every number is another, whatever the sizes", () => {
    fc.assert(
      fc.property(inputs, limits, steps, (given, limit, schedule) => {
        const entries = entriesOf(given.map((one, place) => ({ ...one, number: place })));
        const { batches } = play(entries, limit, schedule[Symbol.iterator]());
        expect(batches.flat().map(({ index }) => index)).toEqual(range(entries.length));
      }),
    );
  });

  it("gives everything back that is not under way when a run stops, in input order", () => {
    fc.assert(
      fc.property(inputs, limits, steps, fc.nat({ max: 200 }), (given, limit, schedule, stopAt) => {
        const entries = entriesOf(given);
        const { planner, batches, added } = play(entries, limit, schedule[Symbol.iterator](), stopAt);
        const rest = planner.drain();
        expect(rest.map(({ input }) => input)).toEqual(rest.map(({ index }) => inputOf(index)));
        const drained = rest.map(({ index }) => index);
        expect(drained).toEqual([...drained].sort((a, b) => a - b));
        const planned = batches.flat().map(({ index }) => index);
        expect([...planned, ...drained].sort((a, b) => a - b)).toEqual(range(added));
        expect(planner.pending).toBe(0);
        expect(planner.isEmpty).toBe(true);
        expect(planner.drain()).toEqual([]);
      }),
    );
  });

  it("keeps messages for one number outside the mainland apart as well", () => {
    const planner = createPlanner({ batchSize: 9, maxBodyBytes: undefined });
    const numbers = ["+4915112345678", "+49 151 12345678", "+4915112345679"];
    numbers.forEach((endpoint, index) => planner.add(entryOf(index, messageOf(index, endpoint))));
    const first = planner.take();
    expect(first.map(({ index }) => index)).toEqual([0, 2]);
    expect(planner.take()).toEqual([]);
    planner.release(first);
    expect(planner.take().map(({ index }) => index)).toEqual([1]);
  });

  it("fills requests up when numbers differ", () => {
    const planner = createPlanner({ batchSize: 4, maxBodyBytes: undefined });
    const sizes: number[] = [];
    for (const entry of entriesOf(range(10).map((number) => ({ number, spelling: "+86", length: 1 })))) {
      planner.add(entry);
      if (planner.isFull) sizes.push(planner.take().length);
    }
    expect([...sizes, planner.take().length]).toEqual([4, 4, 2]);
  });

  it("fills a request up behind messages that wait for their number", () => {
    const planner = createPlanner({ batchSize: 3, maxBodyBytes: undefined });
    const numbers = [0, 0, 0, 1, 0, 2];
    for (const entry of entriesOf(numbers.map((number) => ({ number, spelling: "", length: 1 }))))
      planner.add(entry);
    expect(planner.isReady).toBe(true);
    expect(planner.take().map(({ index }) => index)).toEqual([0, 3, 5]);
  });

  it("asks for no more than ten requests' worth of messages that wait", () => {
    const planner = createPlanner({ batchSize: 3, maxBodyBytes: undefined });
    let added = 0;
    for (; !planner.isFull; added++) planner.add(entryOf(added, messageOf(added, numberOf(1))));
    expect(added).toBe(1 + 3 * WAITING_BATCHES);
    planner.release(planner.take());
    expect(planner.isFull).toBe(false);
  });

  it("lets no smaller message overtake one that did not fit", () => {
    const planner = createPlanner({ batchSize: 9, maxBodyBytes: 700 });
    const lengths = [400, 490, 1];
    const entries = lengths.map((length, index) =>
      entryOf(index, { ...messageOf(index), message: "x".repeat(length) }),
    );
    planner.add(entries[0]!);
    planner.add(entries[1]!);
    expect(planner.isFull).toBe(true);
    planner.add(entries[2]!);
    expect(planner.take().map(({ index }) => index)).toEqual([0]);
    expect(planner.take().map(({ index }) => index)).toEqual([1, 2]);
  });

  it("sends a message alone that is larger than the limit", () => {
    const planner = createPlanner({ batchSize: 9, maxBodyBytes: 50 });
    for (const entry of entriesOf(range(3).map((number) => ({ number, spelling: "", length: 490 }))))
      planner.add(entry);
    expect(
      [planner.take(), planner.take(), planner.take(), planner.take()].map(({ length }) => length),
    ).toEqual([1, 1, 1, 0]);
  });

  it("uses the body's limit to the byte", () => {
    const messages = range(3).map((index) => messageOf(index));
    const exact = Buffer.byteLength(JSON.stringify({ sms_message: messages }));
    const sizeWith = (maxBodyBytes: number): number => {
      const planner = createPlanner({ batchSize: 9, maxBodyBytes });
      messages.forEach((message, index) => planner.add(entryOf(index, message)));
      return planner.take().length;
    };
    // One byte is given away: the comma that the last message does not have.
    expect(sizeWith(exact + 1)).toBe(3);
    expect(sizeWith(exact - 1)).toBe(2);
  });
});
