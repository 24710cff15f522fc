/**
 * Pages that the guest has given back to its host (QEMU: RamDiscardManager). They hold zeros, and the
 * source neither writes nor sends them; a fault on one of them on the destination gets zeros there.
 */
import type { HostPage, Size } from '../../guard.ts';
import type { ActionsOf } from '../../mechanism.ts';
import type { State } from '../../state.ts';
import { copy, flag, has, note, setCopy, setFlag, setNote } from '../../state.ts';
import { canPlace, isMissing } from '../postcopy/guards.ts';
import { isDiscarded } from './guards.ts';

export const discardsActions: ActionsOf<'discards'> = {
  exclude: {
    guards: [isDiscarded],
    effect: (state, page) => setNote(state, page, note.none),
    touches: [['page']],
    per: 'page',
    fairness: 'weak',
    says: 'source leaves out page #, which is discarded',
  },
  'place-zero': {
    guards: [isDiscarded, canPlace, isMissing],
    effect: placeZeros,
    touches: [['host page']],
    per: 'host page',
    fairness: 'weak',
    says: 'destination places zeros for the discarded host page of page #',
  },
};

function placeZeros(state: State, page: number, { hostPageOf }: Size): void {
  const { first, end } = hostPageOf[page] as HostPage;
  for (let part = first; part < end; part++) placeZero(state, part);
}

/** Zeros are wrong if the source had other content, or the guest has written the page since. */
function placeZero(state: State, page: number): void {
  const isRight = has(state, page, flag.isZero) && !has(state, page, flag.isOwn);
  setCopy(state, page, isRight ? copy.current : copy.staleZero);
  setFlag(state, page, flag.isOwn, false);
  setFlag(state, page, flag.isAwaited, false);
}
