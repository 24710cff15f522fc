/** The obligations once the destination takes over: arrived pages are placed, and faults are served. */
import type { Obligation } from '../../obligation.ts';
import { at, flag, has, read, takeover } from '../../state.ts';

export const postcopyObligations: readonly Obligation[] = [
  {
    name: 'a page that has arrived is placed',
    isAboutPage: true,
    isOpen: (state, page) =>
      read(state, at.takeover) !== takeover.none && has(state, page, flag.hasArrived),
    renewedBy: [],
  },
  {
    name: 'a thread that waits for a page gets it',
    isAboutPage: true,
    isOpen: (state, page) => has(state, page, flag.isAwaited),
    renewedBy: [],
  },
];
