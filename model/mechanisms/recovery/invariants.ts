/** The invariants of a recovery: what is lost is found out while nothing moves. */
import type { Invariant } from '../../invariant.ts';
import { never } from '../../invariant.ts';
import { links } from '../../link.ts';
import { at, phase, read, takeover } from '../../state.ts';

export const recoveryInvariants: readonly Invariant[] = [
  {
    name: 'only a destination that places pages is connected again',
    isOpen: (state) =>
      read(state, at.phase) === phase.recovering && read(state, at.takeover) < takeover.listening,
    isByHostPage: true,
    holds: never,
  },
  {
    name: 'while the source finds out what it owes, nothing is on its way',
    isOpen: (state) =>
      read(state, at.phase) === phase.recovering &&
      links.some(({ hand, records }) => read(state, hand) !== 0 || read(state, records) !== 0),
    isByHostPage: true,
    holds: never,
  },
];
