/** The score of one strategy on one bug, over several seeds. */
import type { Hunt } from '../../running/campaign/hunt.ts';

export interface Score {
  readonly found: number;
  /** The number of finished hunts. */
  readonly of: number;
  readonly executionsMedian: number | null;
  readonly executionsMax: number | null;
  /** The median number of lines in the stories that were told. */
  readonly storyMedian: number | null;
  /** The property that was violated; several are joined, the most frequent first. */
  readonly property: string | null;
  /** The number of hunts in which the bug's own property was violated. */
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

/** Whether a hunt violated the expected property; if its finding was told, only the told property counts. */
function isOwn({ told, violates = [] }: Hunt, expected: string): boolean {
  return told === undefined ? violates.includes(expected) : told.property === expected;
}

/** The lower of the two middle values, if there are two. */
function median(ascending: readonly number[]): number | null {
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
