/**
 * P4 count: whenever `bitmap_mutex` is free, the dirty page count is the number of bits set; and a sync
 * counts a page as newly dirty exactly if the page was logged and was neither waiting to be sent nor
 * parked.
 */
import type { BlockLayout, Views } from '../../../impl/system.ts';
import { pageBit } from '../../../impl/system.ts';
import { migrationStatuses, syncKinds } from '../../../impl/tracepoints.ts';
import type { OracleMaker } from '../lockstep/oracle-context.ts';
import { isInPostcopy, isJudged, NO_PAGE } from '../lockstep/ledger.ts';
import type { Property } from './property.ts';

const count: OracleMaker = (context) => {
  const { capacity, ledger, object, touched } = context;
  let views: Views;
  /** Bits set in the dirty bitmaps. */
  let dirtyPages = 0;
  /** Setup is over; the sync in setup starts from bitmaps of all ones. */
  let isSetUp = false;
  /** 1 for each page that a sync has recorded and that has neither been taken nor left out since. */
  const isRecorded = new Uint8Array(capacity.pages);
  return {
    retarget() {
      ({ views } = context);
    },
    reset() {
      dirtyPages = 0;
      isSetUp = false;
      isRecorded.fill(0, 0, context.layout.pages);
    },
    on: {
      migrate_set_state(status) {
        isSetUp = migrationStatuses[status] !== 'setup';
        if (!isSetUp) isRecorded.fill(1, 0, context.layout.pages);
      },
      ram_take_dirty(page) {
        isRecorded[page] = 0;
      },
      ramblock_sync_dirty_bitmap(block, kind, newPages) {
        const { firstPage, usedPages } = context.layout.blocks[block] as BlockLayout;
        let expected = 0;
        for (let page = firstPage; page < firstPage + usedPages; page++) {
          if (((touched.bitsBefore[page] as number) & pageBit.logged) === 0) continue;
          if (isRecorded[page] === 0) expected++;
          isRecorded[page] = 1;
        }
        if (isSetUp && isJudged(ledger) && newPages !== expected)
          object(
            'P4',
            firstPage,
            `a ${syncKinds[kind]} sync counts ${newPages} new pages, not ${expected}`,
          );
      },
    },
    watches: pageBit.dirty,
    page(page) {
      const before = (touched.bitsBefore[page] as number) & pageBit.dirty;
      const after = (touched.bits[page] as number) & pageBit.dirty;
      dirtyPages += after - before;
      // The next sync counts a parked bit of this page as sent, so that bit is no longer a record.
      if (before !== 0 && after === 0) isRecorded[page] = 0;
    },
    change() {
      const isCounted = isJudged(ledger) || isInPostcopy(ledger);
      if (!isCounted || !views.isBitmapMutexFree()) return;
      const counted = views.dirtyPageCount();
      if (counted !== dirtyPages)
        object('P4', NO_PAGE, `${counted} dirty pages are counted, but ${dirtyPages} bits are set`);
    },
  };
};

export const p4Count: Property<'P4'> = {
  id: 'P4',
  name: 'P4 count',
  kind: 'always',
  claim: 'the dirty page count is the number of bits set, and a sync counts a page once',
  harm: 'nothing yet; but the guest is stopped too soon or too late, or the migration never ends',
  sources: ['migration_dirty_pages in migration/ram.c', 'QEMU fb6135807f, e30d1d8c71'],
  hint: 'look for a bit that is set or cleared without counting it, or counted twice',
  needs: { bits: ['dirty'], views: ['dirtyPageCount', 'isBitmapMutexFree'] },
  appliesTo: () => true,
  isSymptom: true,
  isAbout: 'source',
  fromOutside: { is: 'not observable', by: 'the bitmap and its count' },
  oracle: count,
};
