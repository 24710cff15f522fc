/**
 * Expands visited states: gathers their successors, and checks that each satisfies the invariants and that
 * none is stuck.
 */
import { actionKinds } from '../action.ts';
import type { Model } from '../machine.ts';
import { apply } from '../machine.ts';
import type { State } from '../state.ts';
import { at, phase, read } from '../state.ts';
import { ByHead } from './by-head.ts';
import type { Situation } from './situations.ts';
import { brokenInvariant, enabledActions, Situations } from './situations.ts';
import { Successors } from './successors.ts';
import { Symmetry } from './symmetry.ts';
import type { VisitedStates } from './visited-states.ts';

/** How many states are expanded together at most. */
export const TOGETHER: number = 1 << 13;
/** Rows of more words are not remembered. */
const WIDTH_MAX = 3;
/** A head is planned for once it has been seen as often as this: many are rare. */
const OFTEN = 32;

/** A state that breaks an invariant or is stuck. */
export interface Harm {
  readonly state: number;
  readonly broken: string;
}

export class Expansion {
  transitions = 0;
  /** With symmetry: the states for which the expanded ones stand. */
  represented = 0;
  readonly symmetry: Symmetry | undefined;
  private readonly model: Model;
  private readonly visited: VisitedStates;
  private readonly situations: Situations;
  private readonly successors: Successors | undefined;
  private readonly byHead: ByHead;
  /** How often each head has been seen. */
  private readonly seen: number[] = [];
  private readonly actions: Int32Array;

  constructor(model: Model, visited: VisitedStates, isReduced: boolean) {
    this.model = model;
    this.visited = visited;
    this.symmetry = isReduced ? new Symmetry(model) : undefined;
    this.situations = new Situations(model);
    // What an action of a changed machine touches is not known.
    const isRemembered = !isReduced && !model.isChanged && visited.packing.width <= WIDTH_MAX;
    this.successors = isRemembered ? new Successors(model, visited, TOGETHER) : undefined;
    this.byHead = new ByHead(visited, TOGETHER);
    this.actions = new Int32Array(actionKinds.length * model.size.pages);
  }

  /** Expands the states `[from, end)`, up to `TOGETHER`. @returns the first that does harm, if any */
  expand(from: number, end: number): Harm | undefined {
    if (this.successors !== undefined) return this.expandByHead(this.successors, from, end);
    for (let state = from; state < end; state++) {
      const harm = this.expandOne(state);
      if (harm !== undefined) return harm;
    }
    return undefined;
  }

  private expandByHead(successors: Successors, from: number, end: number): Harm | undefined {
    const { byHead, seen } = this;
    byHead.sort(from, end);
    const { states, firsts } = byHead;
    for (let head = 0; head + 1 < firsts.length; head++) {
      const first = firsts[head] as number;
      const last = firsts[head + 1] as number;
      if (first === last) continue;
      seen[head] = (seen[head] ?? 0) + last - first;
      const situation = this.situationOf(head, states[first] as number);
      const isOften = (seen[head] as number) >= OFTEN;
      if (isOften)
        this.transitions += successors.gather({ head, situation, states, first, end: last });
      for (let place = first; place < last; place++) {
        const state = states[place] as number;
        const harm = isOften
          ? this.harmIn(successors, { state, index: place - first, situation })
          : this.expandOne(state);
        if (harm !== undefined) return harm;
      }
    }
    return undefined;
  }

  private situationOf(head: number, state: number): Situation {
    const { visited, situations } = this;
    const known = situations.known(head);
    if (known !== undefined) return known;
    visited.load(state);
    return situations.of(head, visited.current);
  }

  /** @param index - of the state in the group whose successors were gathered last */
  private harmIn(
    successors: Successors,
    { state, index, situation }: { state: number; index: number; situation: Situation },
  ): Harm | undefined {
    const count = successors.counts[index] as number;
    if (count !== 0 && !successors.isSuspect(index)) return undefined;
    this.visited.load(state);
    const harm = this.harmOf(state, situation, count);
    if (harm === undefined) successors.pass(index);
    return harm;
  }

  /** Expands a state without remembering anything. */
  private expandOne(state: number): Harm | undefined {
    const { visited, situations, model, actions, symmetry } = this;
    const { current, next } = visited;
    visited.load(state);
    const situation = situations.of(visited.head, current);
    const count = enabledActions(model, situation, current, actions);
    const harm = this.harmOf(state, situation, count);
    if (harm !== undefined) return harm;
    this.transitions += count;
    if (symmetry !== undefined) this.represented += symmetry.orbitOf(current);
    for (let index = 0; index < count; index++) {
      const value = actions[index] as number;
      visited.copy();
      apply(model, next, value);
      symmetry?.canonicalise(next);
      visited.gather(state, value);
    }
    return undefined;
  }

  /** @param enabled - how many actions may happen in the state that was loaded last */
  private harmOf(state: number, situation: Situation, enabled: number): Harm | undefined {
    const { current } = this.visited;
    const broken = brokenInvariant(this.model, situation, current)?.name ?? stuck(current, enabled);
    return broken === undefined ? undefined : { state, broken };
  }
}

/** The deadlock check: a migration that has neither landed nor paused can always go on. */
function stuck(state: State, enabled: number): string | undefined {
  const isOver = read(state, at.phase) === phase.landed || read(state, at.phase) === phase.paused;
  return enabled === 0 && !isOver ? 'a migration that has not landed can always go on' : undefined;
}
