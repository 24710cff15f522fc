/** The cost of each strategy, compared with a plain random walk on the same scenarios. */
import {
  DEFAULT_STRATEGY,
  makeStrategy,
  strategyNames,
} from '../../searching/strategies/strategies.ts';
import { lockstepUnder } from './contestants.ts';
import { race } from './laps.ts';
import type { Section } from './section.ts';

const ROUNDS = 5;
const LAP_MS = 800;

/** The strategy that the others are compared with. */
const BASELINE = strategyNames.includes('random') ? 'random' : DEFAULT_STRATEGY;

export const strategiesSection: Section = {
  name: 'strategies',
  async run(open) {
    const contestants = strategyNames.map((name) => ({
      name,
      run: lockstepUnder(() => makeStrategy(name)),
    }));
    const standings = await race(contestants, open, { rounds: ROUNDS, lapMs: LAP_MS });
    const baseline = standings.find(({ name }) => name === BASELINE)?.stepsPerSecond ?? Number.NaN;
    return {
      title: `the cost of each strategy; medians of ${ROUNDS} laps of ${LAP_MS / 1000} s`,
      rows: standings.map(({ name, stepsPerSecond, stepsPerExecution }) => ({
        strategy: name,
        'steps/s': Math.round(stepsPerSecond),
        'executions/s': Math.round(stepsPerSecond / stepsPerExecution),
        'steps each': stepsPerExecution,
        [`of ${BASELINE}'s speed`]: stepsPerSecond / baseline,
      })),
    };
  },
};
