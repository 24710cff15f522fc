/** Puts the results of batches together in the order of their numbers, whoever finished first. */
import { makeDigest } from '../../judging/execution/digest.ts';
import type { PropertyId } from '../../judging/lockstep/property-id.ts';
import type { BatchResult } from './batch.ts';
import type { Place } from './investigate.ts';
import type { LessonsState } from './lessons.ts';
import { makeLessons } from './lessons.ts';
import type { Lesson } from '../../searching/strategies/mix.ts';

/** What is known of a campaign so far. */
export interface Total {
  readonly executions: number;
  readonly scenarios: number;
  readonly steps: number;
  readonly digest: string;
  /** Positions in `sometimesIds` of what has been seen. */
  readonly reached: ReadonlySet<number>;
  /** The properties that have had something to judge. */
  readonly judged: ReadonlySet<PropertyId>;
  /** How often each strategy of a mix has been used, and what it was paid. */
  readonly lesson: Lesson;
  /** What of a configuration's states and transitions has been visited. */
  readonly visited: ReadonlySet<number>;
}

/** All that it takes to go on as if nothing had been broken off. */
export interface FoldState extends Omit<Total, 'lesson'> {
  readonly lessons: LessonsState;
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
  /** A violation is not passed over: whoever goes on from here runs into it again. */
  readonly state: () => FoldState;
}

/** @param from - where an earlier fold was broken off */
export function makeFold(from?: FoldState): Fold {
  const waiting = new Map<number, BatchResult>();
  const digest = makeDigest(from?.digest);
  const reached = new Set(from?.reached);
  const judged = new Set(from?.judged);
  const visited = new Set(from?.visited);
  let folded = from?.scenarios ?? 0;
  let executions = from?.executions ?? 0;
  let steps = from?.steps ?? 0;
  let violation: Place | undefined;
  const lessons = makeLessons(folded, from?.lessons);
  const counts = (): Omit<Total, 'lesson'> => ({
    executions,
    scenarios: folded,
    steps,
    digest: digest.text(),
    reached,
    judged,
    visited,
  });

  const stateNow = (): FoldState => ({ ...counts(), lessons: lessons.state() });
  let beforeViolation: FoldState | undefined;

  return {
    add(result) {
      waiting.set(result.number, result);
      for (;;) {
        const next = waiting.get(folded);
        if (next === undefined || violation !== undefined) return;
        waiting.delete(folded);
        if (next.violated !== undefined) beforeViolation = stateNow();
        folded++;
        executions += next.executions;
        steps += next.steps;
        digest.addText(next.digest);
        for (const position of next.reached) reached.add(position);
        for (const id of next.judged) judged.add(id);
        for (const one of next.visited ?? []) visited.add(one);
        lessons.add(next.lesson);
        if (next.violated !== undefined) violation = { batch: next.number, ...next.violated };
      }
    },
    folded: () => folded,
    lessonFor: lessons.of,
    violation: () => violation,
    total: () => ({ ...counts(), lesson: lessons.total() }),
    state: () => beforeViolation ?? stateNow(),
  };
}
