/** From what somebody asks to have checked, by names and files, to what a campaign needs. */
import type { OpenSystem } from '../../impl/system.ts';
import type { Bug } from '../../traces/bug-file.ts';
import type { Order } from '../campaign/batch.ts';
import { loadEngine } from '../loader/load-engine.ts';
import type { Unobservable } from '../oracles/needs.ts';
import { unobservable } from '../oracles/needs.ts';
import { familyNames, MIXED, scenarioNumber } from '../scenarios/families.ts';
import { DEFAULT_STRATEGY, strategyNames } from '../strategies/strategies.ts';
import { freshSeed } from './options.ts';
import { readBug } from './read-bug.ts';
import { tryOut } from './try-out.ts';
import { oneOf } from './usage-error.ts';

export interface Asked {
  readonly seed?: string | undefined;
  readonly scenario?: string | undefined;
  readonly strategy?: string | undefined;
  /** An id of the catalogue, or a file. */
  readonly bug?: string | undefined;
  /** The module of another engine. */
  readonly system?: string | undefined;
}

export interface Prepared {
  readonly order: Order;
  readonly bug: Bug | undefined;
  readonly open: OpenSystem;
  /** The properties for which the engine does not show enough. */
  readonly unseen: readonly Unobservable[];
}

/**
 * @param family - instead of one that is asked for by name
 * @throws UsageError or BadFile
 */
export async function prepare(asked: Asked, family?: string): Promise<Prepared> {
  const named = oneOf(familyNames, asked.scenario ?? MIXED, 'scenario');
  const order: Order = {
    seed: asked.seed ?? freshSeed(),
    scenario: family ?? named,
    strategy: oneOf(strategyNames, asked.strategy ?? DEFAULT_STRATEGY, 'strategy'),
  };
  const bug = asked.bug === undefined ? undefined : readBug(asked.bug);
  const open = await loadEngine(bug?.edits, asked.system);
  const isPlain = bug === undefined && asked.system === undefined;
  const first = scenarioNumber(0, order.scenario, order.seed);
  return { order, bug, open, unseen: isPlain ? [] : unobservable(tryOut(open, first)) };
}
