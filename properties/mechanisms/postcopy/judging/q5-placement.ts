/**
 * Q5 placement: a host page is placed once, and never over one that is present, since that would overwrite
 * what the guest has written to it.
 */
import { pageBit } from '../../../../impl/system.ts';
import type { OracleMaker } from '../../../judging/lockstep/oracle-context.ts';
import type { Property } from '../../../judging/oracles/property.ts';
import { SWITCH_OVER } from './switch-over-tracepoints.ts';

const placement: OracleMaker = ({ hostPageOf, ledger, object, touched }) => {
  const judgeMissing = (first: number, end: number): void => {
    for (let page = first; page < end; page++)
      if (((touched.bitsBefore[page] as number) & pageBit.present) !== 0)
        object('Q5', page, 'it is placed over a page that is already there');
  };
  return {
    on: {
      ram_take_dirty(page) {
        if (!ledger.isSwitched) return;
        const isThere = ((touched.bitsBefore[page] as number) & pageBit.present) !== 0;
        if (ledger.onTheWay[page] === 1 || (ledger.isListening && isThere))
          object('Q5', page, 'it is sent a second time: it would be placed twice');
      },
      postcopy_place_page_exists(first) {
        object('Q5', first, 'it is to be placed, but it is already there (EEXIST)');
      },
      postcopy_place_page(first, pages) {
        const { end } = hostPageOf(first);
        if (first + pages !== end) object('Q5', first, 'it is not placed as a whole');
        judgeMissing(first, end);
      },
      postcopy_place_discarded_page: (first, pages) => judgeMissing(first, first + pages),
    },
  };
};

export const q5Placement: Property<'Q5'> = {
  id: 'Q5',
  name: 'Q5 placement',
  kind: 'always',
  claim: 'a host page is placed once, and never over what the guest has written',
  harm: 'what the guest has written on the destination is overwritten by an older copy',
  sources: ['postcopy_place_page in migration/postcopy-ram.c', 'QEMU cfd66f30fb'],
  hint: 'look for what makes the source send a page a second time',
  needs: {
    bits: ['present'],
    tracepoints: ['ram_take_dirty', ...SWITCH_OVER],
    judgedAt: ['postcopy_place_page'],
  },
  appliesTo: ({ postcopy }) => postcopy,
  isSymptom: false,
  isAbout: 'both hosts',
  trustsPeers: true,
  fromOutside: { is: 'judged', by: 'each placed page has arrived, once, and was missing before' },
  oracle: placement,
};
