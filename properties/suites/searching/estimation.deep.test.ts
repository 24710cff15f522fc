/** The estimated number of classes, beside the true one. */
import { describe, expect, it } from 'vitest';
import { loadEngine } from '../../engines/loader/load-engine.ts';
import { knownCounts } from '../../proving/bars/known-counts.ts';
import { estimatorOf } from '../../running/exploration/class-estimator.ts';
import { engineConfigurationsOf } from '../../running/exploration/engine-configuration.ts';
import { explore } from '../support/engine-explorations.ts';
import { share, shareOf } from '../support/long-work.ts';

/** About what an estimate takes in ten seconds. */
const STEPS = 5_000_000;

describe('an estimate of the number of classes', () => {
  it('is near the true number in four of five configurations, and says in each how near', async () => {
    const off: number[] = [];
    for (const { configuration, classes } of shareOf(knownCounts, Math.sqrt(share))) {
      const estimator = estimatorOf(await loadEngine(), configuration, 'a');
      estimator.advance(STEPS);
      const { classes: found, error } = estimator.estimate() ?? { classes: 0, error: 0 };
      expect(Math.abs(found - classes)).toBeLessThanOrEqual(found * error);
      off.push(Math.abs(found / classes - 1));
    }
    expect(off.filter((one) => one < 0.25).length).toBeGreaterThanOrEqual(off.length - 1);
  });

  it.each(['small', 'setup', 'torn-reads', 'two-writers', 'postcopy', 'preempt'])(
    'ends at the number itself where all states can be visited: %s',
    async (group) => {
      for (const configuration of engineConfigurationsOf(group)) {
        const { classes } = await explore(configuration.name);
        const estimator = estimatorOf(await loadEngine(), configuration, 'a');
        estimator.advance(STEPS);
        const { classes: found = 0 } = estimator.estimate() ?? {};
        expect(estimator.isDone()).toBe(true);
        expect(Math.abs(found / classes - 1)).toBeLessThan(0.02);
      }
    },
  );
});
