/**
 * An invariant: a named condition that holds in every reachable state. `isOpen` tells from the head
 * whether a state could break it at all, so that `holds` is evaluated only there.
 */
import type { Size } from './guard.ts';
import type { State } from './state.ts';

export interface Invariant {
  readonly name: string;
  /** Whether a state with this head could break it; reads only the head. */
  readonly isOpen: (state: State, size: Size) => boolean;
  /** Whether it holds if it holds for each host page by itself, given the head and the records. */
  readonly isByHostPage: boolean;
  /** Whether it holds in the state; called only where it is open. */
  readonly holds: (state: State, size: Size) => boolean;
}

/** The `holds` of an invariant about the head alone: it is broken wherever it is open. */
export const never = (): boolean => false;
