/**
 * A seed keeps its meaning: the digests of one seed of every family equal those of the pinned table. A change
 * that is meant to alter what is drawn or reported regenerates the table, and says so.
 */
import { availableParallelism } from 'node:os';
import pMap from 'p-map';
import { families, MIXED } from '../../searching/scenarios/families.ts';
import { runCampaign } from '../../running/campaign/campaign.ts';
import { DEFAULT_STRATEGY } from '../../searching/strategies/strategies.ts';
import type { Bar, Measured } from './bar.ts';
import { digests } from './pinned-digests.ts';

const SEED = 'base';
/** A share of the work runs fewer executions, which have digests of their own. */
const RUNS = { all: 3000, few: 300 } as const;

export const digestsBar: Bar = {
  name: 'digests',
  claim: '3,000 executions of every family with seed base have the pinned digest',
  run: (share) => compareDigests(share < 1 ? 'few' : 'all'),
};

async function compareDigests(which: keyof typeof RUNS): Promise<Measured> {
  const names = [...families.map(({ name }) => name), MIXED];
  const missOf = async (scenario: string): Promise<readonly string[]> => {
    const { digest } = await runCampaign({
      seed: SEED,
      scenario,
      strategy: DEFAULT_STRATEGY,
      edits: [],
      runs: RUNS[which],
      jobs: 1,
    });
    const pinned = digests[scenario]?.[which];
    if (digest === pinned) return [];
    return [`${scenario}: the digest is ${digest}, the pinned one ${pinned ?? 'is missing'}`];
  };
  // As many families at a time as there are cores: more workers for each would take longer to start.
  const misses = (await pMap(names, missOf, { concurrency: availableParallelism() })).flat();
  const same = names.length - misses.length;
  const figure = `${same} of ${names.length}, ${RUNS[which]} executions each`;
  return { isMet: misses.length === 0, figure, misses };
}
