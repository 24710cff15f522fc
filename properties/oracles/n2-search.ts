/**
 * N2 search: the next page to be taken is the next dirty one after the last, in block order and
 * around, where a host page that had nothing more to send is over; a slice ends only when nothing
 * is dirty or its time is over, and then it does end.
 */
import { pageBit } from '../../impl/system.ts';
import type { OracleMaker } from '../lockstep/oracle.ts';
import { nameOfPage } from '../strategies/coming-events.ts';

export const search: OracleMaker = ({ hostPageOf, ledger, layout, object, touched }) => {
  const { pages } = layout;
  /** Where the search goes on. */
  let cursor = 0;
  let isExpired = false;
  let foundSinceExpiry = 0;
  let isLastStage = false;
  /** Pages that the destination has asked for. */
  const isRequested = new Uint8Array(layout.pages);

  const nameOf = (page: number): string => nameOfPage(layout, page);
  const isDirty = (bits: Uint16Array, page: number): boolean =>
    ((bits[page] as number) & pageBit.dirty) !== 0;

  return {
    reset() {
      cursor = 0;
      isRequested.fill(0);
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
      postcopy_chunk_hostpages() {
        cursor = 0;
      },
      source_return_path_thread_req(first, count) {
        isRequested.fill(1, first, first + count);
      },
      get_queued_page(page, isStillDirty) {
        if (isRequested[page] === 0)
          object('N2', page, 'it is taken first, and nobody asked for it');
        if (isStillDirty === 1) cursor = page;
        // Whoever goes on for the sake of a request that turns out to be stale sends one more.
        foundSinceExpiry = 0;
      },
      ram_take_dirty(page) {
        if (!isDirty(touched.bitsBefore, page)) object('N2', page, 'it is taken but was not dirty');
        for (let from = cursor; from !== page; from = (from + 1) % pages) {
          if (!isDirty(touched.bitsBefore, from)) continue;
          object('N2', page, `it is taken before ${nameOf(from)}, which is dirty and comes first`);
          break;
        }
      },
      ram_save_page(page) {
        const { end } = hostPageOf(page);
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
