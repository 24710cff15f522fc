/**
 * What an invariant is: a named condition that every state keeps that can be reached. It first says for
 * which heads it is open whether it holds, so that it is looked into only there.
 */
import type { Size } from './guard.ts';
import type { State } from './state.ts';

export interface Invariant {
  readonly name: string;
  /** Whether a state with this head may break it; looks at the head alone. */
  readonly isOpen: (state: State, size: Size) => boolean;
  /** Whether the state keeps it; asked only where it is open. */
  readonly holds: (state: State, size: Size) => boolean;
}

/** Where an invariant about nothing but the head is open, it is broken. */
export const never = (): boolean => false;
