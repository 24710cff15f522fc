/** Puts the results of batches together in the order of their numbers, whoever finished first. */
import { makeDigest } from '../lockstep/digest.ts';
import type { BatchResult } from './batch.ts';
import type { Place } from './investigate.ts';
import { makeLessons } from './lessons.ts';
import type { Lesson } from '../strategies/mix.ts';

/** What is known of a campaign so far. */
export interface Total {
  readonly executions: number;
  readonly scenarios: number;
  readonly steps: number;
  readonly digest: string;
  /** Positions in `sometimesIds` of what has been seen. */
  readonly reached: ReadonlySet<number>;
  /** How often each strategy of a mix has been used, and what it was paid. */
  readonly lesson: Lesson;
  /** What of a configuration's states and transitions has been visited. */
  readonly visited: ReadonlySet<number>;
}

export interface Fold {
  readonly add: (result: BatchResult) => void;
  /** Batches folded so far: all with a lower number. */
  readonly folded: () => number;
  /** What the batch with this number is to be told; `undefined` as long as that is not known. */
  readonly lessonFor: (number: number) => Lesson | undefined;
  /** The first violating execution, once everything before it has been folded. */
  readonly violation: () => Place | undefined;
  readonly total: () => Total;
}

export function makeFold(): Fold {
  const waiting = new Map<number, BatchResult>();
  const digest = makeDigest();
  const reached = new Set<number>();
  const visited = new Set<number>();
  const lessons = makeLessons();
  let folded = 0;
  let executions = 0;
  let steps = 0;
  let violation: Place | undefined;

  return {
    add(result) {
      waiting.set(result.number, result);
      for (;;) {
        const next = waiting.get(folded);
        if (next === undefined || violation !== undefined) return;
        waiting.delete(folded);
        folded++;
        executions += next.executions;
        steps += next.steps;
        digest.addText(next.digest);
        for (const position of next.reached) reached.add(position);
        for (const one of next.visited ?? []) visited.add(one);
        lessons.add(next.lesson);
        if (next.violated !== undefined) violation = { batch: next.number, ...next.violated };
      }
    },
    folded: () => folded,
    lessonFor: lessons.of,
    violation: () => violation,
    total: () => ({
      executions,
      scenarios: folded,
      steps,
      digest: digest.text(),
      reached,
      lesson: lessons.total(),
      visited,
    }),
  };
}
