/** What one strategy makes of one bug, over several seeds. */
import type { Hunt } from '../../running/campaign/hunt.ts';

export interface Score {
  readonly found: number;
  /** Hunts that were run to their end. */
  readonly of: number;
  readonly executionsMedian: number | null;
  readonly executionsMax: number | null;
  /** Lines of the story, in the median of those that were told. */
  readonly storyMedian: number | null;
  /** The property that was violated; several are joined, the most frequent first. */
  readonly property: string | null;
  /** Of those that were found, where the bug's own property is what was violated. */
  readonly own: number;
}

/** @param expected - the name of the bug's own property */
export function scoreOf(hunts: readonly Hunt[], expected: string): Score {
  const executions = sorted(hunts.flatMap((hunt) => hunt.executions ?? []));
  const told = hunts.flatMap((hunt) => hunt.told ?? []);
  return {
    found: executions.length,
    of: hunts.length,
    executionsMedian: median(executions),
    executionsMax: executions.at(-1) ?? null,
    storyMedian: median(sorted(told.map(({ story }) => story))),
    property: mostFrequent(told.map(({ property }) => property)),
    own: hunts.filter((hunt) => isOwn(hunt, expected)).length,
  };
}

/** As it was told, if it was. */
function isOwn({ told, violates = [] }: Hunt, expected: string): boolean {
  return told === undefined ? violates.includes(expected) : told.property === expected;
}

/** The lower one of two middle values. */
export function median(ascending: readonly number[]): number | null {
  return ascending[Math.floor((ascending.length - 1) / 2)] ?? null;
}

function sorted(numbers: readonly number[]): readonly number[] {
  return numbers.toSorted((one, other) => one - other);
}

function mostFrequent(names: readonly string[]): string | null {
  const counts = new Map<string, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  const byCount = [...counts].toSorted(([, one], [, other]) => other - one);
  return byCount.length === 0 ? null : byCount.map(([name]) => name).join(' / ');
}
