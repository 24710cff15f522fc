/** Every bug of the catalogue is found by a plain check, whatever its seed. */
import { availableParallelism } from 'node:os';
import { huntAll } from '../../running/campaign/hunt-all.ts';
import { readCatalogue } from '../../running/files/read-bug.ts';
import { MIXED } from '../../searching/scenarios/families.ts';
import { DEFAULT_STRATEGY } from '../../searching/strategies/strategies.ts';
import type { Bug } from '../../../traces/bug-file.ts';
import type { Bar, Measured } from './bar.ts';
import { shareOf } from './bar.ts';

const SEEDS = ['s1', 's2', 's3', 's4', 's5'];
const EXECUTIONS_MAX = 30_000;

export const bugsSoonBar: Bar = {
  name: 'bugs-soon',
  claim:
    `a plain check finds every bug of the catalogue within ${EXECUTIONS_MAX.toLocaleString('en')} ` +
    `executions, with each of ${SEEDS.length} seeds`,
  run: huntForAll,
};

async function huntForAll(share: number): Promise<Measured> {
  const catalogue = readCatalogue();
  const count = shareOf(catalogue.length, share);
  const bugs = catalogue.filter((_, at) => (at * count) % catalogue.length < count);
  const all: number[] = [];
  const misses: string[] = [];
  for (const bug of bugs) {
    const executions = await huntFor(bug);
    const line = `${bug.id}: ${executions.map((one) => one?.toLocaleString('en') ?? 'missed').join(', ')}`;
    console.log(`  ${line}`);
    if (executions.includes(undefined)) misses.push(line);
    all.push(...executions.map((one) => one ?? Infinity));
  }
  const sorted = all.toSorted((one, other) => one - other);
  const median = sorted[Math.floor(sorted.length / 2)] ?? Infinity;
  const found = all.filter((one) => one < Infinity).length;
  const figure = `${found} of ${all.length} hunts, median ${median.toLocaleString('en')}`;
  return { isMet: misses.length === 0, figure, misses };
}

/** The executions of each seed, in their order; `undefined` for a bug that was missed. */
async function huntFor(bug: Bug): Promise<readonly (number | undefined)[]> {
  const orders = SEEDS.map((seed) => ({ scenario: MIXED, strategy: DEFAULT_STRATEGY, seed }));
  const hunts = orders.map((order) => ({ order, bug, runs: EXECUTIONS_MAX, isTold: false }));
  const done = await huntAll(hunts, {
    jobs: availableParallelism(),
    signal: new AbortController().signal,
    onHunt: () => undefined,
  });
  return SEEDS.map((seed) => done.find(({ order }) => order.seed === seed)?.executions);
}
