/** The model on its own: how large it is, that it holds, and that each of its guards is needed. */
import { describe, expect, it } from 'vitest';
import type { Configuration } from '../../model/configuration.ts';
import { configurations } from '../../model/configuration.ts';
import { explore } from '../../model/explorer.ts';
import { guards } from '../../model/guards.ts';
import { makeModel } from '../../model/machine.ts';
import { exploreModel } from '../exploration/explore-model.ts';

const { signal } = new AbortController();

function named(name: string): Configuration {
  const configuration = configurations.find((one) => one.name === name);
  if (configuration === undefined) throw new Error(`no configuration ${name}`);
  return configuration;
}

describe('the model', () => {
  it.each([
    ['two-pages', { states: 498_619, transitions: 4_472_580, depth: 27 }],
    ['three-pages', { states: 1_855_020, transitions: 19_916_051, depth: 28 }],
    ['host-pages', { states: 10_513_319, transitions: 36_513_095, depth: 24 }],
    ['take-over', { states: 3946, transitions: 14_602, depth: 20 }],
    ['postcopy', { states: 5_545_690, transitions: 26_763_933, depth: 30 }],
  ])('is exhausted in the configuration %s', async (name, size) => {
    const onProgress = (): void => undefined;
    const exploration = await exploreModel(named(name), { signal, onProgress });
    expect(exploration).toEqual({ verdict: 'verified', ...size });
  });

  const everyGuard = Object.entries(guards).flatMap(([kind, list]) =>
    list.map(({ name }) => `${kind}: ${name}`),
  );

  it.each(everyGuard)('breaks an invariant without the guard of %s', (guard) => {
    // The smaller one first: most guards are missed there already.
    const broken = ['take-over', 'two-pages'].some((name) => {
      const exploration = explore(makeModel(named(name), { without: [guard] }), {
        statesMax: 1_000_000,
      });
      return exploration.counterexample !== undefined;
    });
    expect(broken).toBe(true);
  });

  it('gives a shortest counterexample', () => {
    const smallest = named('two-pages');
    const change = { without: ['complete: nothing is owed for any page'] };
    const { counterexample } = explore(makeModel(smallest, change), { statesMax: 1_000_000 });
    // Begin, stop, complete: nothing shorter can complete a migration.
    expect(counterexample?.actions).toHaveLength(3);
  });

  it('says that an exploration that was cut short is incomplete', () => {
    const smallest = named('two-pages');
    expect(explore(makeModel(smallest), { statesMax: 1000 }).verdict).toBe('incomplete');
  });
});
