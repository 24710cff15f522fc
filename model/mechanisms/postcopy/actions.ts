/**
 * Postcopy: the source owes whole host pages from the switchover on; the destination forgets them,
 * takes over, and receives each of them once, as a whole.
 */
import { spend } from '../../effect.ts';
import type { HostPage, Size } from '../../guard.ts';
import { append, dropFirst, linksAreUp, mainLink } from '../../link.ts';
import type { ActionsOf } from '../../mechanism.ts';
import type { State } from '../../state.ts';
import {
  at,
  copy,
  copyOf,
  flag,
  note,
  phase,
  read,
  setCopy,
  setFlag,
  setNote,
  takeover,
} from '../../state.ts';
import { isAnyOwed } from '../../transfer.ts';
import { handIsEmpty, linkHasRoom, linkIsUp } from '../core/guards.ts';
import { isPopulated } from '../discards/guards.ts';
import {
  canPlace,
  hasNotTakenOver,
  hasPackage,
  hostPageIsWhole,
  isLastSyncDone,
  isListening,
  isMissing,
  isSwitching,
  isThere,
  nothingIsDoomed,
  olderHasArrived,
  packageIsFirst,
  runsOnDestination,
  willBeSentAgain,
} from './guards.ts';

export const postcopyActions: ActionsOf<'postcopy'> = {
  'owe-host-pages': {
    guards: [isLastSyncDone, handIsEmpty],
    effect: oweHostPages,
    touches: ['each host page'],
    per: 'migration',
    fairness: 'none',
    isWithinBudget: ({ postcopy }) => postcopy,
    says: 'source owes whole host pages from now on',
  },
  'owe-more': {
    guards: [isSwitching, isPopulated],
    effect: (state, page, { hostPageOf }) => oweHostPage(state, hostPageOf[page] as HostPage),
    touches: [['host page']],
    per: 'host page',
    fairness: 'none',
    isWithinBudget: ({ postcopy }) => postcopy,
    says: 'source owes the host page of page # as well',
  },
  switch: {
    guards: [isSwitching, linkIsUp, linkHasRoom],
    effect: switchOver,
    touches: [['records']],
    per: 'migration',
    fairness: 'weak',
    says: 'source sends the package: the destination may take over',
  },
  discard: {
    guards: [hasNotTakenOver, olderHasArrived, willBeSentAgain],
    effect: (state, page) => {
      setCopy(state, page, copy.absent);
      // This would also lose a page that arrived after the package, if the guards allowed it.
      setFlag(state, page, flag.isDoomed | flag.hasArrived, false);
    },
    touches: [['page']],
    per: 'page',
    fairness: 'weak',
    isWithinBudget: ({ postcopy }) => postcopy,
    says: 'destination forgets page #',
  },
  'receive-package': {
    guards: [packageIsFirst, nothingIsDoomed],
    effect: (state, _page, size) => {
      dropFirst(state, mainLink, size);
      state[at.takeover] = takeover.packaged;
    },
    touches: [['records']],
    per: 'migration',
    fairness: 'weak',
    says: 'package arrives',
  },
  listen: {
    guards: [hasPackage],
    effect: (state) => {
      state[at.takeover] = takeover.listening;
    },
    touches: [],
    per: 'migration',
    fairness: 'weak',
    says: 'destination listens for faults',
  },
  run: {
    guards: [isListening],
    effect: (state) => {
      state[at.takeover] = takeover.running;
    },
    touches: [],
    per: 'migration',
    fairness: 'weak',
    says: 'guest runs on the destination',
  },
  wait: {
    guards: [canPlace, isMissing],
    effect: wait,
    touches: [['host page']],
    per: 'host page',
    fairness: 'none',
    isWithinBudget: (_configuration, state) => read(state, at.faultsLeft) > 0,
    says: 'guest on the destination waits for the host page of page #',
  },
  place: {
    guards: [canPlace, hostPageIsWhole],
    effect: (state, page, { hostPageOf }) => place(state, hostPageOf[page] as HostPage),
    touches: [['host page']],
    per: 'host page',
    fairness: 'weak',
    says: 'destination places the host page of page #',
  },
  'own-write': {
    guards: [runsOnDestination, isThere],
    effect: (state, page) => {
      spend(state, at.writesLeft);
      setFlag(state, page, flag.isOwn, true);
    },
    touches: [['page']],
    per: 'page',
    fairness: 'none',
    isWithinBudget: ({ postcopy }, state) => postcopy && read(state, at.writesLeft) > 0,
    says: 'guest writes to page # on the destination',
  },
};

/** From here on the source owes whole host pages, and the destination must forget them. */
function oweHostPages(state: State, _page: number, { pages, hostPageOf }: Size): void {
  for (let page = 0; page < pages; page++) {
    const hostPage = hostPageOf[page] as HostPage;
    if (hostPage.first === page && isAnyOwed(state, hostPage)) oweHostPage(state, hostPage);
  }
  state[at.phase] = phase.switching;
}

/** A source may owe more than it must, such as a page that has been sent since it was logged. */
function oweHostPage(state: State, { first, end }: HostPage): void {
  const isLinkEmpty = read(state, mainLink.records) === 0;
  for (let page = first; page < end; page++) {
    setNote(state, page, note.pending);
    // With an empty link, an absent page stays absent: there is nothing to forget.
    const isForgotten = isLinkEmpty && copyOf(state, page) === copy.absent;
    setFlag(state, page, flag.isDoomed, !isForgotten);
  }
}

/** The destination may take over from here on: everything that it needs to do so is on the link. */
function switchOver(state: State, _page: number, size: Size): void {
  append(state, mainLink, [size.pages, 0], size);
  // The preempt link may already have dropped unnoticed.
  state[at.phase] = linksAreUp(state) ? phase.switched : phase.paused;
}

/** A fault on a page waits for its whole host page. */
function wait(state: State, page: number, { hostPageOf }: Size): void {
  const { first, end } = hostPageOf[page] as HostPage;
  spend(state, at.faultsLeft);
  for (let part = first; part < end; part++) setFlag(state, part, flag.isAwaited, true);
}

/** All target pages of the host page appear at once, and no fault waits for them any more. */
function place(state: State, { first, end }: HostPage): void {
  const isEarly = read(state, at.takeover) < takeover.listening;
  for (let page = first; page < end; page++) {
    setFlag(state, page, flag.hasArrived, false);
    setFlag(state, page, flag.isAwaited, false);
    setCopy(state, page, copy.current);
    if (isEarly) setFlag(state, page, flag.isEarly, true);
  }
}
