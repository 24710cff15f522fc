/**
 * What a state's head already settles. There are only a few hundred heads, each shared by many
 * thousands of states, so what a head forbids and which invariants it leaves open is computed once;
 * each state is checked only for the rest. This is not a second description of the machine: it caches
 * the answers of the same guards and invariants.
 */
import type { Action, ActionKind } from '../action.ts';
import { action, actionKind, actionKinds, kindOf, pageOf } from '../action.ts';
import { isWithinBudget } from './budget.ts';
import type { Guard, PageCondition, Size } from '../guard.ts';
import type { Invariant } from '../invariant.ts';
import type { Model } from '../machine.ts';
import { invariants, isAboutPage, isForPage } from '../mechanisms.ts';
import type { State } from '../state.ts';
import type { Place } from '../touch.ts';

/** What all states with one head have in common. */
export interface Situation {
  /** The actions that the head does not forbid, ordered by kind and page. */
  readonly candidates: readonly Candidate[];
  /** The invariants that the head does not settle. */
  readonly invariants: readonly Invariant[];
}

export interface Candidate {
  readonly action: Action;
  readonly page: number;
  /** The guards that the head leaves open. */
  readonly conditions: readonly PageCondition[];
  /** What these guards look at. */
  readonly places: readonly Place[];
}

export class Situations {
  private readonly model: Model;
  /** Indexed by the number of the head. */
  private readonly situations: Situation[] = [];

  constructor(model: Model) {
    this.model = model;
  }

  /** @returns the situation of this head, if a state with it has been seen */
  known(head: number): Situation | undefined {
    return this.situations[head];
  }

  /** @param head - the number of the state's head; equal heads have equal numbers */
  of(head: number, state: State): Situation {
    return (this.situations[head] ??= situationOf(this.model, state));
  }
}

function situationOf(model: Model, state: State): Situation {
  return {
    candidates: actionKinds
      .filter((kind) => isWithinBudget(model.configuration, state, kind))
      .flatMap((kind) => actionsOf(model, kind))
      .flatMap((value) => candidateOf(model, state, value) ?? []),
    invariants: invariants.filter(({ isOpen }) => isOpen(state, model.size)),
  };
}

/** @returns `undefined` if the head forbids the action */
function candidateOf(model: Model, state: State, value: Action): Candidate | undefined {
  const page = pageOf(value);
  const conditions: PageCondition[] = [];
  const places: Place[] = [];
  for (const { ofHead, looksAt, ofPages } of model.guardsOf[kindOf(value)] as readonly Guard[]) {
    const said = ofHead(state, page, model.size);
    if (said === false) return undefined;
    if (said !== undefined) continue;
    conditions.push(ofPages);
    places.push(...looksAt);
  }
  return { action: value, page, conditions, places };
}

/** Every action of a kind, whether it may happen or not. */
export function actionsOf({ size }: Model, kind: ActionKind): readonly Action[] {
  return Array.from({ length: isAboutPage(kind) ? size.pages : 1 }, (_, page) => page)
    .filter((page) => isForPage(kind, page, size))
    .map((page) => action(actionKind[kind], page));
}

/**
 * Writes every action that may happen in this state, and that the configuration has a budget for,
 * into `into`, ordered by kind and page.
 *
 * @returns how many there are
 */
export function enabledActions(
  { size }: Model,
  { candidates }: Situation,
  state: State,
  into: Int32Array,
): number {
  let count = 0;
  for (const candidate of candidates)
    if (isAllowed(candidate, state, size)) into[count++] = candidate.action;
  return count;
}

export function isAllowed({ conditions, page }: Candidate, state: State, size: Size): boolean {
  for (const holds of conditions) if (!holds(state, page, size)) return false;
  return true;
}

/** The first invariant that the state breaks, if any. */
export function brokenInvariant(
  { size }: Model,
  { invariants: open }: Situation,
  state: State,
): Invariant | undefined {
  for (const invariant of open) if (!invariant.holds(state, size)) return invariant;
  return undefined;
}
