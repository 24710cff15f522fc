/** Every bug of the catalogue is found by its own property, as soon as before. */
import { describe, it } from 'vitest';
import { readCatalogue } from '../../running/files/read-bug.ts';
import { readRecordedExecutions } from '../../running/files/read-recorded-executions.ts';
import { FIXED_SEEDS, RUNS_OF_FIXED_SEED } from '../../commands/gate/search-cases.ts';
import { huntFor } from '../support/hunts.ts';
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
    const executions = await huntFor(bug, { seed: SEED, runs: EXECUTIONS_MAX });
    expect(executions).toBeLessThanOrEqual(EXECUTIONS_MAX);
    // A record rather than a limit: it makes changes in the cost of finding a bug visible.
    expect(`${SEED}: ${executions}`).toMatchSnapshot();
  });
});
