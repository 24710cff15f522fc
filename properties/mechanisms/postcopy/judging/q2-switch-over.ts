/**
 * Q2 switch-over: when the package is sent, only whole host pages are dirty, and the dirty pages are exactly
 * those that the destination has been told to forget. Once the destination listens, it has all other pages
 * as the source has them.
 */
import { pageBit } from '../../../../impl/system.ts';
import { host } from '../../../../impl/tracepoints.ts';
import type { OracleMaker } from '../../../judging/lockstep/oracle-context.ts';
import type { Property } from '../../../judging/oracles/property.ts';
import { SWITCH_OVER } from './switch-over-tracepoints.ts';

const switchOver: OracleMaker = (context) => {
  const { capacity, hostPageOf, isDiscarded, reading, object, touched } = context;
  const isDirty = (page: number): boolean => ((touched.bits[page] as number) & pageBit.dirty) !== 0;
  const isSame = (page: number, content: (word: number) => number): boolean => {
    const { layout, views } = context;
    for (let word = 0; word < layout.pageWords; word++)
      if (content(word) !== views.memoryWord(host.source, page, word)) return false;
    return true;
  };
  /** 1 for each page whose current content the destination must already have. */
  const kept = new Uint8Array(capacity.pages);

  return {
    reset() {
      kept.fill(0, 0, context.layout.pages);
    },
    on: {
      savevm_send_packaged() {
        const { pages, pageWords } = context.layout;
        for (let page = 0; page < pages; page++) {
          kept[page] = isDirty(page) || isDiscarded(page) ? 0 : 1;
          const { first } = hostPageOf(page);
          if (isDirty(page) !== isDirty(first))
            object('Q2', page, 'its host page is dirty in part at the switch-over');
          if (isDirty(page) !== (reading.forgotten[page] === 1))
            object(
              'Q2',
              page,
              isDirty(page)
                ? 'it is dirty at the switch-over, but the destination is not told to forget it'
                : 'the destination is told to forget it, but it will not be sent again',
            );
          const newest = (word: number): number =>
            reading.newest[page * pageWords + word] as number;
          if (!isDirty(page) && !isSame(page, newest))
            object('Q2', page, 'its newest copy is stale at the switch-over, and it is not dirty');
        }
      },
      loadvm_postcopy_handle_listen() {
        const { layout, views } = context;
        for (let page = 0; page < layout.pages; page++) {
          const isReceived = ((touched.bits[page] as number) & pageBit.received) !== 0;
          if (isReceived !== (kept[page] === 1))
            object(
              'Q2',
              page,
              isReceived
                ? 'it will be sent again, but is marked received'
                : 'it will not be sent again, but is not marked received',
            );
          const there = (word: number): number => views.memoryWord(host.destination, page, word);
          if (kept[page] === 1 && !isSame(page, there))
            object('Q2', page, 'the destination begins to listen with a stale copy of it');
        }
      },
    },
  };
};

export const q2SwitchOver: Property<'Q2'> = {
  id: 'Q2',
  name: 'Q2 switch-over',
  kind: 'always',
  claim:
    'at the switch-over, dirty host pages are dirty as a whole and forgotten; no others are stale',
  harm: 'the guest is handed pages that are stale, or partly old and partly new',
  sources: ['ram_postcopy_send_discard_bitmap in migration/ram.c', 'QEMU 99e314ebca, 29c5917201'],
  hint: 'look at how host pages are completed, and at what is sent as discards',
  needs: { bits: ['dirty', 'received'], views: ['channel'], tracepoints: SWITCH_OVER },
  appliesTo: ({ postcopy }) => postcopy,
  isSymptom: false,
  isAbout: 'both hosts',
  trustsPeers: true,
  fromOutside: {
    is: 'judged',
    by: 'the discards are the pages still owed, after a sync that followed the stop',
  },
  oracle: switchOver,
};
