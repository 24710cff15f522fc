/** Compares the lockstep with fast-check, which drives the same engine with the same judge. */
import { contestants } from './contestants.ts';
import type { Section } from './section.ts';
import { race } from './laps.ts';

const ROUNDS = 5;
const LAP_MS = 1500;

export const peersSection: Section = {
  name: 'peers',
  async run(open) {
    const standings = await race(contestants, open, { rounds: ROUNDS, lapMs: LAP_MS });
    const ours = standings[0]?.stepsPerSecond ?? Number.NaN;
    return {
      title: `one core, all properties on; medians of ${ROUNDS} laps of ${LAP_MS / 1000} s`,
      rows: standings.map(({ name, stepsPerSecond, stepsPerExecution }) => ({
        'driven by': name,
        'steps/s': Math.round(stepsPerSecond),
        'executions/s': Math.round(stepsPerSecond / stepsPerExecution),
        'steps each': stepsPerExecution,
        'ours is faster by': ours / stepsPerSecond,
      })),
    };
  },
};
