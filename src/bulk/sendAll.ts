import { randomUUID } from "node:crypto";
import type { ClientCore } from "../client.js";
import type { Clock } from "../base/clock.js";
import { SmnError } from "../base/errors.js";
import { createTokens } from "../journal/correlationToken.js";
import type { Outcome } from "../messages/outcome.js";
import { Run, type RunOptions } from "./run.js";
import { runSettings, withoutThrowing, type Made } from "./runSettings.js";
import type { SendAllOptions } from "./sendAllOptions.js";

/**
 * Sends any number of messages and yields the outcome of each as it is known, which is not the order of the inputs
 * (`index` counts them in their order). Memory does not grow with the input; a slow consumer slows the sending.
 *
 * Every input that is taken from `inputs` gets exactly one outcome. A run that cannot go on (see `SmnError.code`)
 * ends with an exception after the outcomes of all inputs that were taken; leaving the loop early ends it as well,
 * when the requests in flight have been answered.
 *
 * @param newRunId names a run without a journal
 */
export function sendAll<T>(
  core: ClientCore,
  clock: Clock,
  inputs: Iterable<T> | AsyncIterable<T>,
  options: SendAllOptions<T> = {},
  newRunId: () => string = randomUUID,
): AsyncIterableIterator<Outcome<T>> {
  if (!isIterable(inputs))
    throw new SmnError(
      "sendAll: inputs must be an array or another iterable, of messages or of inputs for toMessage, " +
        `not ${typeof inputs === "string" ? "a string" : "something else"}. Nothing was sent.`,
      { code: "validation", sent: "no" },
    );
  const { toMessage } = options;
  const make = toMessage && withoutThrowing(toMessage);
  return createRun({ core, clock, inputs: { each: inputs }, options, toMessage: make, newRunId });
}

/** Options of a run whose inputs come many at a time. */
export interface BatchedOptions<T> extends Omit<SendAllOptions<T>, "toMessage"> {
  /** Makes the message of an input, or returns its issues: then it becomes `invalid`. Must not throw. */
  toMessage: (input: T, index: number) => Made;
}

/**
 * `sendAll` in batches, for callers that have many inputs at hand: a promise for each outcome would cost more than all
 * other work on it. A list that was read counts as taken: each of its inputs gets an outcome.
 */
export function sendAllInBatches<T>(
  core: ClientCore,
  clock: Clock,
  batches: AsyncIterable<readonly T[]>,
  options: BatchedOptions<T>,
  newRunId: () => string = randomUUID,
): AsyncIterableIterator<readonly Outcome<T>[]> {
  const { toMessage } = options;
  return createRun({ core, clock, inputs: { batches }, options, toMessage, newRunId }).batches();
}

interface Parts<T> extends Pick<RunOptions<T>, "core" | "clock" | "inputs"> {
  /** Not copied: a copy would not have what they inherit, the journal for instance. */
  options: Omit<SendAllOptions<T>, "toMessage">;
  toMessage: BatchedOptions<T>["toMessage"] | undefined;
  newRunId: () => string;
}

function createRun<T>({ core, clock, inputs, options, toMessage, newRunId }: Parts<T>): Run<T> {
  const settings = { ...runSettings<T>(options), toMessage };
  const tokenOf =
    settings.correlate === undefined ? undefined : createTokens(settings.journal?.runId ?? newRunId());
  return new Run({ core, clock, inputs, settings, tokenOf });
}

/** A string is iterable, too, but yields characters. */
function isIterable(inputs: unknown): boolean {
  return (
    typeof inputs === "object" &&
    inputs !== null &&
    (Symbol.asyncIterator in inputs || Symbol.iterator in inputs)
  );
}
