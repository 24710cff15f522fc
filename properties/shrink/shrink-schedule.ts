/**
 * Makes the schedule of a finding smaller without touching its scenario. Only a lighter run is
 * kept: fewer events to tell, then fewer decisions, then fewer steps.
 */
import type { OpenSystem } from '../../impl/system.ts';
import { followDecisions } from '../strategies/follow-decisions.ts';
import type { Finding, StepBudget } from './finding.ts';
import { isLighter, makeProber } from './finding.ts';
import { followHint } from './follow-hint.ts';
import { nearbySchedules } from './nearby-schedules.ts';

/** Schedules near the smallest one that are tried before it is accepted. */
const RESEARCHES = 200;
/** In such a schedule, one step in so many goes elsewhere. */
const NOISES = [4, 12, 40];

export function shrinkSchedule(finding: Finding, open: OpenSystem, budget: StepBudget): Finding {
  const { scenario, property } = finding;
  const prober = makeProber(open, scenario, { property, orGraver: false, budget });
  let smallest = finding;
  const tryOne = (found: Finding | undefined): boolean => {
    if (found === undefined || !isLighter(found.weight, smallest.weight)) return false;
    smallest = found;
    return true;
  };

  const tryNearby = (): boolean => {
    for (const steps of nearbySchedules(smallest.steps))
      if (tryOne(prober.probe(followHint(steps), HINT_SEED))) return true;
    return false;
  };

  for (;;) {
    const before = smallest;
    while (tryNearby());
    for (let at = 0; at < smallest.decisions.length;) {
      const fewer = followDecisions(smallest.decisions.toSpliced(at, 1), prober.system);
      if (!tryOne(prober.probe(fewer, HINT_SEED))) at++;
    }
    for (let search = 0; search < RESEARCHES; search++) {
      const noise = NOISES[search % NOISES.length] as number;
      tryOne(prober.probe(followHint(smallest.steps, noise), `near ${search}`));
    }
    if (smallest === before) return smallest;
  }
}

const HINT_SEED = 'hint';
