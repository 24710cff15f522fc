/** Every bug of the catalogue is found by its own property, as soon as before. */
import { describe, it } from 'vitest';
import { huntAll } from '../../running/campaign/hunt-all.ts';
import { readCatalogue } from '../../running/files/read-bug.ts';
import { readRecordedExecutions } from '../../running/files/read-recorded-executions.ts';
import { FIXED_SEEDS, RUNS_OF_FIXED_SEED } from '../../commands/gate/search-cases.ts';
import { MIXED } from '../../searching/scenarios/families.ts';
import { DEFAULT_STRATEGY } from '../../searching/strategies/strategies.ts';
import { share, shareOf, TOO_LONG } from '../support/long-work.ts';

const catalogue = readCatalogue();
/** The gate's seed: each of these bugs makes the gate red. `npm run bugs` measures other seeds. */
const SEED = FIXED_SEEDS[0];
/** The limit for finding any bug of the catalogue. */
const EXECUTIONS_MAX = RUNS_OF_FIXED_SEED;
const recorded = readRecordedExecutions();
/** The bugs whose recorded hunt takes no more than the share of the limit. */
const soonFound = catalogue.filter(({ id }) => (recorded.get(id) ?? 0) <= share * EXECUTIONS_MAX);
/** More of these than the share, since each takes less than others. */
const hunted = new Set(shareOf(soonFound, Math.sqrt(share)));

describe('the catalogue', () => {
  it.concurrent.for(catalogue)('has $id found', async (bug, { expect, skip }) => {
    skip(!hunted.has(bug), TOO_LONG);
    const order = { scenario: MIXED, strategy: DEFAULT_STRATEGY, seed: SEED };
    const [found] = await huntAll([{ order, bug, runs: EXECUTIONS_MAX, isTold: false }], {
      jobs: 1,
      signal: new AbortController().signal,
      onHunt: () => undefined,
    });
    expect(found?.executions).toBeLessThanOrEqual(EXECUTIONS_MAX);
    // A record rather than a limit: it makes changes in the cost of finding a bug visible.
    expect(`${SEED}: ${found?.executions}`).toMatchSnapshot();
  });
});
