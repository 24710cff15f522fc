/** The strategies that `--strategy` names. */
import { random } from './random.ts';
import type { Strategy } from './strategy.ts';

const strategies: Readonly<Record<string, () => Strategy>> = { random };

export const strategyNames: readonly string[] = Object.keys(strategies);
export const DEFAULT_STRATEGY = 'random';

export function makeStrategy(name: string): Strategy {
  const make = strategies[name];
  if (make === undefined) throw new Error(`no strategy is called ${name}`);
  return make();
}
