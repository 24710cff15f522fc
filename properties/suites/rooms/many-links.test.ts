/** One more link is one entry in one table: with six more, the model works on all eight. */
import { describe, expect, it, vi } from 'vitest';
import type { Configuration } from '../../../model/configuration.ts';
import { UNLIMITED } from '../../../model/configuration.ts';
import type { Effect } from '../../../model/effect.ts';
import { explore } from '../../../model/exploring/explorer.ts';
import type { Link } from '../../../model/link.ts';
import {
  append,
  contentOnLink,
  dropAll,
  dropFirst,
  links,
  linksAreUp,
  pageOnLink,
  recordsOf,
} from '../../../model/link.ts';
import { initialState, makeModel } from '../../../model/machine.ts';
import { at, copy, copyOf, read } from '../../../model/state.ts';
import { deliver, drop } from '../../../model/transfer.ts';
import { named } from '../support/configurations.ts';

const { names } = vi.hoisted(() => ({
  names: ['main', 'preempt', 'third', 'fourth', 'fifth', 'sixth', 'seventh', 'eighth'],
}));
vi.mock('../../../model/link-names.ts', () => ({ linkNames: names }));

const PAGES = 2;
const ROOM = 3;

/** Two pages that travel on one link after the other; no other action. */
const inTurn: Configuration = {
  ...named('one-record'),
  blocks: [{ pages: PAGES, pagesPerHostPage: 1 }],
  writesMax: UNLIMITED,
  records: Object.fromEntries(names.map((name) => [name, ROOM])),
  cuts: true,
};

/** The number of the next link is stored in a part of the state that is otherwise unused. */
const next = at.syncsAfterStop;

function linkOf(number: number): Link {
  return links[number] as Link;
}

const put: Effect = (state, page, size) => {
  const number = read(state, next);
  if (links.some((link) => recordsOf(state, page, link, size) > 0)) return;
  append(state, linkOf(number), [page, copy.current], size);
  state[next] = (number + 1) % links.length;
};

const arrive: Effect = (state, page, size) => {
  for (const link of links)
    if (read(state, link.records) > 0 && pageOnLink(state, link, 0, size) === page)
      deliver(state, link, size);
};

const lose: Effect = (state, _page, size) => drop(state, linkOf(read(state, next)), size);

/**
 * The same machine as plain data: the next link, the pages that have arrived, and the records on each link.
 */
interface Plain {
  readonly next: number;
  readonly arrived: readonly boolean[];
  readonly queues: readonly (readonly number[])[];
}

function after(state: Plain): readonly Plain[] {
  const { next: number, arrived, queues } = state;
  const following = Array.from({ length: PAGES }, (_, page): Plain => {
    const link = queues.findIndex((queue) => queue.includes(page));
    if (link < 0) {
      const longer = [...(queues[number] ?? []), page];
      return { arrived, queues: queues.with(number, longer), next: (number + 1) % links.length };
    }
    const [first, ...rest] = queues[link] ?? [];
    if (first !== page) return state;
    return { ...state, arrived: arrived.with(page, true), queues: queues.with(link, rest) };
  });
  return [...following, { ...state, queues: queues.with(number, []) }];
}

function countByHand(): number {
  const start = { next: 0, arrived: Array(PAGES).fill(false), queues: links.map(() => []) };
  const found = new Map<string, Plain>([[JSON.stringify(start), start]]);
  for (const state of found.values())
    for (const { next: number, arrived, queues } of after(state)) {
      const one = { next: number, arrived, queues };
      found.set(JSON.stringify(one), one);
    }
  return found.size;
}

describe('eight links', () => {
  it('have separate numbers and records', () => {
    const { size } = makeModel(inTurn);
    const state = initialState(makeModel(inTurn));
    links.forEach((link, number) => {
      for (let record = 0; record < ROOM; record++)
        append(state, link, [(number + record) % PAGES, record + 1], size);
      state[link.up] = 1;
      state[link.hand] = number + 1;
      state[link.begun] = number + 2;
    });
    expect(linksAreUp(state)).toBe(true);
    links.forEach((link, number) => {
      expect(read(state, link.records)).toBe(ROOM);
      expect([read(state, link.hand), read(state, link.begun)]).toEqual([number + 1, number + 2]);
      const pages = [0, 1, 2].map((record) => pageOnLink(state, link, record, size));
      expect(pages).toEqual([0, 1, 2].map((record) => (number + record) % PAGES));
      expect(contentOnLink(state, link, 2, size)).toBe(3);
    });
    const [third, eighth] = [linkOf(2), linkOf(7)];
    dropFirst(state, third, size);
    expect(pageOnLink(state, third, 0, size)).toBe(1);
    dropAll(state, eighth, size);
    expect(links.map((link) => read(state, link.records))).toEqual([3, 3, 2, 3, 3, 3, 3, 0]);
    deliver(state, third, size);
    expect(copyOf(state, 1)).toBe(2);
    state[third.begun] = 0;
    drop(state, third, size);
    expect(linksAreUp(state)).toBe(false);
    expect([0, 1].map((page) => copyOf(state, page))).toEqual([copy.absent, 2]);
  });

  it('are explored, with symmetry and without', () => {
    const effects = {
      write: put,
      'write-zero': arrive,
      'cut-urgent': lose,
      begin: () => undefined,
    };
    const model = makeModel(inTurn, { effects });
    const full = explore(model, { statesMax: 1e5 });
    expect(full).toMatchObject({ verdict: 'verified', states: countByHand() });
    const reduced = explore(model, { statesMax: 1e5, symmetry: true });
    expect(reduced).toMatchObject({ verdict: 'verified', represented: full.states });
    expect(reduced.states).toBeLessThan(0.6 * full.states);
  });

  it('change nothing for a configuration that uses two of them', () => {
    const exploration = explore(makeModel(named('preempt-one')), { statesMax: 1e5 });
    expect(exploration).toMatchObject({ verdict: 'verified', states: 7986, transitions: 36_360 });
  });
});
