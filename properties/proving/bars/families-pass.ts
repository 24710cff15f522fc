/**
 * The clean engine violates nothing, family by family, in far more executions than a check makes; among them are
 * all scenarios in which a postcopy migration breaks off, in which two guests could come to run.
 */
import { availableParallelism } from 'node:os';
import { runCampaign } from '../../running/campaign/campaign.ts';
import { families, MIXED } from '../../searching/scenarios/families.ts';
import { DEFAULT_STRATEGY } from '../../searching/strategies/strategies.ts';
import type { Bar, Measured } from './bar.ts';
import { shareOf } from './bar.ts';

const SEED = 'families';
const RUNS = 50_000;

export const familiesPassBar: Bar = {
  name: 'families-pass',
  claim: `${RUNS.toLocaleString('en')} executions of every family violate nothing`,
  run: runAll,
};

async function runAll(share: number): Promise<Measured> {
  const names = [...families.filter(({ name }) => name !== 'soak').map(({ name }) => name), MIXED];
  const runs = shareOf(RUNS, share);
  const misses: string[] = [];
  let executions = 0;
  for (const scenario of names) {
    const result = await runCampaign({
      seed: SEED,
      scenario,
      strategy: DEFAULT_STRATEGY,
      edits: [],
      runs,
      jobs: availableParallelism(),
      isLeftAsFound: true,
    });
    executions += result.executions;
    const { finding } = result;
    console.log(`  ${scenario}: ${result.executions} executions, ${finding?.property ?? 'passed'}`);
    if (finding !== undefined) misses.push(`${scenario}: ${finding.property}`);
  }
  const figure = `${names.length - misses.length} of ${names.length}, ${executions.toLocaleString('en')} executions`;
  return { isMet: misses.length === 0, figure, misses };
}
