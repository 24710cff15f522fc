/** A lasso: a path from the initial state to a cycle, and the cycle, which meets the fairness demands. */
import type { Action } from '../action.ts';
import { LEADS_OUT } from './components.ts';

export interface Lasso {
  /** The shortest path from the initial state to where the cycle begins. */
  readonly actions: readonly Action[];
  /** The actions that repeat from there on; empty if nothing happens any more. */
  readonly cycle: readonly Action[];
}

/** What a cycle must show: the action happens or, if `mustHappen` is false, is disabled somewhere. */
interface Demand {
  readonly index: number;
  readonly mustHappen: boolean;
}

/** A component in which a cycle can meet all demands. */
export interface Round {
  /** The state in which the cycle begins. */
  readonly first: number;
  readonly demands: readonly Demand[];
  /** The transitions of a state are `[firsts[state], firsts[state + 1])`. */
  readonly firsts: Int32Array;
  /** The index of a transition's action, as in a `Demand`. */
  readonly indexOf: (transition: number) => number;
  /** @returns the state to which a transition leads, or `LEADS_OUT` */
  readonly follow: (transition: number) => number;
}

/**
 * Goes from demand to demand by the shortest paths, and back to the first state.
 *
 * @returns the transitions of the cycle
 */
export function cycleThrough(round: Round): readonly number[] {
  const cycle: number[] = [];
  let state = round.first;
  const states = [state];
  const go = (way: readonly number[]): void => {
    for (const transition of way) {
      cycle.push(transition);
      state = round.follow(transition);
      states.push(state);
    }
  };
  for (const demand of round.demands) {
    const isMet =
      cycle.some((transition) => round.indexOf(transition) === demand.index) ||
      (!demand.mustHappen && states.some((passed) => !canHappen(round, passed, demand.index)));
    if (isMet) continue;
    const meets = (transition: number): boolean =>
      round.indexOf(transition) === demand.index ||
      (!demand.mustHappen && !canHappen(round, round.follow(transition), demand.index));
    go(shortestWay(round, state, meets));
  }
  if (state !== round.first)
    go(shortestWay(round, state, (transition) => round.follow(transition) === round.first));
  return cycle;
}

function canHappen({ firsts, indexOf }: Round, state: number, index: number): boolean {
  for (let at = firsts[state] as number; at < (firsts[state + 1] as number); at++)
    if (indexOf(at) === index) return true;
  return false;
}

/** @returns the shortest path from the state, as transitions, to a transition that `willDo` accepts */
function shortestWay(
  { firsts, follow }: Round,
  from: number,
  willDo: (transition: number) => boolean,
): readonly number[] {
  const reachedBy = new Map<number, readonly [transition: number, from: number]>();
  const queue = [from];
  const wayBack = (state: number): readonly number[] => {
    const way: number[] = [];
    for (let step = reachedBy.get(state); step !== undefined; step = reachedBy.get(step[1])) {
      way.push(step[0]);
      if (step[1] === from) break;
    }
    return way.toReversed();
  };
  for (const state of queue)
    for (let at = firsts[state] as number; at < (firsts[state + 1] as number); at++) {
      const target = follow(at);
      if (target === LEADS_OUT) continue;
      if (willDo(at)) return [...(state === from ? [] : wayBack(state)), at];
      if (target === from || reachedBy.has(target)) continue;
      reachedBy.set(target, [at, state]);
      queue.push(target);
    }
  throw new Error('a component has a state that cannot be reached within it');
}
