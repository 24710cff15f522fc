/** Turns the names and files that a user gives into the subject of a campaign. */
import type { Bug } from '../../../traces/bug-file.ts';
import type { Subject } from '../../running/campaign/subject.ts';
import { readBug } from '../../running/files/read-bug.ts';
import { familyNames, MIXED } from '../../searching/scenarios/families.ts';
import { DEFAULT_STRATEGY, strategyNames } from '../../searching/strategies/strategies.ts';
import { freshSeed } from '../../terminal/options.ts';
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

/**
 * @param family - the family of scenarios, overriding `asked.scenario`
 * @throws UsageError or BadFile
 */
export function understand(asked: Asked, family?: string): Subject {
  const named = oneOf(familyNames, asked.scenario ?? MIXED, 'scenario');
  return {
    seed: asked.seed ?? freshSeed(),
    scenario: family ?? named,
    strategy: oneOf(strategyNames, asked.strategy ?? DEFAULT_STRATEGY, 'strategy'),
    bug: bugOf(asked),
    system: asked.system,
  };
}

/** @throws UsageError or BadFile */
export function bugOf({ bug }: Pick<Asked, 'bug'>): Bug | undefined {
  return bug === undefined ? undefined : readBug(bug, '--bug');
}
