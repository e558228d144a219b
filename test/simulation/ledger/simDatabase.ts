import type { Pool, PoolClient, QueryResult } from "../../../src/ledger/index.js";
import type { Random } from "../random.js";
import type { SimProcess } from "../simProcess.js";
import type { World } from "../world.js";
import type { Sabotage } from "./sabotage.js";
import type { Session } from "./session.js";

/** Everything that can become of a statement, by name. */
const FAULTS = {
  /** Its connection breaks before it arrives. */
  before: 3,
  /** It is carried out, committed, and its sender told that the connection broke. */
  after: 3,
  /** The same, but it is carried out later, when its sender has gone on already. */
  later: 3,
  /** The connection is dead, which is noticed after a long time; the statement arrived, or not. */
  dead: 1,
  /** The answer takes long. */
  slow: 2,
} as const;
type Fault = keyof typeof FAULTS | "none";

const NAMES = (Object.keys(FAULTS) as (keyof typeof FAULTS)[]).map((name) => [FAULTS[name], name] as const);

/** How long a transaction may do nothing, in milliseconds, before the server ends it. */
const IDLE_MS = 10_000;

export interface SimDatabaseOptions {
  readonly world: World;
  readonly random: Random;
  readonly session: Session;
  /** Share of statements to which something happens; it may change. */
  readonly faults: () => number;
  readonly sabotage: Sabotage | undefined;
}

/** A connection that was taken for a transaction. */
interface Owner {
  /** Whether its process knows, or will know, that the connection broke. */
  isBroken: boolean;
  /** Whether the server has ended the transaction. */
  isAborted: boolean;
  /** Takes back that the server ends it. */
  cancel: () => void;
}

/** A statement that waits for the end of somebody else's transaction. */
interface Waiting {
  readonly run: () => void;
  readonly fail: () => void;
}

/**
 * A PostgreSQL that many processes reach over a network that loses statements and answers. Its statements are carried out
 * by a real one, in no simulated time, one after the other; while a transaction is open, those of others wait.
 */
export class SimDatabase {
  /** How far its clock is off the true time, in milliseconds. */
  skewMs = 0;
  readonly #options: SimDatabaseOptions;
  #downUntil = 0;
  /** Counts how often all connections broke. */
  #crashes = 0;
  #owner: Owner | undefined;
  readonly #waiting: Waiting[] = [];

  constructor(options: SimDatabaseOptions) {
    this.#options = options;
  }

