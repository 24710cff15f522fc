/**
 * Shrinks the schedule of a finding without changing its scenario. A run is kept only if it is lighter:
 * fewer events to tell, then fewer decisions, then fewer steps.
 */
import type { OpenSystem } from '../../../impl/system.ts';
import { followDecisions } from '../strategies/follow-decisions.ts';
import type { Strategy } from '../../judging/execution/strategy.ts';
import type { Finding, StepBudget } from './finding.ts';
import { isLighter, isSpent, makeProber } from './finding.ts';
import { followHint } from './follow-hint.ts';
import type { Schedule } from './nearby-schedules.ts';
import { nearbySchedules } from './nearby-schedules.ts';

/** Noisy schedules that are tried around the smallest one before it is accepted. */
const RESEARCHES = 100;
/** In such a schedule, one step in this many goes to a random thread. */
const NOISES = [4, 12, 40];

export interface ScheduleSearch {
  readonly open: OpenSystem;
  readonly budget: StepBudget;
  /** Only one pass over the schedules nearby, without the searches that take many schedules. */
  readonly isRough?: boolean;
  readonly onLighter?: (finding: Finding) => void;
}

/** @returns a finding that is not heavier; the same object if no lighter one was found */
export function shrinkSchedule(
  finding: Finding,
  { open, budget, isRough = false, onLighter }: ScheduleSearch,
): Finding {
  if (isSpent(budget)) return finding;
  const { scenario, property } = finding;
  const prober = makeProber(open, scenario, { property, orGraver: false, budget });
  let smallest = finding;
  const tryOne = (strategy: Strategy, seed: string): boolean => {
    // A run with more events to tell is heavier.
    const found = prober.probe(strategy, seed, smallest.weight[0]);
    if (found === undefined || !isLighter(found.weight, smallest.weight)) return false;
    smallest = found;
    onLighter?.(found);
    return true;
  };

  /** Tries the schedules nearby once; after a lighter one, it continues with the schedules near that one. */
  const tryNearby = (): boolean => {
    const before = smallest;
    let tried = 0;
    for (let near = [...nearbySchedules(smallest.steps)]; tried < near.length; tried++)
      if (tryOne(followHint(near[tried] as Schedule), HINT_SEED))
        near = [...nearbySchedules(smallest.steps)];
    return smallest !== before;
  };

  for (;;) {
    const before = smallest;
    while (tryNearby() && !isRough);
    if (isRough) return smallest;
    for (let at = 0; at < smallest.decisions.length;)
      if (!tryOne(followDecisions(smallest.decisions.toSpliced(at, 1), prober.system), HINT_SEED))
        at++;
    for (let search = 0; search < RESEARCHES; search++) {
      const noise = NOISES[search % NOISES.length] as number;
      tryOne(followHint(smallest.steps, noise), `near ${search}`);
    }
    if (smallest === before) return smallest;
  }
}

const HINT_SEED = 'hint';
