/**
 * Visits every state that the machine can reach, breadth first, so that the path to a broken
 * invariant is as short as possible. The visited set is exact: states are stored whole, in the order
 * in which they were found, and this list is also the queue.
 */
import type { Action } from '../action.ts';
import { Expansion, TOGETHER } from './expansion.ts';
import { followRepresentatives } from './follow-representatives.ts';
import type { Model } from '../machine.ts';
import { initialState } from '../machine.ts';
import { VisitedStates } from './visited-states.ts';

export interface Exploration {
  readonly verdict: 'verified' | 'violated' | 'incomplete';
  readonly states: number;
  readonly transitions: number;
  /** Number of actions on the shortest path to the state that is furthest from the start. */
  readonly depth: number;
  /** Memory taken by the visited states and, with liveness, by their transitions. */
  readonly bytes: number;
  /** With symmetry: the number of states, counting the whole orbit of each representative. */
  readonly represented?: number;
  readonly counterexample?: Counterexample;
}

export interface Counterexample {
  readonly broken: string;
  /** The shortest path from the initial state to the broken one, or to where the cycle begins. */
  readonly actions: readonly Action[];
  /** The actions that repeat from there on, if an obligation is broken. */
  readonly cycle?: readonly Action[];
}

export interface ExplorationOptions {
  readonly statesMax: number;
  /** Explores just one of the states that differ only by swapping interchangeable pages. */
  readonly symmetry?: boolean;
  /** Called from time to time; exploration stops if it returns false. */
  readonly onProgress?: (states: number, transitions: number) => boolean;
}

export function explore(model: Model, options: ExplorationOptions): Exploration {
  return visitAll(model, new VisitedStates(model.size), options);
}

/** @param visited - must be empty; is filled with the visited states */
export function visitAll(
  model: Model,
  visited: VisitedStates,
  { statesMax, symmetry: isReduced = false, onProgress }: ExplorationOptions,
): Exploration {
  const expansion = new Expansion(model, visited, isReduced);
  const report = (verdict: Exploration['verdict']): Exploration => ({
    verdict,
    states: visited.count,
    transitions: expansion.transitions,
    depth: visited.wayTo(visited.count - 1).length,
    bytes: visited.bytes,
    ...(isReduced ? { represented: expansion.represented } : {}),
  });

  visited.next.set(initialState(model));
  visited.gather(0, 0);
  visited.flush();
  let from = 0;
  while (from < visited.count) {
    // States at the same distance from the start may be expanded in any order.
    const levelEnd = visited.count;
    while (from < levelEnd) {
      const end = Math.min(from + TOGETHER, levelEnd);
      const harm = expansion.expand(from, end);
      if (harm !== undefined) {
        const { broken, state } = harm;
        const way = visited.wayTo(state);
        const { symmetry } = expansion;
        const actions = symmetry === undefined ? way : followRepresentatives(model, symmetry, way);
        return { ...report('violated'), counterexample: { broken, actions } };
      }
      from = end;
      const isToStop = onProgress?.(visited.count, expansion.transitions) === false;
      if (visited.count > statesMax || isToStop) return report('incomplete');
    }
    visited.flush();
  }
  return report('verified');
}
