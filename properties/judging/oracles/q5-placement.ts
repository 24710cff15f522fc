/**
 * Q5 placement: a host page is placed once, and never over one that is there: whatever the guest has
 * written to it since would be gone.
 */
import { pageBit } from '../../../impl/system.ts';
import type { OracleMaker } from '../lockstep/court.ts';

export const placement: OracleMaker = ({ hostPageOf, ledger, object, touched }) => {
  return {
    on: {
      ram_take_dirty(page) {
        if (!ledger.isSwitched) return;
        const isThere = ((touched.bitsBefore[page] as number) & pageBit.present) !== 0;
        if (ledger.onTheWay[page] === 1 || (ledger.isListening && isThere))
          object('Q5', page, 'it is sent a second time: it would be placed twice');
      },
      postcopy_place_page_exists(first) {
        object('Q5', first, 'it is to be placed where it is already (EEXIST)');
      },
      postcopy_place_page(first, pages) {
        const { end } = hostPageOf(first);
        if (first + pages !== end) object('Q5', first, 'it is not placed as a whole');
        for (let page = first; page < end; page++)
          if (((touched.bitsBefore[page] as number) & pageBit.present) !== 0)
            object('Q5', page, 'it is placed over what is there already');
      },
    },
  };
};
