/**
 * The reference machine: source, destination, link and guest writer as one finite state machine. It
 * says what is true of every correct migration and nothing about how one is implemented: it has no
 * shadow bitmap, no word path, no cursor and no lock.
 */
import type { Action, ActionKind } from './action.ts';
import { actionKinds, kindOf, pageOf } from './action.ts';
import type { Configuration } from './configuration.ts';
import type { Effect } from './effect.ts';
import type { Guard, Size } from './guard.ts';
import { holds } from './guard.ts';
import { actions } from './mechanisms.ts';
import { sizeOf } from './size.ts';
import type { State } from './state.ts';
import { at, blankState, flag, setFlag } from './state.ts';

export interface Model {
  readonly configuration: Configuration;
  readonly size: Size;
  /** Indexed by the number of the action's kind. */
  readonly guardsOf: readonly (readonly Guard[])[];
  readonly effectOf: readonly Effect[];
  /** Whether it deviates from the correct machine, so that its actions may touch more than they say. */
  readonly isChanged: boolean;
}

/** How a machine deviates from the correct one, to see what breaks. */
export interface Change {
  /** Guards to leave out, as `kind: name`. */
  readonly without?: readonly string[];
  /** Replacement effects for some kinds of action. */
  readonly effects?: Partial<Record<ActionKind, Effect>>;
}

export function makeModel(configuration: Configuration, change: Change = {}): Model {
  const { without = [], effects = {} } = change;
  return {
    configuration,
    size: sizeOf(configuration),
    guardsOf: actionKinds.map((kind) =>
      guardsIn(configuration, kind).filter(({ name }) => !without.includes(`${kind}: ${name}`)),
    ),
    isChanged: without.length > 0 || Object.keys(effects).length > 0,
    effectOf: actionKinds.map((kind) => effects[kind] ?? actions[kind].effect),
  };
}

function guardsIn(configuration: Configuration, kind: ActionKind): readonly Guard[] {
  const { guards, narrowedBy } = actions[kind];
  return [...guards, ...(narrowedBy?.(configuration) ?? [])];
}

/** The state before the first migration. Pages are non-zero unless they are discarded or in `zeroPages`. */
export function initialState(
  { configuration, size }: Model,
  zeroPages: readonly number[] = [],
): State {
  const state = blankState(size);
  state[at.writesLeft] = configuration.writesMax;
  state[at.backgroundSyncsLeft] = configuration.backgroundSyncsMax;
  state[at.faultsLeft] = configuration.faultsMax;
  for (const page of zeroPages) setFlag(state, page, flag.isZero, true);
  for (let page = 0; page < size.pages; page++)
    if (size.isDiscarded[page] === true) setFlag(state, page, flag.isZero, true);
  return state;
}

/** The first guard that forbids the action in this state, or `undefined` if it may happen. */
export function refusal(model: Model, state: State, value: Action): Guard | undefined {
  const page = pageOf(value);
  for (const guard of model.guardsOf[kindOf(value)] as readonly Guard[])
    if (!holds(guard, state, page, model.size)) return guard;
  return undefined;
}

/** Writes the state after the action to `into`, which may be `state` itself. */
export function step(model: Model, state: State, value: Action, into: State): void {
  if (into !== state) into.set(state);
  apply(model, into, value);
}

/** Performs the action: changes the state in place. */
export function apply(model: Model, state: State, value: Action): void {
  const effect = model.effectOf[kindOf(value)] as Effect;
  effect(state, pageOf(value), model.size);
}
