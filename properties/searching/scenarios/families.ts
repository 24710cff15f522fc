/** The families of scenarios, by name. */
import fc from 'fast-check';
import type { Scenario } from '../../../impl/scenario.ts';
import type { Configuration } from '../../../model/configuration.ts';
import { configurations } from '../../../model/configuration.ts';
import { scenarioWithin } from './draw-for-configuration.ts';
import type { Family } from './draw-scenario.ts';
import { hashOf } from '../../judging/execution/digest.ts';
import { scenarioOf } from './draw-scenario.ts';

/** Both designs are put to the same tests. */
const preemption = {
  ticks: {
    'start-postcopy': [1],
    'background-sync': [0, 0, 1],
    'end-slice': [0, 1, 2],
    cancel: [0, 0, 0, 0, 1],
    cut: [0, 0, 0, 0, 1],
    'cut-preempt': [0, 0, 0, 0, 1],
  },
  migrations: [1, 2],
  postcopy: true,
  vcpus: [1, 2, 2, 3],
} as const;

export const families: readonly Family[] = [
  {
    name: 'precopy',
    claim: 'one migration with iteration syncs only; slices end early now and then',
    ticks: { 'end-slice': [0, 1, 2] },
    migrations: [1],
  },
  {
    name: 'background-sync',
    claim: 'background syncs anywhere, several in one pass, the first pass included',
    ticks: { 'background-sync': [1, 2, 3, 4], 'end-slice': [0, 1, 2] },
    migrations: [1],
  },
  {
    name: 'retry',
    claim: 'the migration is cancelled or the link is cut, in any phase, and tried again',
    ticks: { cancel: [0, 1, 1], cut: [0, 1], 'background-sync': [0, 1, 2], 'end-slice': [0, 1] },
    migrations: [2, 3],
  },
  {
    name: 'hostile-link',
    claim: 'somebody changes bits on their way; the destination must load or refuse them soundly',
    ticks: { corrupt: [1, 1, 2], 'end-slice': [0, 1], cut: [0, 0, 1] },
    migrations: [1, 2],
  },
  {
    name: 'postcopy',
    claim: 'the destination takes over before all memory is there; syncs near the switch-over',
    ticks: { 'start-postcopy': [1], 'background-sync': [0, 1, 2, 3], 'end-slice': [0, 1, 2] },
    migrations: [1],
    postcopy: true,
  },
  {
    name: 'postcopy-multi-vcpu',
    claim: 'postcopy with two or three vCPUs, several of which may wait for one page',
    ticks: { 'start-postcopy': [1], 'background-sync': [0, 1, 2], 'end-slice': [0, 1] },
    migrations: [1],
    postcopy: true,
    vcpus: [2, 2, 3],
  },
  {
    name: 'preempt',
    claim: 'pages that are waited for overtake the others on a channel of their own: two senders',
    ...preemption,
    preempt: 'two-senders',
  },
  {
    name: 'preempt-single-sender',
    claim: 'the same with one sender, which leaves a host page in the middle',
    ...preemption,
    preempt: 'single-sender',
  },
  {
    name: 'cancel',
    claim: 'a migration that may switch over is cancelled or cut in any phase, and tried again',
    ticks: {
      'start-postcopy': [0, 1, 1, 2],
      cancel: [0, 1, 1],
      cut: [0, 1],
      'background-sync': [0, 1, 2],
      'end-slice': [0, 1],
    },
    migrations: [1, 2, 3],
    postcopy: true,
  },
  {
    name: 'soak',
    claim: 'real sizes: words of 32 bits, pages of 4 KiB; slow, and left out of mixed',
    ticks: { 'background-sync': [0, 1, 2], 'end-slice': [0, 1, 2], cancel: [0, 0, 1] },
    migrations: [1, 2],
    wordBits: [32],
    pageBytes: 4096,
    isApart: true,
  },
];

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
