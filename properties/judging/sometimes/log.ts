/** Premises about the dirty log: traps, clears and re-arming. */
import { pageBit } from '../../../impl/system.ts';
import { host } from '../../../impl/tracepoints.ts';
import { NO_PAGE } from '../lockstep/ledger.ts';
import type { coreSituations } from '../../mechanisms/core/judging/situations.ts';
import type { Observer } from './observer.ts';

export const observeLog: Observer<keyof typeof coreSituations> = (context, reach) => {
  const { capacity, ledger, touched } = context;
  /** Pages on which a vCPU has trapped, but to which it has not stored yet. */
  const trapped = new Uint8Array(capacity.pages);
  let pendingTraps = 0;
  let isRearmPending = false;

  return {
    reset() {
      trapped.fill(0, 0, context.layout.pages);
      pendingTraps = 0;
      isRearmPending = false;
    },
    on: {
      vcpu_trap(page) {
        if (trapped[page] === 1) reach('trap-taken-again');
        else pendingTraps++;
        trapped[page] = 1;
        if ((context.views.pageBits(page) & pageBit.clearPending) !== 0)
          reach('write-between-fetch-and-clear');
      },
      vcpu_store(page, _version, on) {
        if (on !== host.source) return;
        if (isRearmPending) reach('store-before-rearm');
        if (trapped[page] === 1) pendingTraps--;
        trapped[page] = 0;
      },
      ramblock_sync_dirty_bitmap() {
        isRearmPending = context.scenario.log === 'tlb';
      },
      tlb_reset_dirty() {
        isRearmPending = false;
        if (pendingTraps > 0) reach('sync-waits-for-store');
      },
      migration_bitmap_clear_dirty(firstPage, pages) {
        for (let page = firstPage; page < firstPage + pages; page++) {
          const now = touched.bits[page] as number;
          const isRearmed = (now & ~(touched.bitsBefore[page] as number) & pageBit.armed) !== 0;
          if (isRearmed && (now & pageBit.dirty) !== 0) reach('clear-rearms-unread');
        }
      },
      runstate_set(on, running) {
        if (on !== host.source || running === 1) return;
        if (pendingTraps > 0) reach('stop-waits-for-store');
        if (ledger.unlogged !== NO_PAGE) reach('stop-waits-for-device');
      },
    },
  };
};
