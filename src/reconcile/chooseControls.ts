import type { Attempt } from "../journal/journal.js";
import type { Control } from "./controlSample.js";
import { byClock, NEARBY_MS } from "./nearby.js";

/**
 * A few of the controls that vouch for all of these sendings: one near each of them, where there is one, and more in
 * between until there are `count`.
 *
 * @param controls by time
 */
export function chooseControls(
  attempts: Iterable<Attempt>,
  controls: readonly Control[],
  count: number,
): Control[] {
  const chosen = new Set<Control>();
  const controlsOf = byClock(controls);
  for (const [clock, some] of byClock(attempts))
    for (const control of nearestOf(some, controlsOf.get(clock) ?? [])) chosen.add(control);
  const step = Math.max(1, Math.floor(controls.length / Math.max(1, count)));
  for (let more = 0; more < controls.length && chosen.size < count; more += step)
    chosen.add(controls[more] as Control);
  return [...chosen];
}

/** One near each of these sendings, where there is one; all go by one clock. */
function* nearestOf(attempts: readonly Attempt[], controls: readonly Control[]): Generator<Control> {
  const times = [...new Set(attempts.map(({ at }) => at))].sort((one, other) => one - other);
  let place = 0;
  let last: Control | undefined;
  for (const at of times) {
    if (distance(last, at) <= NEARBY_MS) continue;
    while (place + 1 < controls.length && distance(controls[place + 1], at) <= distance(controls[place], at))
      place++;
    const nearest = controls[place];
    if (nearest !== undefined && distance(nearest, at) <= NEARBY_MS) yield (last = nearest);
  }
}

function distance(control: Control | undefined, at: number): number {
  return control === undefined ? Infinity : Math.abs(control.at - at);
}
