/**
 * How many unrequested pages are sent before a requested one, once the source knows of the request: with one
 * channel, with two channels and one sender, and with two senders. All designs get the same scenarios and the
 * same random choices.
 */
import { execute, makeLockstep } from '../../judging/execution/execution.ts';
import { watchRequests } from '../../mechanisms/postcopy/judging/watch-requests.ts';
import { scenarioNumber } from '../../searching/scenarios/families.ts';
import { makeDraw } from '../../judging/execution/random-source.ts';
import { random } from '../../searching/strategies/random.ts';
import type { Section } from './section.ts';

const SCENARIOS = 300;
const RUNS_EACH = 20;
const DESIGNS = ['off', 'single-sender', 'two-senders'] as const;

export const prioritySection: Section = {
  name: 'priority',
  run(open) {
    const rows = DESIGNS.map((preempt) => {
      const waits: number[] = [];
      const observe: Parameters<typeof makeLockstep>[2] = [
        (context) =>
          watchRequests(context, {
            unasked: () => undefined,
            overtaken: () => undefined,
            outOfTurn: () => undefined,
            served: (pages) => waits.push(pages),
          }),
      ];
      for (let number = 0; number < SCENARIOS; number++) {
        const drawn = scenarioNumber(number, 'preempt', 'priority');
        const bench = makeLockstep({ ...drawn, preempt }, open, observe);
        for (let run = 0; run < RUNS_EACH; run++)
          execute(bench, random(), makeDraw(`${number}/${run}`));
      }
      const total = waits.reduce((sum, pages) => sum + pages, 0);
      return {
        design: preempt,
        'requests served': waits.length,
        'pages before, mean': total / waits.length,
        'pages before, most': Math.max(...waits),
        'served at once': waits.filter((pages) => pages === 0).length / waits.length,
      };
    });
    return Promise.resolve({
      title: 'target pages that are taken before a requested one',
      rows,
    });
  },
};
