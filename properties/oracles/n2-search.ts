/**
 * N2 search: the next page to be taken is the next dirty one after the last, in block order and
 * around, where a host page that had nothing more to send is over; a slice ends only when nothing
 * is dirty or its time is over, and then it does end.
 */
import { TARGET_PAGE_SIZE } from '../../impl/scenario.ts';
import type { Layout } from '../../impl/system.ts';
import { pageBit } from '../../impl/system.ts';
import type { OracleMaker } from '../lockstep/oracle.ts';

export const search: OracleMaker = ({ ledger, layout, object, touched }) => {
  const { pages } = layout;
  const hostPageEnd = hostPageEnds(layout);
  /** Where the search goes on. */
  let cursor = 0;
  let isExpired = false;
  let foundSinceExpiry = 0;
  let isLastStage = false;

  const isDirty = (bits: Uint8Array, page: number): boolean =>
    ((bits[page] as number) & pageBit.dirty) !== 0;

  return {
    reset() {
      cursor = 0;
    },
    on: {
      migrate_set_state() {
        if (ledger.status === 'setup') cursor = 0;
      },
      slice_expired() {
        isExpired = true;
      },
      ram_save_slice_start(isLast) {
        isLastStage = isLast === 1;
        isExpired = false;
        foundSinceExpiry = 0;
      },
      ram_find_dirty(page) {
        if (!isExpired || isLastStage) return;
        // The search may already have been under way when the limit struck.
        foundSinceExpiry++;
        if (foundSinceExpiry > 1) object('N2', page, 'the slice goes on although its time is over');
      },
      ram_take_dirty(page) {
        if (!isDirty(touched.bitsBefore, page)) object('N2', page, 'it is taken but was not dirty');
        for (let from = cursor; from !== page; from = (from + 1) % pages) {
          if (!isDirty(touched.bitsBefore, from)) continue;
          object('N2', page, 'it is taken before a dirty page that comes first');
          break;
        }
      },
      ram_save_page(page) {
        const end = hostPageEnd[page] as number;
        cursor = page + 1;
        while (cursor < end && !isDirty(touched.bits, cursor)) cursor++;
        cursor %= pages;
      },
      ram_save_slice_end(isLast) {
        if (isExpired && isLast === 0) return;
        for (let page = 0; page < pages; page++) {
          if (!isDirty(touched.bits, page)) continue;
          object('N2', page, 'the slice ends, but it is still dirty');
          break;
        }
      },
    },
  };
};

/** For each page, the end of the host page that it lies in. */
function hostPageEnds({ blocks }: Layout): Int32Array {
  return Int32Array.from(
    blocks.flatMap(({ firstPage, usedPages, hostPageSize }) => {
      const perHostPage = Math.max(1, Math.floor(hostPageSize / TARGET_PAGE_SIZE));
      return Array.from({ length: usedPages }, (_, page) => {
        const end = (Math.floor(page / perHostPage) + 1) * perHostPage;
        return firstPage + Math.min(end, usedPages);
      });
    }),
  );
}
