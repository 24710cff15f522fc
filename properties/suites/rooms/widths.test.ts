/** The widths of the model's numbers: they grow as needed, and what does not fit is refused. */
import { describe, expect, it } from 'vitest';
import type { ActionKind } from '../../../model/action.ts';
import { action, actionKind, pageOf } from '../../../model/action.ts';
import type { Configuration } from '../../../model/configuration.ts';
import { UNLIMITED } from '../../../model/configuration.ts';
import { explore } from '../../../model/exploring/explorer.ts';
import { mainLink } from '../../../model/link.ts';
import type { Change, Model } from '../../../model/machine.ts';
import { initialState, makeModel, refusal, step } from '../../../model/machine.ts';
import type { State } from '../../../model/state.ts';
import { at, copy, copyOf, flag, has, read, setFlag } from '../../../model/state.ts';
import { named } from '../support/configurations.ts';

function ofPages(pages: number, more: Partial<Configuration> = {}): Configuration {
  return { ...named('take-over'), blocks: [{ pages, pagesPerHostPage: 1 }], ...more };
}

function go(model: Model, state: State, kind: ActionKind, page = 0): void {
  const value = action(actionKind[kind], page);
  expect(pageOf(value)).toBe(page);
  expect(refusal(model, state, value)?.name).toBe(undefined);
  step(model, state, value, state);
}

describe('a state', () => {
  it.each([
    ['16 bits', ofPages(0xffff - 1), Uint16Array],
    ['32 bits for pages beyond 16 bits', ofPages(0xffff), Uint32Array],
    ['32 bits for records beyond 16 bits', ofPages(1, { records: { main: 0xffff } }), Uint32Array],
  ])('has numbers of %s, and an unlimited budget', (_, configuration, kind) => {
    const unlimited = { ...configuration, writesMax: UNLIMITED };
    const state = initialState(makeModel(unlimited));
    expect(state).toBeInstanceOf(kind);
    expect(read(state, at.writesLeft)).toBe(UNLIMITED);
    go(makeModel(unlimited), state, 'write', 0);
    expect(read(state, at.writesLeft)).toBe(UNLIMITED);
  });

  it.each([300, 0xffff - 1, 0xffff, 70_000])('distinguishes the last of %d pages', (pages) => {
    const model = makeModel(ofPages(pages));
    const state = initialState(model);
    go(model, state, 'begin');
    go(model, state, 'take', pages - 1);
    expect(read(state, mainLink.hand)).toBe(pages);
    go(model, state, 'send', pages - 1);
    go(model, state, 'deliver', pages - 1);
    expect(copyOf(state, pages - 1)).toBe(copy.current);
    expect(copyOf(state, 0)).toBe(copy.absent);
    go(model, state, 'stop');
    go(model, state, 'iteration-sync');
    go(model, state, 'owe-host-pages');
    go(model, state, 'switch');
    for (let page = 0; page < pages; page++)
      if (has(state, page, flag.isDoomed)) go(model, state, 'discard', page);
    // In the package, the number of pages is in the place of a record's page.
    go(model, state, 'receive-package');
  });

  it.each([
    ['pages', ofPages((1 << 20) + 1)],
    ['records on the links', ofPages(1, { records: { main: 1 << 24, preempt: 1 } })],
    ['writesMax', ofPages(1, { writesMax: UNLIMITED + 1 })],
    ['faultsMax', ofPages(1, { faultsMax: -1 })],
  ])('is refused for more %s than it has room for', (what, configuration) => {
    expect(() => makeModel(configuration)).toThrow(
      new RegExp(`${what} must be an integer from 0 to \\d+`),
    );
  });

  it('is stored in as few bits as its numbers need, and is refused if one needs more', () => {
    const model = makeModel(named('one-record'));
    const roomy: Model = { ...model, size: { ...model.size, cellBits: 32 } };
    const { bytes, ...found } = explore(model, { statesMax: 1e5 });
    const { bytes: roomyBytes, ...alike } = explore(roomy, { statesMax: 1e5 });
    expect(alike).toEqual(found);
    expect(bytes).toBeLessThan(roomyBytes);
    const effects: Change['effects'] = {
      write: (state, page) => setFlag(state, page, flag.isOwn, true),
    };
    const wrong = makeModel(named('one-record'), { effects });
    expect(() => explore(wrong, { statesMax: 1e5 })).toThrow('a number that is too large for it');
  });

  it.each(['take-over', 'preempt-one'])('of %s is the same in wider numbers', (name) => {
    const model = makeModel(named(name));
    const wide: Model = { ...model, size: { ...model.size, isWide: true } };
    expect(initialState(wide)).toBeInstanceOf(Uint32Array);
    for (const symmetry of [false, true]) {
      const { bytes, ...found } = explore(model, { statesMax: 1e5, symmetry });
      expect(explore(wide, { statesMax: 1e5, symmetry })).toMatchObject(found);
      expect(bytes).toBeGreaterThan(0);
    }
  });
});

describe('symmetry', () => {
  it('distinguishes as many records as there is room for', () => {
    const few = makeModel({ ...named('preempt-one'), records: { main: 6, preempt: 6 } });
    const many = makeModel({ ...named('preempt-one'), records: { main: 6, preempt: 300 } });
    const { states, represented } = explore(many, { statesMax: 1e5, symmetry: true });
    expect(explore(few, { statesMax: 1e5, symmetry: true })).toMatchObject({ states, represented });
    expect(represented).toBe(explore(few, { statesMax: 1e5 }).states);
  });
});