  /** It ends at once, and is there again after a while: what was committed is there, open transactions are gone. */
  crash(forMs: number): void {
    this.#options.world.trace(() => `the database is down for ${forMs} ms`);
    this.#crashes++;
    this.#downUntil = this.#options.world.now + forMs;
    for (const { fail } of this.#waiting.splice(0)) fail();
    if (this.#owner !== undefined) this.#abort(this.#owner);
  }

  /** It is there from now on. */
  repair(): void {
    this.#downUntil = 0;
  }

  /** For somebody whom nothing happens to, at this moment. A transaction that is open by then is ended. */
  direct(): Pool {
    const query = (text: string, values: unknown[] = []): Promise<QueryResult> => {
      if (this.#owner !== undefined) this.#abort(this.#owner);
      const result = this.#execute(text, values);
      this.#options.world.hold(result);
      return result;
    };
    return {
      query,
      connect: () => Promise.resolve({ query, release: () => undefined }),
    };
  }

  /** Looks at what is there at this moment, within the transaction that is open as well. */
  look(text: string): Promise<QueryResult> {
    const { session, world } = this.#options;
    const result = session.query(text, [], Math.floor(world.now + this.skewMs));
    world.hold(result);
    return result;
  }

  /** The connections of one process. */
  poolOf(process: SimProcess): Pool {
    const query = (text: string, values: unknown[] = []): Promise<QueryResult> =>
      this.#send(process, text, values, undefined);
    return {
      query,
      connect: () =>
        new Promise((resolve, reject) => {
          const { random } = this.#options;
          process.after(random.whole(0, 3), () => {
            if (this.#isDown()) reject(refused());
            else resolve(this.#clientOf(process));
          });
        }),
    };
  }

  #clientOf(process: SimProcess): PoolClient {
    const owner: Owner = {
      isBroken: false,
      isAborted: false,
      cancel: () => undefined,
    };
    return {
      query: (text, values = []) => this.#send(process, text, values, owner),
      release: () => undefined,
    };
  }

  /** A statement leaves a process: whatever becomes of the process, it arrives, unless the network loses it. */
  #send(
    process: SimProcess,
    text: string,
    values: unknown[],
    owner: Owner | undefined,
  ): Promise<QueryResult> {
    const { world, random, faults } = this.#options;
    const fault: Fault = random.chance(faults()) ? random.weighted<Fault>(NAMES) : "none";
    const crashes = this.#crashes;
    const isHere = (): boolean => this.#crashes === crashes;
    if (fault !== "none") world.trace(() => `process ${process.pid} statement ${fault}: ${shown(text)}`);
    return new Promise((resolve, reject) => {
      const tell = (delayMs: number, end: () => void): void => {
        process.after(delayMs, () => (isHere() ? end() : reject(broken())));
      };
      const fail = (delayMs: number, error: Error): void => tell(delayMs, () => reject(error));
      if (owner?.isBroken === true) {
        fail(1, broken());
        return;
      }
      const isEnd = owner === undefined || text === "commit";
      const isBroken = fault !== "none" && fault !== "slow";
      if (owner !== undefined && isBroken) owner.isBroken = true;
      const brokenMs = fault === "dead" ? random.whole(5_000, 200_000) : random.whole(0, 5);
      const isLost =
        fault === "before" || (fault === "dead" && random.chance(0.5)) || (fault === "later" && !isEnd);
      if (isLost) {
        if (owner !== undefined) world.after(random.whole(0, 3_000), () => this.#abort(owner));
        fail(brokenMs, broken());
        return;
      }
      if (fault === "later") fail(brokenMs, broken());
      const upMs = fault === "later" ? random.whole(1, random.pick([50, 3_000, 150_000])) : random.next() * 2;
      const downMs = fault === "slow" ? random.whole(100, random.pick([3_000, 100_000])) : random.next() * 2;
      world.after(upMs, () => {
        if (!isHere() || this.#isDown()) {
          fail(random.next(), isHere() ? refused() : broken());
          return;
        }
        this.#arrive(text, values, owner, (result) => {
          if (isBroken && !isEnd) this.#abort(owner);
          if (isBroken) fail(brokenMs, broken());
          else if (result instanceof Error) fail(downMs, result);
          else tell(downMs, () => resolve(result));
        });
      });
    });
  }

  /** Carries a statement out as soon as no transaction of somebody else is open. */
  #arrive(
    text: string,
    values: unknown[],
    owner: Owner | undefined,
    answer: (result: QueryResult | Error) => void,
  ): void {
    const { world } = this.#options;
    if (owner?.isAborted === true) {
      answer(broken());
      return;
    }
    if (this.#owner !== undefined && this.#owner !== owner) {
      this.#waiting.push({
        run: () => this.#arrive(text, values, owner, answer),
        fail: () => answer(broken()),
      });
      return;
    }
    if (owner !== undefined) {
      owner.cancel();
      owner.cancel = world.after(IDLE_MS, () => this.#abort(owner));
      this.#owner = owner;
    }
    world.hold(
      this.#execute(text, values).then(answer, (error: unknown) => {
        answer(error as Error); // pg throws errors
      }),
    );
    if (owner !== undefined && (text === "commit" || text === "rollback")) this.#free(owner);
  }

  #execute(text: string, values: unknown[]): Promise<QueryResult> {
    const { session, world, sabotage } = this.#options;
    const now = Math.floor(world.now + this.skewMs);
    if (sabotage?.loses?.(text, values) !== true)
      return session.query(sabotage?.change?.(text, values) ?? text, values, now);
    void session.query("begin", [], now);
    const result = session.query(text, values, now);
    void session.query("rollback", [], now);
    return result;
  }

  #abort(owner: Owner): void {
    owner.isAborted = true;
    if (this.#owner !== owner) return;
    this.#options.world.hold(this.#execute("rollback", []));
    this.#free(owner);
  }

  #free(owner: Owner): void {
    owner.cancel();
    this.#owner = undefined;
    // Each of them may take the place.
    this.#options.world.after(0, () => {
      while (this.#owner === undefined) {
        const next = this.#waiting.shift();
        if (next === undefined) return;
        next.run();
      }
    });
  }

  #isDown(): boolean {
    return this.#options.world.now < this.#downUntil;
  }
}

function broken(): Error {
  return new Error("Connection terminated unexpectedly");
}

function refused(): Error {
  return Object.assign(new Error("connect ECONNREFUSED"), {
    code: "ECONNREFUSED",
  });
}

function shown(text: string): string {
  return text.replaceAll(/\s+/g, " ").slice(0, 60);
}
