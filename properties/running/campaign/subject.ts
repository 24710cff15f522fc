/** What is checked: an engine and the order (seed, scenario, strategy) that drives it. */
import type { Bug } from '../../../traces/bug-file.ts';
import type { Order } from './batch.ts';
import type { Unobservable } from '../../judging/oracles/needs.ts';
import { unobservable } from '../../judging/oracles/needs.ts';
import { scenarioNumber } from '../../searching/scenarios/families.ts';
import { openWatched } from '../watch/open-watched.ts';

/** What to check; everything that it names is known to exist. */
export interface Subject extends Order {
  /** The bug that is put into the engine first, if any. */
  readonly bug: Bug | undefined;
  /** The module of the engine, if it is not the project's own. */
  readonly system: string | undefined;
}

/**
 * @returns the properties for which the engine does not show enough
 * @throws BadFile if there is no such engine, or it cannot be opened
 */
export async function unseenOf({
  bug,
  system,
  ...order
}: Subject): Promise<readonly Unobservable[]> {
  if (bug === undefined && system === undefined) return [];
  const first = scenarioNumber(0, order.scenario, order.seed);
  const lacks = await openWatched({ edits: bug?.edits ?? [], system }, [first]);
  return lacks === undefined ? [] : unobservable({ lacks });
}
