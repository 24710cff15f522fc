/**
 * Obligations: what must not last for ever while the links are up. A page must not stay owed, held, on
 * its way, arrived or waited for, and the guest must not stay stopped. Each obligation says when it is
 * open and what renews it: a page that is sent again and again may always be on a link, each time in
 * another record.
 *
 * No obligation says that the destination's copy of a page eventually becomes current. While the guest
 * keeps writing a page, the page is owed again after each send, and precopy may never converge. That is
 * not a fault of the migration; it is why postcopy exists.
 */
import type { ActionKind } from './action.ts';
import type { Size } from './guard.ts';
import { linksAreUp } from './link.ts';
import type { State } from './state.ts';

export interface Obligation {
  /** What eventually happens. */
  readonly name: string;
  /** Whether there is one such obligation for each page. */
  readonly isAboutPage: boolean;
  readonly isOpen: (state: State, page: number, size: Size) => boolean;
  /** Actions on the page that end this obligation and start a new one. */
  readonly renewedBy: readonly ActionKind[];
}

/** Once a link has dropped, no obligation is open: the migration can only be aborted or paused. */
export function isOpen(
  { isOpen: open }: Obligation,
  state: State,
  page: number,
  size: Size,
): boolean {
  return linksAreUp(state) && open(state, page, size);
}
