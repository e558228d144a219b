import { randomUUID } from "node:crypto";
import type { ClientCore } from "../client.js";
import type { Clock } from "../base/clock.js";
import type { Outcome } from "../messages/outcome.js";
import { createTokens } from "../journal/correlationToken.js";
import { Run } from "./run.js";
import { runSettings } from "./runSettings.js";
import type { SendAllOptions } from "./sendAllOptions.js";

/**
 * Sends any number of messages and yields the outcome of each as it is known, which is not the order of the inputs
 * (`index` is the place in the input). Memory does not grow with the input; a slow consumer slows the sending.
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
  const settings = runSettings(options);
  const tokenOf =
    settings.correlate === undefined ? undefined : createTokens(settings.journal?.runId ?? newRunId());
  return new Run(core, clock, inputs, settings, tokenOf);
}
