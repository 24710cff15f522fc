/**
 * What a state's head says already. There are only a few hundred heads, each in many thousands of
 * states, so for each head it is found out once what it forbids, and which invariants it leaves
 * open; a state is asked only for the rest. Nothing here is another description of the machine: it
 * is the same guards and invariants, remembered.
 */
import type { Action, ActionKind } from './action.ts';
import { action, actionKinds, isAboutPage, kindOf, pageOf } from './action.ts';
import { isWithinBudget } from './budget.ts';
import type { Guard } from './guard.ts';
import { isForPage } from './guard.ts';
import type { Invariant } from './invariants.ts';
import { invariants } from './invariants.ts';
import type { Model } from './machine.ts';
import type { State } from './state.ts';
import { at } from './state.ts';
import { WordSet } from './word-set.ts';

/** What all states with one head have in common. */
export interface Situation {
  /** What the head does not forbid, ordered by kind and page. */
  readonly candidates: readonly Candidate[];
  /** What the head does not settle. */
  readonly invariants: readonly Invariant[];
}

interface Candidate {
  readonly action: Action;
  readonly page: number;
  /** The guards that look at more than the head. */
  readonly guards: readonly Guard[];
}

/** In a state of bytes. */
const HEAD_WORDS = at.pages / 4;

export class Situations {
  private readonly model: Model;
  private readonly heads: WordSet = new WordSet(HEAD_WORDS);
  private readonly situations: Situation[] = [];

  constructor(model: Model) {
    this.model = model;
  }

  /** @param words - the same state as 32-bit words */
  of(state: State, words: Int32Array): Situation {
    const number = this.heads.add(words, 0);
    return (this.situations[number] ??= situationOf(this.model, state));
  }
}

function situationOf(model: Model, state: State): Situation {
  return {
    candidates: candidatesOf(model, state),
    invariants: invariants.filter(({ isOpen }) => isOpen(state, model.size)),
  };
}

function candidatesOf(model: Model, state: State): readonly Candidate[] {
  return actionKinds
    .filter((kind) => isWithinBudget(model.configuration, state, kind))
    .flatMap((kind) => actionsOf(model, kind))
    .flatMap((value) => {
      const page = pageOf(value);
      const guards = model.guardsOf[kindOf(value)] as readonly Guard[];
      const isForbidden = guards.some(
        ({ looksAt, holds }) => looksAt === 'head' && !holds(state, page, model.size),
      );
      const rest = guards.filter(({ looksAt }) => looksAt === 'pages');
      return isForbidden ? [] : [{ action: value, page, guards: rest }];
    });
}

/** Every action of a kind, whether it may happen or not. */
function actionsOf({ pages, size }: Model, kind: ActionKind): readonly Action[] {
  const number = actionKinds.indexOf(kind);
  return Array.from({ length: isAboutPage(kind) ? pages : 1 }, (_, page) => page)
    .filter((page) => isForPage(kind, page, size))
    .map((page) => action(number, page));
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

function isAllowed({ guards, page }: Candidate, state: State, size: Model['size']): boolean {
  for (const guard of guards) if (!guard.holds(state, page, size)) return false;
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
