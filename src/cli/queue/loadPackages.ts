import type * as Pg from "pg";
import type * as PgBossModule from "pg-boss";
import { CliError } from "../base/cliError.js";

const MISSING = new Set(["ERR_MODULE_NOT_FOUND", "MODULE_NOT_FOUND"]);

/** Loads `pg`, which only these commands need. Throws `CliError` that asks for it where it is missing. */
export async function loadPg(): Promise<Pick<typeof Pg, "Pool">> {
  const pg = await load("pg", () => import("pg"));
  return { Pool: pg.Pool ?? pg.default.Pool };
}

/** The same for `pg-boss`. */
export function loadPgBoss(): Promise<Pick<typeof PgBossModule, "PgBoss">> {
  return load("pg-boss", () => import("pg-boss"));
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
