/** The threads of one engine, in a fixed order that breaks ties between them. */
import type { Assembled } from '../engine/assembly.ts';
import { Thread } from '../runtime/thread.ts';
import type { Scenario } from '../scenario.ts';

export function makeThreads(
  assembled: readonly Assembled[],
  scenario: Scenario,
): readonly Thread[] {
  const planned = new Set(scenario.ticks.map(({ kind }) => kind));
  return assembled
    .flatMap(({ threads }) => threads(scenario))
    .filter(({ onTick }) => onTick === undefined || planned.has(onTick))
    .toSorted((one, other) => one.place - other.place)
    .map(({ name, body }, id) => new Thread(id, name, body));
}
