/**
 * What postcopy does to a state. The source owes whole host pages from the switch-over on; the
 * destination forgets them, takes over, and gets each of them once, as a whole.
 */
import type { Effect } from './effect.ts';
import { spend } from './effect.ts';
import type { HostPage, Size } from './guard.ts';
import { append, dropFirst, linksAreUp, mainLink } from './link.ts';
import type { State } from './state.ts';
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
} from './state.ts';
import { isAnyOwed } from './transfer.ts';

type PostcopyAction =
  | 'owe-host-pages'
  | 'owe-more'
  | 'switch'
  | 'discard'
  | 'receive-package'
  | 'listen'
  | 'run'
  | 'wait'
  | 'place'
  | 'own-write';

export const postcopyEffects: Readonly<Record<PostcopyAction, Effect>> = {
  'owe-host-pages': oweHostPages,
  'owe-more': (state, page, { hostPageOf }) => oweHostPage(state, hostPageOf[page] as HostPage),
  switch: switchOver,
  discard: (state, page) => {
    setCopy(state, page, copy.absent);
    setFlag(state, page, flag.isDoomed, false);
  },
  'receive-package': (state, _page, size) => {
    dropFirst(state, mainLink, size);
    state[at.takeover] = takeover.packaged;
  },
  listen: (state) => {
    state[at.takeover] = takeover.listening;
  },
  run: (state) => {
    state[at.takeover] = takeover.running;
  },
  wait,
  place: (state, page, { hostPageOf }) => place(state, hostPageOf[page] as HostPage),
  'own-write': (state, page) => {
    spend(state, at.writesLeft);
    setFlag(state, page, flag.isOwn, true);
  },
};

/** What is owed is from here on owed by whole host pages, and the destination is to forget it. */
function oweHostPages(state: State, _page: number, { pages, hostPageOf }: Size): void {
  for (let page = 0; page < pages; page++) {
    const hostPage = hostPageOf[page] as HostPage;
    if (hostPage.first === page && isAnyOwed(state, hostPage)) oweHostPage(state, hostPage);
  }
  state[at.phase] = phase.switching;
}

/** A source may owe more than it must: a page that was logged and sent since, say. */
function oweHostPage(state: State, { first, end }: HostPage): void {
  const isLinkEmpty = read(state, at.records) === 0;
  for (let page = first; page < end; page++) {
    setNote(state, page, note.pending);
    // With an empty link, what is absent stays absent: there is nothing left to forget.
    const isForgotten = isLinkEmpty && copyOf(state, page) === copy.absent;
    setFlag(state, page, flag.isDoomed, !isForgotten);
  }
}

/** The destination may take over from here on; everything that it needs to do so is on the link. */
function switchOver(state: State, _page: number, size: Size): void {
  append(state, mainLink, [size.pages, 0], size);
  // Nobody need have noticed that the preempt link has dropped already.
  state[at.phase] = linksAreUp(state) ? phase.switched : phase.paused;
}

/** Whoever waits for a page waits for its host page. */
function wait(state: State, page: number, { hostPageOf }: Size): void {
  const { first, end } = hostPageOf[page] as HostPage;
  spend(state, at.faultsLeft);
  for (let part = first; part < end; part++) setFlag(state, part, flag.isAwaited, true);
}

/** All target pages of the host page appear at once, and nobody waits for it any more. */
function place(state: State, { first, end }: HostPage): void {
  for (let page = first; page < end; page++) {
    setFlag(state, page, flag.hasArrived, false);
    setFlag(state, page, flag.isAwaited, false);
    setCopy(state, page, copy.current);
  }
}
