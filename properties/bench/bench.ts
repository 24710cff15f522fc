/** `bench`: speed of the lockstep on one core, beside peers that drive the same engine, in one run. */
import Table from 'cli-table3';
import { loadEngine } from '../loader/load-engine.ts';
import type { Contestant, Lap } from './contestants.ts';
import { benchNumber, contestants } from './contestants.ts';
import { runModelSection } from './model-section.ts';

/** The machine may be busy with other things, so everybody runs in turn, several times. */
const ROUNDS = 5;
const LAP_MS = 1500;

const open = await loadEngine();
const laps = new Map<Contestant, Lap[]>(contestants.map((contestant) => [contestant, []]));
for (const contestant of contestants) await runLap(contestant);
for (let round = 0; round < ROUNDS; round++)
  for (const [contestant, own] of laps) own.push(await runLap(contestant));

const [first] = contestants;
const ours = medianSteps(first === undefined ? [] : (laps.get(first) ?? []));
const table = new Table({
  head: ['', 'steps/s', 'executions/s', 'steps each', 'ratio'],
  colAligns: ['left', 'right', 'right', 'right', 'right'],
  style: { head: [], border: [] },
});
for (const [{ name }, own] of laps) {
  const steps = medianSteps(own);
  const each = total(own, 'steps') / total(own, 'executions');
  table.push([
    name,
    Math.round(steps).toLocaleString('en'),
    Math.round(steps / each).toLocaleString('en'),
    each.toFixed(1),
    `${(ours / steps).toFixed(1)}x`,
  ]);
}
console.log(`one core, all properties on; medians of ${ROUNDS} laps of ${LAP_MS / 1000} s`);
console.log(table.toString());

await runModelSection();

/** One lap, scaled to one second. */
async function runLap(contestant: Contestant): Promise<Lap> {
  const lap: Lap = { steps: 0, executions: 0 };
  const startedAt = performance.now();
  let spent = 0;
  for (let number = 0; spent < LAP_MS; number++) {
    await contestant.run(benchNumber(open, number), number, lap);
    spent = performance.now() - startedAt;
  }
  const perSecond = 1000 / spent;
  return { steps: lap.steps * perSecond, executions: lap.executions * perSecond };
}

function medianSteps(own: readonly Lap[]): number {
  const sorted = own.map(({ steps }) => steps).toSorted((one, other) => one - other);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}

function total(own: readonly Lap[], what: keyof Lap): number {
  return own.reduce((sum, lap) => sum + lap[what], 0);
}
