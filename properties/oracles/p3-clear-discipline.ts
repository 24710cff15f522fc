/**
 * P3 clear discipline: a clear of the hypervisor's log removes only what was fetched before, and by
 * the time a page is read the log of its chunk has been cleared. In the last stage nobody will look
 * at that log again, and it is left alone.
 */
import { pageBit } from '../../impl/system.ts';
import type { OracleMaker } from '../lockstep/oracle.ts';

export const clearDiscipline: OracleMaker = ({ layout, scenario, views, object, touched }) => {
  /** What the last fetch saw of each page and no clear has removed since. */
  const fetched = new Uint8Array(layout.pages);
  let isFetchedInThisStep = false;
  let isStartedInThisStep = false;
  return {
    reset() {
      fetched.fill(0);
      isFetchedInThisStep = false;
      isStartedInThisStep = false;
    },
    on: {
      global_dirty_changed() {
        fetched.fill(0);
        isStartedInThisStep = true;
      },
      memory_region_sync_dirty(block) {
        isFetchedInThisStep = true;
        const { firstPage, usedPages } = layout.blocks[block] as (typeof layout.blocks)[number];
        for (let page = firstPage; page < firstPage + usedPages; page++)
          if (((touched.bitsBefore[page] as number) & pageBit.hypervisorLogged) !== 0)
            fetched[page] = 1;
      },
      migration_bitmap_clear_dirty(firstPage) {
        if (views.isLastStage())
          object(
            'P3',
            firstPage,
            'its log is cleared in the last stage, when nobody fetches it again',
          );
      },
      ram_read_page(page) {
        if ((views.pageBits(page) & pageBit.clearPending) !== 0 && !views.isLastStage())
          object('P3', page, 'it is read before the log of its chunk is cleared');
      },
    },
    page(page) {
      const cleared =
        (touched.bitsBefore[page] as number) &
        ~(touched.bits[page] as number) &
        pageBit.hypervisorLogged;
      if (cleared === 0 || isStartedInThisStep) return;
      const isWithFetch = scenario.log === 'immediate' && isFetchedInThisStep;
      if (!isWithFetch && fetched[page] === 0)
        object('P3', page, 'its log is cleared, but what it held was never fetched');
      fetched[page] = 0;
    },
    step() {
      isFetchedInThisStep = false;
      isStartedInThisStep = false;
    },
  };
};
