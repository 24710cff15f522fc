/** One hunt for one bug, as several suites make it. */
import type { Bug } from '../../../traces/bug-file.ts';
import type { JudgedProperties } from '../../judging/lockstep/judged-properties.ts';
import { huntAll } from '../../running/campaign/hunt-all.ts';
import { MIXED } from '../../searching/scenarios/families.ts';
import { DEFAULT_STRATEGY } from '../../searching/strategies/strategies.ts';

export interface WantedHunt {
  readonly seed: string;
  readonly scenario?: string;
  readonly runs: number;
  /** The properties that may object; all by default. */
  readonly judged?: JudgedProperties;
}

/** @returns the executions until the bug is found, or `undefined` if it is not */
export async function huntFor(
  bug: Bug,
  { seed, scenario = MIXED, runs, judged }: WantedHunt,
): Promise<number | undefined> {
  const order = { scenario, strategy: DEFAULT_STRATEGY, seed };
  const [found] = await huntAll([{ order, bug, runs, isTold: false, judged }], {
    jobs: 1,
    signal: new AbortController().signal,
    onHunt: () => undefined,
  });
  return found?.executions;
}
