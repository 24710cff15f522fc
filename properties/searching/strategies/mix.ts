/**
 * Spends where it has paid: before each run one of several strategies is drawn, the more likely the
 * more its runs so far were the first to show. None is ever given up, since what pays now need not
 * pay later (a multi-armed bandit that matches probabilities).
 */
import type { Strategy } from '../../judging/execution/strategy.ts';

/** What one strategy has been given, and what came of it. */
export interface Payment {
  readonly runs: number;
  readonly novelty: number;
}

/** How well each strategy has done, in the order in which they are mixed. */
export type Lesson = readonly Payment[];

export interface Mix extends Strategy {
  /** What has been spent and paid since the mix was made, what it had been told before left out. */
  readonly lesson: () => Lesson;
}

/** As if each had had so many runs that paid so much: the first ones should not decide everything. */
const PRIOR: Payment = { runs: 4, novelty: 40 };
/** Each gets at least one run in so many. */
const FLOOR = 20;
/** Fineness of a draw among weights that are not whole. */
const GRAIN = 1 << 30;

/** @param told - what earlier mixes of the same strategies have learned */
export function mix(arms: readonly Strategy[], told: Lesson = []): Mix {
  const runs = new Float64Array(arms.length);
  const novelty = new Float64Array(arms.length);
  let chosen = 0;

  const share = (arm: number): number => {
    const before = told[arm];
    const paid = PRIOR.novelty + (before?.novelty ?? 0) + (novelty[arm] as number);
    return sixteenthPower(paid / (PRIOR.runs + (before?.runs ?? 0) + (runs[arm] as number)));
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
      // What one has found out about the scenario is of use to the others.
      for (const arm of arms) arm.learn?.(run);
    },
    lesson: () =>
      arms.map((_, arm) => ({ runs: runs[arm] as number, novelty: novelty[arm] as number })),
  };
}

/**
 * What pays a tenth more gets more than four times the runs: the differences are small, and they last.
 * Multiplied out, since the language does not say how exact a power is.
 */
function sixteenthPower(mean: number): number {
  const fourth = mean * mean * (mean * mean);
  return fourth * fourth * (fourth * fourth);
}
