/**
 * Follows a schedule of another scenario, or of another run, as far as it fits: a step is taken if
 * its thread is ready and about to do just that, and passed over otherwise. With noise, now and then
 * another thread goes first.
 */
import type { ScheduledStep } from '../../judging/execution/record-run.ts';
import type { Steered } from '../../../impl/system.ts';
import { defaultPick } from '../../judging/execution/default-policy.ts';
import type { Draw } from '../../judging/execution/random-source.ts';
import type { Strategy } from '../../judging/execution/strategy.ts';
import { lowest } from '../../judging/execution/strategy.ts';

/** @param noise - one step in so many goes to a random thread; 0 for none */
export function followHint(hint: readonly ScheduledStep[], noise = 0): Strategy {
  let driver: Steered;
  let draw: Draw;
  let next = 0;

  const isOpen = ({ thread, label }: ScheduledStep, choices: number): number => {
    const id = driver.threads.indexOf(thread);
    if (id < 0 || (choices & (1 << id)) === 0) return -1;
    return driver.comingStep(id).label === label ? id : -1;
  };

  return {
    begin(system, chance) {
      driver = system;
      draw = chance;
      next = 0;
    },
    pick(choices, current) {
      if (noise > 0 && draw(noise) === 0) return anyOf(choices, draw);
      while (next < hint.length) {
        const id = isOpen(hint[next++] as ScheduledStep, choices);
        if (id >= 0) return id;
      }
      return defaultPick(choices, current);
    },
  };
}

function anyOf(choices: number, draw: Draw): number {
  let count = 0;
  for (let rest = choices; rest !== 0; rest &= rest - 1) count++;
  let rest = choices;
  for (let skip = draw(count); skip > 0; skip--) rest &= rest - 1;
  return lowest(rest);
}
