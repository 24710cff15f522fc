/**
 * Pages that the guest has given back to its host (QEMU: RamDiscardManager). They hold zeros, nobody
 * writes them on the source or sends them, and whoever wants one on the destination gets zeros there.
 */
import type { Effect } from './effect.ts';
import type { Guard, HostPage } from './guard.ts';
import { ofHead } from './guard.ts';
import type { State } from './state.ts';
import { copy, flag, has, note, noteOf, setCopy, setFlag, setNote } from './state.ts';

type DiscardedAction = 'exclude' | 'place-zero';

export const discardedEffects: Readonly<Record<DiscardedAction, Effect>> = {
  exclude: (state, page) => setNote(state, page, note.none),
  'place-zero': (state, page, { hostPageOf }) => {
    const { first, end } = hostPageOf[page] as HostPage;
    for (let part = first; part < end; part++) placeZero(state, part);
  },
};

/** Where the source or the guest since had something else, zeros are wrong. */
function placeZero(state: State, page: number): void {
  const isRight = has(state, page, flag.isZero) && !has(state, page, flag.isOwn);
  setCopy(state, page, isRight ? copy.current : copy.staleZero);
  setFlag(state, page, flag.isOwn, false);
  setFlag(state, page, flag.isAwaited, false);
}

export const isDiscarded: Guard = ofHead({
  name: 'the page is discarded',
  holds: (_state, page, size) => size.isDiscarded[page] === true,
});

export const isPopulated: Guard = ofHead({
  name: 'the page is not discarded',
  holds: (_state, page, size) => size.isDiscarded[page] !== true,
});

export const discardedAreExcluded: Guard = {
  name: 'no discarded page is owed',
  ofHead: (_state, _page, size) => (size.isDiscarded.includes(true) ? undefined : true),
  ofPages: (state, _page, { pages, isDiscarded: discarded }) => {
    for (let page = 0; page < pages; page++)
      if (discarded[page] === true && noteOf(state, page) !== note.none) return false;
    return true;
  },
};
