/** The threads of one engine, in the fixed order in which a tie between them is decided. */
import type { EngineParts } from '../engine/parts.ts';
import { Thread } from '../runtime/thread.ts';
import type { Scenario } from '../scenario.ts';
import { assemblies } from './assemblies.ts';

export function makeThreads(parts: EngineParts, scenario: Scenario): readonly Thread[] {
  const planned = new Set(scenario.ticks.map(({ kind }) => kind));
  return assemblies
    .flatMap(({ threads }) => threads(parts, scenario))
    .filter(({ onTick }) => onTick === undefined || planned.has(onTick))
    .toSorted((one, other) => one.place - other.place)
    .map(({ name, body }, id) => new Thread(id, name, body));
}
