/** Searches for a lasso along which one obligation on one page stays open for ever: see `liveness.ts`. */
import type { ActionKind } from '../action.ts';
import { actionKinds, kindOf, pageOf } from '../action.ts';
import type { Part } from './components.ts';
import { Components, LEADS_OUT } from './components.ts';
import type { Lasso } from './lasso.ts';
import { cycleThrough } from './lasso.ts';
import type { Model } from '../machine.ts';
import type { Fairness } from '../mechanism.ts';
import type { Obligation } from '../obligation.ts';
import { isOpen } from '../obligation.ts';
import type { Transitions } from './transitions.ts';
import type { VisitedStates } from './visited-states.ts';

type Follow = Part['follow'];

/** A part of the graph, and all states that belong to it. */
interface Piece {
  readonly part: number;
  readonly states: Iterable<number>;
}

export class LassoSearch {
  private readonly model: Model;
  private readonly visited: VisitedStates;
  private readonly transitions: Transitions;
  private readonly fairnessOf: readonly Fairness[];
  private readonly components: Components;
  private readonly partOf: Int32Array;
  private parts = 0;
  /** The component of each state; the one being examined has the highest number. */
  private readonly componentOf: Int32Array;
  private component = 0;
  /** By action: in how many states of the component it is enabled, and whether it happens within it. */
  private readonly enabledIn: Int32Array;
  private readonly happens: Uint8Array;

  constructor(
    model: Model,
    visited: VisitedStates,
    transitions: Transitions,
    fairnessOf: readonly Fairness[],
  ) {
    const actions = actionKinds.length * model.size.pages;
    this.model = model;
    this.visited = visited;
    this.transitions = transitions;
    this.fairnessOf = fairnessOf;
    this.components = new Components(transitions.firsts);
    this.partOf = new Int32Array(visited.count);
    this.componentOf = new Int32Array(visited.count);
    this.enabledIn = new Int32Array(actions);
    this.happens = new Uint8Array(actions);
  }

  /** @returns the lasso that begins nearest to the initial state, if there is one */
  find(obligation: Obligation, page: number): Lasso | undefined {
    const follow = this.followWithin(obligation, page);
    const pieces: Piece[] = [this.openStates(obligation, page)];
    let soonest: readonly number[] | undefined;
    for (let piece = pieces.pop(); piece !== undefined; piece = pieces.pop()) {
      const part: Part = { partOf: this.partOf, part: piece.part, follow };
      this.components.search(piece.states, part, (states) => {
        this.survey(states, follow);
        if (this.isNeglectful(states.length)) return;
        const rest = this.withoutMissed(states);
        if (rest.length > 0 && rest.length < states.length) pieces.push(this.piece(rest));
        const isFair = rest.length === states.length;
        if (isFair && (soonest === undefined || leastOf(states) < leastOf(soonest)))
          soonest = states;
      });
    }
    return soonest && this.lassoAround(soonest, follow);
  }

  /** Every state in which the obligation is open. */
  private openStates(obligation: Obligation, page: number): Piece {
    const { visited, model } = this;
    const states: number[] = [];
    for (let number = 0; number < visited.count; number++) {
      visited.load(number);
      if (isOpen(obligation, visited.current, page, model.size)) states.push(number);
    }
    return this.piece(states);
  }

  private piece(states: readonly number[]): Piece {
    this.parts++;
    for (const state of states) this.partOf[state] = this.parts;
    return { part: this.parts, states };
  }

  /** Follows transitions; one that renews the obligation leads out, because it ends the old obligation. */
  private followWithin({ renewedBy }: Obligation, page: number): Follow {
    const { actions, targets } = this.transitions;
    const renewing = actionKinds.map((kind: ActionKind) => renewedBy.includes(kind));
    return (transition) => {
      const value = actions[transition] as number;
      const isRenewed = renewing[kindOf(value)] === true && pageOf(value) === page;
      return isRenewed ? LEADS_OUT : (targets[transition] as number);
    };
  }

  /** Finds out which actions are enabled in the states of a component, and which happen within it. */
  private survey(states: readonly number[], follow: Follow): void {
    const { firsts } = this.transitions;
    this.component++;
    this.enabledIn.fill(0);
    this.happens.fill(0);
    for (const state of states) this.componentOf[state] = this.component;
    for (const state of states)
      for (let at = firsts[state] as number; at < (firsts[state + 1] as number); at++) {
        const index = this.indexOf(at);
        this.enabledIn[index] = (this.enabledIn[index] as number) + 1;
        if (this.isInside(follow(at))) this.happens[index] = 1;
      }
  }

  private isInside(state: number): boolean {
    return state !== LEADS_OUT && this.componentOf[state] === this.component;
  }

  /** Whether a weakly fair action is enabled in every state of the component and never happens within it. */
  private isNeglectful(states: number): boolean {
    return this.enabledIn.some(
      (count, index) =>
        count === states && this.happens[index] === 0 && this.fairnessAt(index) === 'weak',
    );
  }

  /** Filters out the states that enable a strongly fair action which never happens in the component. */
  private withoutMissed(states: readonly number[]): readonly number[] {
    const { firsts } = this.transitions;
    return states.filter((state) => {
      for (let at = firsts[state] as number; at < (firsts[state + 1] as number); at++) {
        const index = this.indexOf(at);
        if (this.happens[index] === 0 && this.fairnessAt(index) === 'strong') return false;
      }
      return true;
    });
  }

  /** The index of the transition's action. */
  private indexOf(transition: number): number {
    const value = this.transitions.actions[transition] as number;
    return kindOf(value) * this.model.size.pages + pageOf(value);
  }

  private fairnessAt(index: number): Fairness {
    return this.fairnessOf[Math.floor(index / this.model.size.pages)] ?? 'none';
  }

  private lassoAround(states: readonly number[], follow: Follow): Lasso {
    const { transitions, enabledIn } = this;
    this.survey(states, follow);
    const demands = [...enabledIn.entries()]
      .filter(([index, count]) => count > 0 && this.fairnessAt(index) !== 'none')
      .map(([index, count]) => ({
        index,
        mustHappen: this.fairnessAt(index) === 'strong' || count === states.length,
      }));
    const first = leastOf(states);
    const cycle = cycleThrough({
      first,
      demands,
      firsts: transitions.firsts,
      indexOf: (transition) => this.indexOf(transition),
      follow: (transition) => {
        const target = follow(transition);
        return this.isInside(target) ? target : LEADS_OUT;
      },
    });
    return {
      actions: this.visited.wayTo(first),
      cycle: cycle.map((transition) => transitions.actions[transition] as number),
    };
  }
}

/** The state nearest to the initial one: states are numbered in the order in which they were found. */
function leastOf(states: readonly number[]): number {
  return states.reduce((least, state) => Math.min(least, state));
}
