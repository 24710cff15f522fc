/** Runs an execution and records its schedule, as steps and as decisions. */
import type { Decision } from '../../../traces/trace-file.ts';
import { comingEvents } from './coming-events.ts';
import { defaultPick } from './default-policy.ts';
import type { Draw } from './random-source.ts';
import type { Strategy } from './strategy.ts';
import type { Lockstep, Outcome } from './execution.ts';
import { execute } from './execution.ts';

/** One step of a schedule, by names, so that another scenario can follow the schedule as far as it fits. */
export interface ScheduledStep {
  readonly thread: string;
  readonly label: string;
}

export interface RecordedRun {
  readonly outcome: Outcome;
  readonly steps: readonly ScheduledStep[];
  readonly decisions: readonly Decision[];
}

export function recordRun(lockstep: Lockstep, strategy: Strategy, draw: Draw): RecordedRun {
  const { driver } = lockstep.system;
  const steps: ScheduledStep[] = [];
  const decisions: Decision[] = [];
  const coming = comingEvents(lockstep.system);
  const nameOf = (thread: number): string => driver.threads[thread] as string;
  let last = 0;

  const recording: Strategy = {
    begin(system, chance) {
      strategy.begin(system, chance);
      coming.reset();
    },
    pick(choices, current) {
      if (steps.length > 0) coming.advance(last);
      const to = strategy.pick(choices, current);
      if (to !== defaultPick(choices, current))
        decisions.push({
          thread: nameOf(current),
          event: coming.event(current),
          nth: coming.nth(current),
          to: nameOf(to),
          after: coming.after(current),
        });
      steps.push({ thread: nameOf(to), label: driver.comingStep(to).label });
      last = to;
      return to;
    },
  };
  const outcome = execute(lockstep, recording, draw);
  return { outcome, steps, decisions };
}
