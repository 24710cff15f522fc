/**
 * The number of classes of an exploration is estimated well after ten seconds of work, in configurations in
 * which it is known. The work is counted in steps, so the figures are the same on any machine.
 */
import { loadEngine } from '../../engines/loader/load-engine.ts';
import { estimatorOf } from '../../running/exploration/class-estimator.ts';
import type { Bar, Measured } from './bar.ts';
import { shareOf } from './bar.ts';
import type { KnownCount } from './known-counts.ts';
import { knownCounts } from './known-counts.ts';

/** About as many steps as an estimate takes in ten seconds on one core. */
const STEPS = 5_000_000;
const SEEDS = 10;
const NEAR = 0.25;
/** The configurations in which estimates must be near, and how often. */
const CONFIGURATIONS_MIN = 4;
const OFTEN = 0.9;

export const classEstimatesBar: Bar = {
  name: 'class-estimates',
  claim:
    'ten seconds of explore --engine estimate the classes of four of five configurations within ' +
    '25 %, with nine of ten seeds, and nine of ten intervals contain the true number',
  run: estimateAll,
};

interface Estimated {
  readonly off: number;
  readonly error: number;
}

async function estimateAll(share: number): Promise<Measured> {
  const seeds = Array.from({ length: shareOf(SEEDS, share) }, (_, seed) => `seed ${seed}`);
  const misses: string[] = [];
  const all: Estimated[] = [];
  let near = 0;
  for (const known of knownCounts) {
    const estimated: Estimated[] = [];
    for (const seed of seeds) estimated.push(await estimate(known, seed));
    const line = `${known.configuration.name}: ${estimated.map(describe).join(', ')}`;
    console.log(`  ${line}`);
    all.push(...estimated);
    if (partOf(estimated, ({ off }) => Math.abs(off) <= NEAR) >= OFTEN) near++;
    else misses.push(line);
  }
  const covered = partOf(all, ({ off, error }) => Math.abs(off) <= error * (1 + off));
  return {
    isMet: near >= CONFIGURATIONS_MIN && covered >= OFTEN,
    figure:
      `${near} of ${knownCounts.length} configurations, ${(100 * covered).toFixed(0)} % of ` +
      `${all.length} intervals`,
    misses,
  };
}

/** How far the estimate is off after the work, as a part of the true number; infinitely if there is none. */
async function estimate({ configuration, classes }: KnownCount, seed: string): Promise<Estimated> {
  const estimator = estimatorOf(await loadEngine(), configuration, seed);
  estimator.advance(STEPS - estimator.steps());
  const found = estimator.estimate();
  if (found === undefined) return { off: Infinity, error: 0 };
  return { off: found.classes / classes - 1, error: found.error };
}

function partOf(all: readonly Estimated[], isSo: (one: Estimated) => boolean): number {
  return all.filter(isSo).length / all.length;
}

/** Like `+4 ± 9 %`. */
function describe({ off, error }: Estimated): string {
  const sign = off < 0 ? '−' : '+';
  return `${sign}${Math.abs(100 * off).toFixed(0)} ± ${(100 * error).toFixed(0)} %`;
}
