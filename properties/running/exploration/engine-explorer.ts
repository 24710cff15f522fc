/**
 * Runs every interleaving of one configuration of the engine, up to the order of steps that commute,
 * and judges all properties. *Verified* means that no class of executions violates a property that the
 * reduction preserves (see `reduction/README.md`); the other properties are judged on one execution of
 * each class.
 */
import type { OpenSystem } from '../../../impl/system.ts';
import type { Lockstep } from '../../judging/execution/execution.ts';
import { makeLockstep } from '../../judging/execution/execution.ts';
import { checkCommutation } from '../../searching/reduction/commutation.ts';
import type { SearchNode } from '../../searching/reduction/search-node.ts';
import type { ClassEstimate } from '../../searching/estimation/class-estimate.ts';
import { shareDone } from '../../searching/reduction/search-progress.ts';
import { estimatorOf } from './class-estimator.ts';
import type { EngineConfiguration } from './engine-configuration.ts';
import type { Outlook } from './outlook.ts';
import { isTimeToEstimate, watchOutlook } from './outlook.ts';
import { searchEngine } from './search-engine.ts';

/** How far an exploration has come, in counts. */
export interface EngineProgress {
  /** Executions that ran to their end: one for each class. */
  readonly classes: number;
  /** All executions, including those broken off because every continuation had been seen. */
  readonly executions: number;
  readonly steps: number;
  /** Pairs of steps that were tried in both orders. */
  readonly commutations: number;
}

export interface EngineExplorationOptions {
  readonly preemptionsMax?: number | undefined;
  readonly resume?: { readonly progress: EngineProgress; readonly nodes: readonly SearchNode[] };
  /** Called now and then between executions; the exploration ends early if it returns false. */
  readonly onProgress: (progress: EngineProgress, outlook: Outlook) => boolean;
  /** Whether to estimate beside the search how many classes there are. */
  readonly isEstimated?: boolean;
}

export interface EngineExploration extends EngineProgress {
  /** `passed`: all executions within the bound on preemptions were clean. */
  readonly verdict: 'verified' | 'passed' | 'violated' | 'incomplete';
  /** The thread of each step of the violating execution. */
  readonly violating?: Uint8Array;
  /** The stack of the search where the exploration was interrupted. */
  readonly nodes?: readonly SearchNode[];
  /** The number of classes, if the exploration was interrupted and it is known roughly. */
  readonly estimate?: ClassEstimate;
}

/** Executions between two progress reports, and classes between two checks that steps commute. */
const REPORT_EVERY = 100;
const SAMPLE_EVERY = 500;

/** The progress of an exploration that has not begun. */
export const NO_PROGRESS: EngineProgress = { classes: 0, executions: 0, steps: 0, commutations: 0 };

/** @throws Error if two steps that should commute do not, or if a run does not repeat */
export function exploreEngineWith(
  open: OpenSystem,
  configuration: EngineConfiguration,
  { preemptionsMax, resume, onProgress, isEstimated = false }: EngineExplorationOptions,
): EngineExploration {
  const { scenario, isAfterSetup } = configuration;
  const lockstep = makeLockstep(scenario, open);
  const { search, run } = searchEngine(lockstep, {
    isAfterSetup,
    preemptionsMax,
    resume: resume?.nodes,
  });
  const before = resume?.progress ?? NO_PROGRESS;
  let { classes, executions, steps, commutations } = before;
  const watch = watchOutlook(isEstimated ? () => estimatorOf(open, configuration) : undefined);
  const progress = (): EngineProgress => ({ classes, executions, steps, commutations });

  while (search.next()) {
    if (executions % REPORT_EVERY === 0) {
      if (isTimeToEstimate(executions - before.executions)) watch.goOn();
      const here = classes - before.classes;
      const outlook = watch.at({ all: classes, here }, shareDone(search.nodes));
      if (!onProgress(progress(), outlook)) {
        const { estimate } = outlook;
        const known = estimate === undefined ? {} : { estimate };
        return { ...progress(), verdict: 'incomplete', nodes: search.nodes, ...known };
      }
    }
    const outcome = run();
    executions++;
    if (outcome === undefined) continue;
    classes++;
    steps += outcome.steps;
    if (outcome.objections !== undefined)
      return {
        ...progress(),
        verdict: 'violated',
        violating: lockstep.schedule.slice(0, outcome.steps),
      };
    // The rest of the execution was drained, so not all of its orders have been tried.
    if (outcome.steps > outcome.decided) return { ...progress(), verdict: 'incomplete' };
    if (classes % SAMPLE_EVERY === 1)
      commutations += sampleCommutation(lockstep, outcome.steps, classes);
  }
  return { ...progress(), verdict: preemptionsMax === undefined ? 'verified' : 'passed' };
}

/** Checks that the steps ready at one point of the last execution commute; the point differs each time. */
function sampleCommutation({ system, schedule }: Lockstep, steps: number, sample: number): number {
  return checkCommutation(system, [...schedule.subarray(0, sample % steps)]);
}
