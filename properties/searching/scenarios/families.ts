/** The families of scenarios, by name. */
import fc from 'fast-check';
import type { Scenario } from '../../../impl/scenario.ts';
import type { Configuration } from '../../../model/configuration.ts';
import { configurations } from '../../../model/mechanisms.ts';
import { scenarioWithin } from './draw-for-configuration.ts';
import { searched } from '../mechanisms.ts';
import type { Family } from './family.ts';
import { hashOf } from '../../judging/execution/digest.ts';
import { scenarioOf } from './draw-scenario.ts';
import { makeMixture } from './mixture.ts';

export const families: readonly Family[] = searched.flatMap((one) => one.families ?? []);

const mixed = makeMixture(families);

/** The family that draws from all others, except those with `isApart`, and varies them. */
export const MIXED = 'mixed';

export const familyNames: readonly string[] = [...families.map(({ name }) => name), MIXED];

/** Prefix of the family names that stand for a configuration of the model. */
const WITHIN = 'within ';

export function familyWithin(configuration: Configuration): string {
  return WITHIN + configuration.name;
}

/**
 * Scenario `number` of the endless list that the family and the seed determine.
 *
 * @param name - one of `familyNames`, or the `familyWithin` of a configuration
 * @throws Error if no family has this name
 */
export function scenarioNumber(number: number, name: string, seed: string): Scenario {
  const within = configurations.find((configuration) => familyWithin(configuration) === name);
  if (within !== undefined) return scenarioWithin(within, number, seed);
  const family = name === MIXED ? mixed(number) : families.find((one) => one.name === name);
  if (family === undefined) throw new Error(`no family of scenarios is called ${name}`);
  const [scenario] = fc.sample(scenarioOf(family), {
    seed: hashOf(`${seed}/${number}`),
    numRuns: 1,
  });
  if (scenario === undefined) throw new Error('fast-check has drawn nothing');
  return scenario;
}
