/** From what somebody asks to have checked, by names and files, to what a campaign needs. */
import type { Bug } from '../../../traces/bug-file.ts';
import type { Order } from './batch.ts';
import type { Unobservable } from '../../judging/oracles/needs.ts';
import { unobservable } from '../../judging/oracles/needs.ts';
import { familyNames, MIXED, scenarioNumber } from '../../searching/scenarios/families.ts';
import { DEFAULT_STRATEGY, strategyNames } from '../../searching/strategies/strategies.ts';
import { openWatched } from '../watch/open-watched.ts';
import { freshSeed } from '../../terminal/options.ts';
import { readBug } from '../files/read-bug.ts';
import { oneOf } from '../../terminal/usage-error.ts';

export interface Asked {
  readonly seed?: string | undefined;
  readonly scenario?: string | undefined;
  readonly strategy?: string | undefined;
  /** An id of the catalogue, or a file. */
  readonly bug?: string | undefined;
  /** The module of another engine. */
  readonly system?: string | undefined;
}

/** What is to be checked, once everything that was asked for is known to exist. */
export interface Subject extends Order {
  /** The defect that is put into the engine first, if any. */
  readonly bug: Bug | undefined;
  /** The module of the engine, if it is not the project's own. */
  readonly system: string | undefined;
}

/**
 * @param family - instead of one that is asked for by name
 * @throws UsageError or BadFile
 */
export function understand(asked: Asked, family?: string): Subject {
  const named = oneOf(familyNames, asked.scenario ?? MIXED, 'scenario');
  return {
    seed: asked.seed ?? freshSeed(),
    scenario: family ?? named,
    strategy: oneOf(strategyNames, asked.strategy ?? DEFAULT_STRATEGY, 'strategy'),
    bug: asked.bug === undefined ? undefined : readBug(asked.bug),
    system: asked.system,
  };
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
