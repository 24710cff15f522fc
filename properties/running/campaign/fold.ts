/** Combines the results of batches in the order of their numbers, not in the order they finished. */
import { makeDigest } from '../../judging/execution/digest.ts';
import type { PropertyId } from '../../judging/lockstep/property-id.ts';
import type { BatchResult } from './batch.ts';
import type { CampaignExecution } from './investigate.ts';
import type { LessonsState } from './lessons.ts';
import { makeLessons } from './lessons.ts';
import type { Lesson } from '../../searching/strategies/mix.ts';

/** What is known of a campaign so far. */
export interface Total {
  readonly executions: number;
  readonly scenarios: number;
  readonly steps: number;
  readonly digest: string;
  /** Positions in `sometimesIds` of the situations reached. */
  readonly reached: ReadonlySet<number>;
  /** The properties that had something to judge. */
  readonly judged: ReadonlySet<PropertyId>;
  /** How often each strategy of a mix was used, and how much novelty it was credited with. */
  readonly lesson: Lesson;
  /** Numbers of the configuration's visited states and transitions. */
  readonly visited: ReadonlySet<number>;
}

/** Everything needed to resume as if the campaign had not been interrupted. */
export interface FoldState extends Omit<Total, 'lesson'> {
  readonly lessons: LessonsState;
}

export interface Fold {
  readonly add: (result: BatchResult) => void;
  /** The number of batches folded so far: all batches with a lower number. */
  readonly folded: () => number;
  /** The lesson for the batch with this number; `undefined` as long as it is not known. */
  readonly lessonFor: (number: number) => Lesson | undefined;
  /** The first violating execution, once everything before it has been folded. */
  readonly violation: () => CampaignExecution | undefined;
  readonly total: () => Total;
  /** The state before a violation, if there was one, so that a resumed campaign runs into it again. */
  readonly state: () => FoldState;
}

/** @param from - the state of an earlier, interrupted fold */
export function makeFold(from?: FoldState): Fold {
  const waiting = new Map<number, BatchResult>();
  const digest = makeDigest(from?.digest);
  const reached = new Set(from?.reached);
  const judged = new Set(from?.judged);
  const visited = new Set(from?.visited);
  let folded = from?.scenarios ?? 0;
  let executions = from?.executions ?? 0;
  let steps = from?.steps ?? 0;
  let violation: CampaignExecution | undefined;
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
