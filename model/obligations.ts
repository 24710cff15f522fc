/**
 * What must not stay so for ever while the links are up: a page that is owed, held, on its way, arrived
 * or waited for, or a guest that does not run. Each obligation says when it is open, and what renews
 * it: a page that is sent again and again may be on a link all the time, in another record each time.
 *
 * Nothing here says that the destination's copy of a page is current in the end. While the guest goes
 * on writing a page it is owed again whenever it has been sent, and precopy may go on for ever: that
 * is no fault of the migration, it is why postcopy exists.
 */
import type { ActionKind } from './action.ts';
import type { Size } from './guard.ts';
import { links, linksAreUp, recordsOf } from './link.ts';
import type { State } from './state.ts';
import { at, flag, has, note, noteOf, phase, read, takeover } from './state.ts';

export interface Obligation {
  /** What comes about in the end. */
  readonly name: string;
  /** Whether there is one for each page. */
  readonly isAboutPage: boolean;
  readonly isOpen: (state: State, page: number, size: Size) => boolean;
  /** Actions on the page after which the obligation is a new one. */
  readonly renewedBy: readonly ActionKind[];
}

export const obligations: readonly Obligation[] = [
  {
    name: 'a page that is owed is taken',
    isAboutPage: true,
    isOpen: (state, page) => noteOf(state, page) !== note.none,
    renewedBy: [],
  },
  {
    name: 'a page that the sender holds is sent',
    isAboutPage: true,
    isOpen: (state, page) => links.some((link) => read(state, link.hand) === page + 1),
    renewedBy: [],
  },
  {
    name: 'what is on a link arrives',
    isAboutPage: true,
    isOpen: (state, page, size) => links.some((link) => recordsOf(state, page, link, size) > 0),
    // Over the preempt link a page is sent once at most.
    renewedBy: ['send'],
  },
  {
    name: 'a page that has arrived is placed',
    isAboutPage: true,
    isOpen: (state, page) =>
      read(state, at.takeover) !== takeover.none && has(state, page, flag.hasArrived),
    renewedBy: [],
  },
  {
    name: 'whoever waits for a page gets it',
    isAboutPage: true,
    isOpen: (state, page) => has(state, page, flag.isAwaited),
    renewedBy: [],
  },
  {
    name: 'a device logs what it has stored',
    isAboutPage: true,
    isOpen: (state, page) => read(state, at.unlogged) === page + 1,
    renewedBy: [],
  },
  {
    name: 'a guest that was stopped runs again',
    isAboutPage: false,
    isOpen: (state) => {
      const now = read(state, at.phase);
      const isStopped = now === phase.stopped || now === phase.switching || now === phase.switched;
      return isStopped && read(state, at.takeover) !== takeover.running;
    },
    renewedBy: [],
  },
  {
    name: 'when everything has been sent, the destination runs with all of it',
    isAboutPage: false,
    isOpen: (state) =>
      read(state, at.phase) === phase.completed || read(state, at.phase) === phase.ended,
    renewedBy: [],
  },
];

/** Nothing can be asked of a migration of which a link has dropped but that it is aborted or paused. */
export function isOpen(
  { isOpen: open }: Obligation,
  state: State,
  page: number,
  size: Size,
): boolean {
  return linksAreUp(state) && open(state, page, size);
}
