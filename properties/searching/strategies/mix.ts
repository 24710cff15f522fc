/**
 * A multi-armed bandit with probability matching: before each run one of several strategies is drawn. The
 * more novelty a strategy's runs have shown so far, the likelier it is. No strategy is ever given up, since
 * the best one now need not be the best one later.
 */
import type { Strategy } from '../../judging/execution/strategy.ts';

/** The number of runs of one strategy, and the novelty they showed. */
interface Payment {
  readonly runs: number;
  readonly novelty: number;
}

/** How well each strategy has done, in the order in which they are mixed. */
export type Lesson = readonly Payment[];

export interface Mix extends Strategy {
  /** The runs and the novelty since the mix was made, not counting what it was told then. */
  readonly lesson: () => Lesson;
}

/** Added to the results of each strategy, so that the first runs do not decide everything. */
const PRIOR: Payment = { runs: 4, novelty: 40 };
/** On average each strategy gets at least one run in this many. */
const FLOOR = 10;
/** Resolution of a draw among fractional weights. */
const GRAIN = 1 << 30;

/** @param told - what earlier mixes of the same strategies have learned */
export function mix(arms: readonly Strategy[], told: Lesson = []): Mix {
  const runs = new Float64Array(arms.length);
  const novelty = new Float64Array(arms.length);
  let chosen = 0;

  const share = (arm: number): number => {
    const before = told[arm];
    const paid = PRIOR.novelty + (before?.novelty ?? 0) + (novelty[arm] as number);
    return eighthPower(paid / (PRIOR.runs + (before?.runs ?? 0) + (runs[arm] as number)));
  };
  const choose = (at: number): number => {
    const shares = arms.map((_, arm) => share(arm));
    const sum = shares.reduce((total, one) => total + one, 0);
    let left = at * sum;
    const drawn = shares.findIndex((one) => (left -= one) < 0);
    return Math.max(0, drawn);
  };

  return {
    begin(driver, draw) {
      chosen = draw(FLOOR) < arms.length ? draw(arms.length) : choose(draw(GRAIN) / GRAIN);
      (arms[chosen] as Strategy).begin(driver, draw);
    },
    pick: (choices, current) => (arms[chosen] as Strategy).pick(choices, current),
    learn(run) {
      runs[chosen] = (runs[chosen] as number) + 1;
      novelty[chosen] = (novelty[chosen] as number) + run.novelty;
      // What one strategy learns about the scenario is useful to the others.
      for (const arm of arms) arm.learn?.(run);
    },
    lesson: () =>
      arms.map((_, arm) => ({ runs: runs[arm] as number, novelty: novelty[arm] as number })),
  };
}

/**
 * A strategy with a tenth more novelty gets more than twice the runs: the differences are small, but they
 * last. Not more than that, since novelty does not tell which defects a strategy finds: each of them is the
 * best for some. Multiplied out, since the language does not specify the precision of `**`.
 */
function eighthPower(mean: number): number {
  const fourth = mean * mean * (mean * mean);
  return fourth * fourth;
}
