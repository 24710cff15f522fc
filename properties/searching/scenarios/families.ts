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

export const families: readonly Family[] = searched.flatMap((one) => one.families ?? []);

/** The family that draws from all others but those that stand apart. */
export const MIXED = 'mixed';

export const familyNames: readonly string[] = [...families.map(({ name }) => name), MIXED];

/** Scenarios whose runs stay within a configuration of the model are called so, and its name. */
const WITHIN = 'within ';

export function familyWithin(configuration: Configuration): string {
  return WITHIN + configuration.name;
}

/**
 * The scenario with this number in the endless list that a seed stands for.
 *
 * @param name - one of `familyNames`, or what `familyWithin` calls a configuration's
 */
export function scenarioNumber(number: number, name: string, seed: string): Scenario {
  const within = configurations.find((configuration) => familyWithin(configuration) === name);
  if (within !== undefined) return scenarioWithin(within, number, seed);
  const chosen = families.filter((family) =>
    name === MIXED ? family.isApart !== true : family.name === name,
  );
  const family = chosen[number % chosen.length];
  if (family === undefined) throw new Error(`no family of scenarios is called ${name}`);
  const [scenario] = fc.sample(scenarioOf(family), {
    seed: hashOf(`${seed}/${number}`),
    numRuns: 1,
  });
  if (scenario === undefined) throw new Error('fast-check has drawn nothing');
  return scenario;
}
