/**
 * What a mechanism of the model is: its actions, each said once. A record has all that the machine knows
 * of an action; whoever needs one side of all actions reads it from the merged records.
 */
import type { ActionKind, mechanismOf, MechanismName } from './action.ts';
import type { Configuration } from './configuration.ts';
import type { Effect } from './effect.ts';
import type { Guard } from './guard.ts';
import type { State } from './state.ts';

export interface ActionShape {
  /** All of them must hold; the first one that does not is named. */
  readonly guards: readonly Guard[];
  /** What a smaller configuration asks besides, so that there is less to explore: no part of the claim. */
  readonly narrowedBy?: (configuration: Configuration) => readonly Guard[];
  readonly effect: Effect;
  /** What there is one of it for. That of a host page is named by its first page. */
  readonly per: 'page' | 'host page' | 'migration';
  readonly fairness: Fairness;
  /** Whether the configuration has it and the state some of it left: left out, yes. Looks at the head alone. */
  readonly isWithinBudget?: (configuration: Configuration, state: State) => boolean;
  /** A line of a counterexample; `#` stands for the page. */
  readonly says: string;
}

/** Whether it can be relied on to happen: see `exploring/fairness.ts`. */
export type Fairness = 'none' | 'weak' | 'strong';

/** The kinds of action that a mechanism has the records of: no fewer, and no others. */
export type ActionOf<Name extends MechanismName> = {
  [Kind in ActionKind]: (typeof mechanismOf)[Kind] extends Name ? Kind : never;
}[ActionKind];

export type ActionsOf<Name extends MechanismName> = Readonly<Record<ActionOf<Name>, ActionShape>>;
