/** The strategies, by name. */
import { fair } from '../../judging/execution/fair.ts';
import { guided } from './guided.ts';
import type { Lesson, Mix } from './mix.ts';
import { mix } from './mix.ts';
import { pct } from './pct.ts';
import { pos } from './pos.ts';
import { random } from './random.ts';
import type { Strategy } from '../../judging/execution/strategy.ts';
import { surw } from './surw.ts';

/** The strategies other than the mix, each with a line that describes it. */
const single: Readonly<Record<string, Named>> = {
  random: { make: random, claim: 'a random walk in which each thread has its own speed' },
  pct: { make: pct, claim: 'random priorities and a few points at which they change' },
  pos: { make: pos, claim: 'a random priority for each step, drawn afresh where steps race' },
  surw: { make: surw, claim: 'every order of the steps on one page is equally likely' },
  guided: { make: guided, claim: 'changes schedules that have visited something new in the model' },
  'round-robin': { make: fair, claim: 'one step of each thread in turn: the baseline' },
};

interface Named {
  readonly make: () => Strategy;
  readonly claim: string;
}

/** The strategies that `mix` draws from: all except the deterministic one. */
export const mixed: readonly string[] = ['random', 'pct', 'pos', 'surw', 'guided'];

export const DEFAULT_STRATEGY = 'mix';
export const strategyNames: readonly string[] = [...Object.keys(single), DEFAULT_STRATEGY];

/** One line that describes the strategy. */
export function claimOf(name: string): string {
  return (
    single[name]?.claim ?? `the default: ${mixed.join(', ')}, each used as often as it pays off`
  );
}

/** Whether the strategy uses the novelty of each run. */
export function feedsOnNovelty(name: string): boolean {
  return name === DEFAULT_STRATEGY || name === 'guided';
}

/**
 * @param told - earlier results of a mix's strategies
 * @throws Error if no strategy has this name
 */
export function makeStrategy(name: string, told?: Lesson): Strategy & Partial<Pick<Mix, 'lesson'>> {
  if (name === DEFAULT_STRATEGY) return mix(mixed.map(makeSingle), told);
  return makeSingle(name);
}

function makeSingle(name: string): Strategy {
  const named = single[name];
  if (named === undefined) throw new Error(`no strategy is called ${name}`);
  return named.make();
}
