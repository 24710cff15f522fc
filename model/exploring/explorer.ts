/**
 * Visits every state that the machine can reach, breadth first, so that the path to a broken
 * invariant is as short as possible. The visited set is exact: states are stored whole, in the order
 * in which they were found, and this list is also the queue.
 */
import type { Action } from '../action.ts';
import { actionKinds } from '../action.ts';
import { followRepresentatives } from './follow-representatives.ts';
import type { Model } from '../machine.ts';
import { apply, initialState } from '../machine.ts';
import { brokenInvariant, enabledActions, Situations } from './situations.ts';
import type { State } from '../state.ts';
import { at, phase, read } from '../state.ts';
import { Symmetry } from './symmetry.ts';
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

/** How many states are expanded between two calls of `onProgress`. */
const PROGRESS_EVERY = 1 << 14;

export function explore(model: Model, options: ExplorationOptions): Exploration {
  return visitAll(model, new VisitedStates(model.size), options);
}

/** @param visited - must be empty; is filled with the visited states */
export function visitAll(
  model: Model,
  visited: VisitedStates,
  { statesMax, symmetry: isReduced = false, onProgress }: ExplorationOptions,
): Exploration {
  const symmetry = isReduced ? new Symmetry(model) : undefined;
  const situations = new Situations(model);
  const { current: state, next } = visited;
  const actions = new Int32Array(actionKinds.length * model.size.pages);
  let transitions = 0;
  let represented = 0;

  const report = (verdict: Exploration['verdict']): Exploration => ({
    verdict,
    states: visited.count,
    transitions,
    depth: visited.wayTo(visited.count - 1).length,
    bytes: visited.bytes,
    ...(isReduced ? { represented } : {}),
  });

  next.set(initialState(model));
  visited.gather(0, 0);
  visited.flush();
  for (let from = 0; from < visited.count; from++) {
    visited.load(from);
    const situation = situations.of(visited.head, state);
    const count = enabledActions(model, situation, state, actions);
    const broken = brokenInvariant(model, situation, state)?.name ?? stuck(state, count);
    if (broken !== undefined) {
      const way = visited.wayTo(from);
      const steps = symmetry === undefined ? way : followRepresentatives(model, symmetry, way);
      return { ...report('violated'), counterexample: { broken, actions: steps } };
    }
    transitions += count;
    if (symmetry !== undefined) represented += symmetry.orbitOf(state);
    for (let index = 0; index < count; index++) {
      const value = actions[index] as number;
      visited.copy();
      apply(model, next, value);
      symmetry?.canonicalise(next);
      visited.gather(from, value);
    }
    if (from === visited.count - 1) visited.flush();
    if (visited.count > statesMax) return report('incomplete');
    if (from % PROGRESS_EVERY === 0 && onProgress?.(visited.count, transitions) === false)
      return report('incomplete');
  }
  return report('verified');
}

/** The deadlock check: a migration that has neither landed nor paused can always go on. */
function stuck(state: State, enabled: number): string | undefined {
  const isOver = read(state, at.phase) === phase.landed || read(state, at.phase) === phase.paused;
  return enabled === 0 && !isOver ? 'a migration that has not landed can always go on' : undefined;
}
