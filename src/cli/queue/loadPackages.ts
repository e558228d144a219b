import type * as Pg from "pg";
import type * as PgBossModule from "pg-boss";
import { CliError } from "../base/cliError.js";

/** The packages that only these commands need. */
export interface QueuePackages {
  readonly Pool: typeof Pg.Pool;
  readonly PgBoss: typeof PgBossModule.PgBoss;
}

const MISSING = new Set(["ERR_MODULE_NOT_FOUND", "MODULE_NOT_FOUND"]);

/** Loads `pg` and `pg-boss`. Throws `CliError` that asks for the one that is missing. */
export async function loadPackages(): Promise<QueuePackages> {
  const [pg, boss] = await Promise.all([
    load("pg", () => import("pg")),
    load("pg-boss", () => import("pg-boss")),
  ]);
  return { Pool: pg.Pool ?? pg.default.Pool, PgBoss: boss.PgBoss };
}

async function load<Module>(name: string, loading: () => Promise<Module>): Promise<Module> {
  try {
    return await loading();
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (!MISSING.has(code ?? ""))
      throw new CliError(`The package ${name} could not be loaded (${code ?? message}).`);
    throw new CliError(
      `The package ${name} is missing, which smn-sms queue needs: npm install pg pg-boss. Nothing was sent.`,
    );
  }
}
