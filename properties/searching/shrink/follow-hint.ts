/**
 * Follows a schedule of another scenario or another run as far as it fits: a step is taken if its thread is
 * ready and about to take that very step, and skipped otherwise. With noise, a random thread sometimes runs
 * first.
 */
import type { ScheduledStep } from '../../judging/execution/record-run.ts';
import type { Steered } from '../../../impl/system.ts';
import type { ReadonlyThreadSet } from '../../../impl/thread-set.ts';
import { defaultPick } from '../../judging/execution/default-policy.ts';
import type { Draw } from '../../judging/execution/random-source.ts';
import type { Strategy } from '../../judging/execution/strategy.ts';

/** @param noise - one step in this many goes to a random thread; 0 for none */
export function followHint(hint: readonly ScheduledStep[], noise = 0): Strategy {
  let driver: Steered;
  let draw: Draw;
  let next = 0;

  const isOpen = ({ thread, label }: ScheduledStep, choices: ReadonlyThreadSet): number => {
    const id = driver.threads.indexOf(thread);
    if (!choices.has(id)) return -1;
    return driver.comingStep(id).label === label ? id : -1;
  };

  return {
    begin(system, chance) {
      driver = system;
      draw = chance;
      next = 0;
    },
    pick(choices, current) {
      if (noise > 0 && draw(noise) === 0) return choices.nth(draw(choices.size()));
      while (next < hint.length) {
        const id = isOpen(hint[next++] as ScheduledStep, choices);
        if (id >= 0) return id;
      }
      return defaultPick(choices, current);
    },
  };
}
