/**
 * Compares the speed of several ways to drive the same engine. The machine may be busy with other things, so
 * the contestants run in turn, several times, and the median lap counts.
 */
import type { OpenSystem } from '../../../impl/system.ts';
import type { Lockstep } from '../../judging/execution/execution.ts';
import { makeLockstep } from '../../judging/execution/execution.ts';
import { MIXED, scenarioNumber } from '../../searching/scenarios/families.ts';

export interface Lap {
  steps: number;
  executions: number;
}

export interface Contestant {
  readonly name: string;
  /** Runs one scenario `RUNS_PER_SCENARIO` times and adds to the lap. */
  readonly run: (bench: Lockstep, seed: number, lap: Lap) => void | Promise<void>;
}

export const RUNS_PER_SCENARIO = 50;
const SEED = 'bench';

export interface Race {
  readonly rounds: number;
  /** Minimal length of a lap in milliseconds. */
  readonly lapMs: number;
}

/** The result of a contestant. */
export interface Standing {
  readonly name: string;
  /** In the median lap. */
  readonly stepsPerSecond: number;
  readonly stepsPerExecution: number;
}

/** @returns the results in the contestants' order; a first lap of each does not count */
export async function race(
  contestants: readonly Contestant[],
  open: OpenSystem,
  { rounds, lapMs }: Race,
): Promise<readonly Standing[]> {
  const entries = contestants.map((contestant) => ({ contestant, laps: [] as Lap[] }));
  for (const { contestant } of entries) await runLap(contestant, open, lapMs);
  for (let round = 0; round < rounds; round++)
    for (const { contestant, laps } of entries) laps.push(await runLap(contestant, open, lapMs));
  return entries.map(({ contestant: { name }, laps }) => ({
    name,
    stepsPerSecond: median(laps.map(({ steps }) => steps)),
    stepsPerExecution: total(laps, 'steps') / total(laps, 'executions'),
  }));
}

/** @returns the figures of one lap, scaled to one second */
async function runLap(contestant: Contestant, open: OpenSystem, lapMs: number): Promise<Lap> {
  const lap: Lap = { steps: 0, executions: 0 };
  const startedAt = performance.now();
  let spent = 0;
  for (let number = 0; spent < lapMs; number++) {
    await contestant.run(benchNumber(open, number), number, lap);
    spent = performance.now() - startedAt;
  }
  const perSecond = 1000 / spent;
  return { steps: lap.steps * perSecond, executions: lap.executions * perSecond };
}

/** All contestants get the same scenarios, in the same order. */
function benchNumber(open: OpenSystem, number: number): Lockstep {
  return makeLockstep(scenarioNumber(number, MIXED, SEED), open);
}

export function median(figures: readonly number[]): number {
  const sorted = figures.toSorted((one, other) => one - other);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}

function total(laps: readonly Lap[], what: keyof Lap): number {
  return laps.reduce((sum, lap) => sum + lap[what], 0);
}
