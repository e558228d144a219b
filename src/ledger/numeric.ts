/**
 * A number as statements ask for it, where it counts: `numeric`, which pools give as a text. Of a float PostgreSQL shows as
 * few digits as `extra_float_digits` says, so that 123 may be 100, and a time another year.
 */
export type Numeric = string | number;

/** Its value. */
export function numberOf(value: Numeric): number {
  return Number(value);
}
