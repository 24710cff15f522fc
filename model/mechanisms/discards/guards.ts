/** The guards for discarded pages: they are neither written nor sent. */
import type { Guard } from '../../guard.ts';
import { ofHead } from '../../guard.ts';
import { note, noteOf } from '../../state.ts';

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
  looksAt: ['pages'],
  ofPages: (state, _page, { pages, isDiscarded: discarded }) => {
    for (let page = 0; page < pages; page++)
      if (discarded[page] === true && noteOf(state, page) !== note.none) return false;
    return true;
  },
};
