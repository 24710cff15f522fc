/**
 * Runs every interleaving of one configuration of the engine, up to the order of steps that commute,
 * with all properties judged. What is *verified* is that no class of executions violates what the
 * reduction preserves (see `reduction/README.md`); the other properties are judged on one execution of
 * each class.
 */
import type { OpenSystem } from '../../../impl/system.ts';
import type { Bench } from '../../judging/execution/execution.ts';
import { makeBench } from '../../judging/execution/execution.ts';
import { checkCommutation } from '../../searching/reduction/commutation.ts';
import type { SearchNode } from '../../searching/reduction/search-node.ts';
import { shareDone } from '../../searching/reduction/search-progress.ts';
import type { EngineConfiguration } from './engine-configuration.ts';
import { searchEngine } from './search-engine.ts';

/** How far an exploration has come: with its configuration, all that is needed to go on. */
export interface EngineProgress {
  /** Executions that came to their end: one for each class. */
  readonly classes: number;
  /** Executions, those included that were broken off since everything after it had been seen. */
  readonly executions: number;
  readonly steps: number;
  /** Pairs of steps that were tried in both orders. */
  readonly commutations: number;
}

export interface EngineExplorationOptions {
  readonly preemptionsMax?: number | undefined;
  readonly resume?: { readonly progress: EngineProgress; readonly nodes: readonly SearchNode[] };
  /** Called between executions now and then; the exploration ends early if it returns false. */
  readonly onProgress: (progress: EngineProgress, share: number) => boolean;
}

export interface EngineExploration extends EngineProgress {
  /** `passed`: all executions within the bound on preemptions were clean. */
  readonly verdict: 'verified' | 'passed' | 'violated' | 'incomplete';
  /** The threads that took the steps of a violating execution. */
  readonly violating?: Uint8Array;
  /** Where the exploration was broken off. */
  readonly nodes?: readonly SearchNode[];
}

/** Executions between two reports, and between two samples of steps that have to commute. */
const REPORT_EVERY = 100;
const SAMPLE_EVERY = 500;

/** Of an exploration that has not begun. */
export const NO_PROGRESS: EngineProgress = { classes: 0, executions: 0, steps: 0, commutations: 0 };

/** @throws Error if two steps do not commute that ought to, or a run does not repeat */
export function exploreEngineWith(
  open: OpenSystem,
  { scenario, isAfterSetup }: EngineConfiguration,
  { preemptionsMax, resume, onProgress }: EngineExplorationOptions,
): EngineExploration {
  const bench = makeBench(scenario, open);
  const { search, run } = searchEngine(bench, {
    isAfterSetup,
    preemptionsMax,
    resume: resume?.nodes,
  });
  let { classes, executions, steps, commutations } = resume?.progress ?? NO_PROGRESS;
  const progress = (): EngineProgress => ({ classes, executions, steps, commutations });

  while (search.next()) {
    const isDue = executions % REPORT_EVERY === 0;
    if (isDue && !onProgress(progress(), shareDone(search.nodes)))
      return { ...progress(), verdict: 'incomplete', nodes: search.nodes };
    const outcome = run();
    executions++;
    if (outcome === undefined) continue;
    classes++;
    steps += outcome.steps;
    if (outcome.objections !== undefined)
      return {
        ...progress(),
        verdict: 'violated',
        violating: bench.schedule.slice(0, outcome.steps),
      };
    // The rest of it was drained, so not every order of it has been tried.
    if (outcome.steps > outcome.decided) return { ...progress(), verdict: 'incomplete' };
    if (classes % SAMPLE_EVERY === 1)
      commutations += sampleCommutation(bench, outcome.steps, classes);
  }
  return { ...progress(), verdict: preemptionsMax === undefined ? 'verified' : 'passed' };
}

/** Tries the steps that are ready at one point of the last execution, another point each time. */
function sampleCommutation({ system, schedule }: Bench, steps: number, sample: number): number {
  return checkCommutation(system, [...schedule.subarray(0, sample % steps)]);
}
