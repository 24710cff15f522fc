/**
 * The parts of the explorer, compared with their definitions: the visited set, and the search for components.
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Components } from '../../../model/exploring/components.ts';
import { RowSet } from '../../../model/exploring/row-set.ts';
import { hashOf, WordSet } from '../../../model/exploring/word-set.ts';
import { checkProperty } from '../../tooling/check-property.ts';

const STATES = 8;
const edges = fc.array(fc.tuple(fc.nat(STATES - 1), fc.nat(STATES - 1)), { maxLength: 20 });

/** The components of a graph, each sorted, found from the reachability of every pair. */
function componentsByReach(graph: readonly (readonly [number, number])[]): readonly number[][] {
  const reach = Array.from({ length: STATES }, (_, from) => {
    const reached = new Set([from]);
    for (const state of reached)
      for (const [source, target] of graph) if (source === state) reached.add(target);
    return reached;
  });
  const together = (one: number, other: number): boolean =>
    reach[one]?.has(other) === true && reach[other]?.has(one) === true;
  const all = [...reach.keys()];
  return all
    .filter((state) => all.findIndex((other) => together(state, other)) === state)
    .map((state) => all.filter((other) => together(state, other)));
}

describe('components', () => {
  it('are states that can reach one another', () => {
    const property = fc.property(edges, (graph) => {
      const sorted = graph.toSorted(([one], [other]) => one - other);
      const firsts = Int32Array.from({ length: STATES + 1 }, (_, state) => {
        return sorted.filter(([source]) => source < state).length;
      });
      const found: number[][] = [];
      new Components(firsts).search(
        [...Array(STATES).keys()],
        {
          partOf: new Int32Array(STATES),
          part: 0,
          follow: (transition) => sorted[transition]?.[1] ?? -1,
        },
        (states) => found.push(states.toSorted((one, other) => one - other)),
      );
      const inOrder = found.toSorted(([one = 0], [other = 0]) => one - other);
      expect(inOrder).toEqual(componentsByReach(graph));
    });
    void checkProperty(property, { seed: 4, runs: 2000 });
  });
});

describe('the visited set', () => {
  it('numbers rows in order of arrival, each once', () => {
    const rows = fc.array(fc.tuple(fc.nat(40), fc.nat(40)), { maxLength: 400 });
    const property = fc.property(rows, (list) => {
      const set = new RowSet(2);
      // The first word of a row is never 0.
      const batch = Int32Array.from(list.flatMap(([one, other]) => [one + 1, other]));
      const known = new Set<string>();
      list.forEach((row, index) => {
        const isNew = set.add(batch, index * 2, hashOf(batch, index * 2, 2));
        expect(isNew).toBe(!known.has(String(row)));
        known.add(String(row));
      });
      const inOrder = [...known];
      const numbers = list.map((_, index) => set.numberOf(batch, index * 2));
      expect(numbers).toEqual(list.map((row) => inOrder.indexOf(String(row))));
      expect(set.count).toBe(known.size);
    });
    void checkProperty(property, { seed: 5, runs: 200 });
  });

  it('knows and numbers each row after it has grown', () => {
    const rows = Int32Array.from({ length: 60_000 }, (_, word) =>
      word % 3 === 0 ? word + 1 : word * 65_537,
    );
    const set = new RowSet(3);
    const add = (first: number): boolean => set.add(rows, first, hashOf(rows, first, 3));
    const firsts = [...Array(20_000).keys()].map((row) => row * 3);
    expect(firsts.every(add)).toBe(true);
    expect(firsts.some(add)).toBe(false);
    expect(firsts.map((first) => set.numberOf(rows, first))).toEqual([...firsts.keys()]);
    expect(set.rows.slice(0, rows.length)).toEqual(rows);
  });
});

describe('a numbered set', () => {
  it('finds each row again after it has grown', () => {
    const set = new WordSet(1);
    const word = new Int32Array(1);
    const numberOf = (value: number): number => {
      word[0] = value * 65_537;
      return set.add(word, 0);
    };
    const values = [...Array(20_000).keys()];
    expect(values.map(numberOf)).toEqual(values);
    expect(values.map(numberOf)).toEqual(values);
  });
});
