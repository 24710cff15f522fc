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
import { linksAreUp } from './link.ts';
import type { State } from './state.ts';

export interface Obligation {
  /** What comes about in the end. */
  readonly name: string;
  /** Whether there is one for each page. */
  readonly isAboutPage: boolean;
  readonly isOpen: (state: State, page: number, size: Size) => boolean;
  /** Actions on the page after which the obligation is a new one. */
  readonly renewedBy: readonly ActionKind[];
}

/** Nothing can be asked of a migration of which a link has dropped but that it is aborted or paused. */
export function isOpen(
  { isOpen: open }: Obligation,
  state: State,
  page: number,
  size: Size,
): boolean {
  return linksAreUp(state) && open(state, page, size);
}
