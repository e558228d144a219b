import type { SmsMessage } from "../../src/messages/types.js";
import type { Caller, Input } from "./plan.js";
import type { Random } from "./random.js";
import type { SimProcess } from "./simProcess.js";

/** How the caller hands over the inputs, and what makes messages of them. */
export interface Handover {
  readonly inputs: Iterable<SmsMessage> | AsyncIterable<SmsMessage>;
  readonly toMessage?: (input: SmsMessage) => SmsMessage;
  /** How many inputs were taken so far. */
  readonly taken: () => number;
}

export function handOver(
  list: readonly Input[],
  caller: Caller,
  process: SimProcess,
  random: Random,
): Handover {
  let taken = 0;
  const messages = list.map(({ message }) => message);
  const handed = (message: SmsMessage): SmsMessage => {
    taken++;
    return message;
  };
  const counted = function* (): Generator<SmsMessage> {
    for (const message of messages) yield handed(message);
  };
  const count = (): number => taken;
  if (caller.source === "array") return { inputs: counted(), taken: count };
  if (caller.source === "reusedMessage") {
    const one = {} as SmsMessage;
    return { inputs: counted(), toMessage: (input) => replace(one, input), taken: count };
  }
  const shared = {} as SmsMessage;
  const inputs = (async function* () {
    for (const message of messages) {
      if (caller.source === "slow" || (caller.source === "bursts" && random.chance(0.1)))
        await process.clock.sleep(random.whole(0, caller.source === "slow" ? 200 : 3_000));
      yield handed(caller.source === "reused" ? replace(shared, message) : message);
    }
  })();
  return { inputs, taken: count };
}

/** As a reader does that fills one object again for every row. */
function replace(object: SmsMessage, by: SmsMessage): SmsMessage {
  for (const name of Object.keys(object)) Reflect.deleteProperty(object, name);
  return Object.assign(object, by);
}
