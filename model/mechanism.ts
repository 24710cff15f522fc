/**
 * A mechanism of the model: its actions, each described by one record. A record holds everything that the
 * machine knows about an action; code that needs one field of all actions reads the merged records.
 */
import type { ActionKind, mechanismOf, MechanismName } from './action.ts';
import type { Configuration } from './configuration.ts';
import type { Effect } from './effect.ts';
import type { Guard } from './guard.ts';
import type { State } from './state.ts';
import type { Touch } from './touch.ts';

export interface ActionShape {
  /** All of them must hold; a refusal names the first that does not. */
  readonly guards: readonly Guard[];
  /** Further guards of a smaller configuration, so that there is less to explore; not part of the claim. */
  readonly narrowedBy?: (configuration: Configuration) => readonly Guard[];
  readonly effect: Effect;
  /** What the effect looks at and changes besides the head, in parts that do not depend on one another. */
  readonly touches: readonly Touch[];
  /** There is one such action for each of these. An action on a host page is named by its first page. */
  readonly per: 'page' | 'host page' | 'migration';
  readonly fairness: Fairness;
  /** Whether the configuration and the state have budget for it (if omitted, yes). Reads only the head. */
  readonly isWithinBudget?: (configuration: Configuration, state: State) => boolean;
  /** The action as a line of a counterexample; `#` stands for the page. */
  readonly says: string;
}

/** How far an action can be relied on to happen: see `exploring/fairness.ts`. */
export type Fairness = 'none' | 'weak' | 'strong';

/** The kinds of action whose records a mechanism must have: exactly these. */
type ActionOf<Name extends MechanismName> = {
  [Kind in ActionKind]: (typeof mechanismOf)[Kind] extends Name ? Kind : never;
}[ActionKind];

export type ActionsOf<Name extends MechanismName> = Readonly<Record<ActionOf<Name>, ActionShape>>;
