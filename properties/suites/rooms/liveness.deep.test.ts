/** Liveness of the model: no page stays owed for ever, and every fairness assumption is needed. */
import { describe, expect, it } from 'vitest';
import { nameOf } from '../../../model/action.ts';
import type { Configuration } from '../../../model/configuration.ts';
import { UNLIMITED } from '../../../model/configuration.ts';
import { configurations } from '../../../model/mechanisms.ts';
import type { Exploration } from '../../../model/exploring/explorer.ts';
import { fairness } from '../../../model/exploring/fairness.ts';
import type { Premises } from '../../../model/exploring/liveness.ts';
import { exploreFairly } from '../../../model/exploring/liveness.ts';
import { mainLink } from '../../../model/link.ts';
import type { Change, Model } from '../../../model/machine.ts';
import { makeModel, refusal, step, initialState } from '../../../model/machine.ts';
import type { Obligation } from '../../../model/obligation.ts';
import { copy, copyOf, note, noteOf, setNote } from '../../../model/state.ts';
import { migcheck, unwrapped } from '../support/support.ts';

function named(name: string): Configuration {
  const configuration = configurations.find((one) => one.name === name);
  if (configuration === undefined) throw new Error(`no configuration ${name}`);
  return configuration;
}

/** Precopy with reads in two halves and a device, on that many pages. */
function devices(pages: number): Configuration {
  const blocks = [{ pages, pagesPerHostPage: 1 }];
  return { ...named('three-pages'), name: 'devices', blocks, writesMax: 1 };
}

const small = [
  named('take-over'),
  devices(2),
  named('discarded'),
  named('preempt-one'),
  named('hints'),
  named('recovery-one'),
];

function search(
  configuration: Configuration,
  change: Change = {},
  premises: Premises = {},
): Exploration {
  const model = makeModel(configuration, change);
  const exploration = exploreFairly(model, { statesMax: 1e6 }, premises);
  if (exploration.counterexample !== undefined) expectLasso(model, exploration.counterexample);
  return exploration;
}

/** Checks that the path can be taken, and that the cycle returns to its first state. */
function expectLasso(
  model: Model,
  { actions, cycle = [] }: NonNullable<Exploration['counterexample']>,
): void {
  const state = initialState(model);
  const go = (action: number): void => {
    expect(refusal(model, state, action)).toBeUndefined();
    step(model, state, action, state);
  };
  actions.forEach(go);
  const before = [...state];
  cycle.forEach(go);
  expect([...state]).toEqual(before);
}

describe('liveness', () => {
  it.each(small)('in $name, nothing stays owed for ever', (configuration) => {
    expect(search(configuration).verdict).toBe('verified');
  });

  // Without fairness of the source or the destination, a page stays owed; each assumption is needed
  // somewhere.
  const everyoneFair = Object.entries(fairness).filter(([, fair]) => fair !== 'none');
  it.each(everyoneFair)('something stays owed if %s is not fair', (kind, fair) => {
    const weakened = { ...fairness, [kind]: fair === 'strong' ? 'weak' : 'none' } as const;
    const isMissed = (configuration: Configuration): boolean =>
      search(configuration, {}, { fair: weakened }).verdict === 'violated';
    expect(small.some(isMissed)).toBe(true);
  });

  it('a page that stays owed after it was taken is noticed', () => {
    const effects: Change['effects'] = {
      take: (state, page) => {
        state[mainLink.hand] = page + 1;
        setNote(state, page, note.pending);
      },
    };
    const { counterexample } = search(devices(2), { effects });
    expect(counterexample?.broken).toBe('a page that is owed is taken');
    expect(counterexample?.cycle?.length).toBeGreaterThan(0);
  });

  it('a guest that never runs on the destination is noticed', () => {
    const effects: Change['effects'] = { run: () => undefined };
    const { counterexample } = search(named('take-over'), { effects });
    expect(counterexample?.broken).toBe(
      'when everything has been sent, the destination runs with all of it',
    );
  });

  it('a page that the guest writes for ever is sent again and again, and is never current', () => {
    const endless = { ...devices(1), writesMax: UNLIMITED };
    expect(search(endless).verdict).toBe('verified');
    const isThere: Obligation = {
      name: 'the destination has what the source has',
      isAboutPage: true,
      isOpen: (state, page) =>
        copyOf(state, page) !== copy.current || noteOf(state, page) !== note.none,
      renewedBy: [],
    };
    const { counterexample } = search(endless, {}, { asked: [isThere] });
    const names = new Set(counterexample?.cycle?.map(nameOf));
    expect(names).toContain('write');
    expect(names).toContain('take');
    expect(names).toContain('send');
  });
});

describe('explore --model', () => {
  const flags = ['explore', '--model', '--scenario', 'take-over'];

  it('says how fast it was, and that nothing stays owed', async () => {
    const { status, stdout } = await migcheck([...flags, '--liveness']);
    expect(status).toBe(0);
    expect(unwrapped(stdout)).toMatch(
      /\n {2}verified, nothing stays owed: 3,946 states, 14,602 transitions/,
    );
    expect(unwrapped(stdout)).toMatch(
      /\n {2}[\d,]+ states\/s, [\d,]+ MB of states, peak memory [\d,]+ MB\n/,
    );
  });

  it('has the same in its JSON document', async () => {
    const { stdout } = await migcheck([...flags, '--symmetry', '--json']);
    const { explorations, ...rest } = JSON.parse(stdout);
    expect(rest).toMatchObject({
      version: 1,
      verdict: 'verified',
      what: 'model',
      mode: 'symmetry',
    });
    expect(explorations).toHaveLength(1);
    expect(explorations[0]).toMatchObject({ states: 2058, represented: 3946, depth: 20 });
    const { statesPerSecond, bytes, peakBytes } = explorations[0];
    expect(statesPerSecond).toBeGreaterThan(0);
    expect(peakBytes).toBeGreaterThan(bytes);
  });

  it('refuses --liveness with --symmetry', async () => {
    const { status, stderr } = await migcheck([...flags, '--symmetry', '--liveness']);
    expect(status).toBe(2);
    expect(stderr).toMatch(/^migcheck: --liveness follows single pages[^\n]*\n$/);
  });
});
