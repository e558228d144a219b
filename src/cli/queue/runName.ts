import { InvalidArgumentError } from "commander";

/** The name of a run, as `planJobs` takes it. */
export function runName(value: string): string {
  if (/^[^\s/]([^/]{0,98}[^\s/])?$/u.test(value)) return value;
  throw new InvalidArgumentError("Expected a name of up to 100 characters, without a slash.");
}
