import type Diagnostics from "node:diagnostics_channel";
import type { Channel, TracingChannel } from "node:diagnostics_channel";

/** Undefined where there is no such module: in browsers, and in workers without Node's modules. */
function diagnostics(): typeof Diagnostics | undefined {
  const { process } = globalThis as { process?: { getBuiltinModule?: NodeJS.Process["getBuiltinModule"] } };
  const found: Partial<typeof Diagnostics> | undefined =
    process?.getBuiltinModule?.("node:diagnostics_channel");
  // Other runtimes have a part of it.
  return found?.tracingChannel === undefined ? undefined : found;
}

/** A channel that reports single events to whoever subscribed by its name. */
export class EventChannel<Message extends object> {
  readonly #name: string;
  /** Opened when first used: `false` where there are no channels. */
  #channel: Channel | false | undefined;

  constructor(name: string) {
    this.#name = name;
  }

  /** Whether anybody listens. */
  get isHeard(): boolean {
    this.#channel ??= diagnostics()?.channel(this.#name) ?? false;
    return this.#channel !== false && this.#channel.hasSubscribers;
  }

  /** @param describe is called only when somebody listens */
  publish(describe: () => Message): void {
    if (this.isHeard && this.#channel) this.#channel.publish(describe());
  }
}

/** What is added to a message when the work that it reports is over. */
export interface TraceEnd<Message extends object, Result> {
  readonly done?: (message: Message, result: Result) => void;
  /** For an exception; must say in the message that there was one. */
  readonly failed: (message: Message, error: unknown) => void;
}

/** A channel that reports the beginning and the end of work that takes time. */
export class TraceChannel<Message extends { error?: object | undefined }> {
  readonly #name: string;
  /** Opened when first used: `false` where there are no channels. */
  #channel: TracingChannel<unknown, Message> | false | undefined;

  constructor(name: string) {
    this.#name = name;
  }

  /** Whether anybody listens. */
  get isHeard(): boolean {
    this.#channel ??= diagnostics()?.tracingChannel<unknown, Message>(this.#name) ?? false;
    return this.#channel !== false && this.#channel.hasSubscribers;
  }

  /**
   * Does the work, and publishes its beginning and end in the order of `TracingChannel.tracePromise`, which would publish
   * result and exception as they are: with texts and numbers.
   *
   * @param describe makes the message, only when somebody listens
   */
  trace<Result>(
    work: () => Promise<Result>,
    describe: () => Message,
    ended: TraceEnd<Message, Result>,
  ): Promise<Result> {
    if (!this.isHeard || !this.#channel) return work();
    const { start, end, asyncStart, asyncEnd, error } = this.#channel;
    const message = describe();
    const finish = (): void => {
      if (message.error !== undefined) error.publish(message);
      asyncStart.publish(message);
      asyncEnd.publish(message);
    };
    return start.runStores(message, () => {
      try {
        return work().then(
          (result) => {
            ended.done?.(message, result);
            finish();
            return result;
          },
          (reason: unknown) => {
            ended.failed(message, reason);
            finish();
            throw reason;
          },
        );
      } finally {
        end.publish(message);
      }
    });
  }
}
