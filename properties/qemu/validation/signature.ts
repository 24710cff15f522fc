/**
 * Most pages of a migration have the same steps at different times, and only the order of the times matters.
 * Pages with equal signatures need to be judged only once.
 */
import type { ObservedStep } from './step.ts';

export function signatureOf(steps: readonly ObservedStep[]): string {
  const times = [...new Set(steps.flatMap(({ from, to }) => [from, to]))];
  const ranks = new Map(
    times.toSorted((one, other) => one - other).map((time, rank) => [time, rank]),
  );
  const numbers = new Map(steps.map((step, number) => [step, number]));
  return steps
    .map(({ deed, thread, from, to, cause }) => {
      const causedBy = cause === undefined ? '' : numbers.get(cause);
      return `${JSON.stringify(deed)} ${thread} ${ranks.get(from)} ${ranks.get(to)} ${causedBy}`;
    })
    .join('\n');
}
