/** Premises about syncs of any kind and their results. */
import { NO_PAGE } from '../lockstep/ledger.ts';
import type { coreSituations } from '../../mechanisms/core/judging/situations.ts';
import type { Observer } from './observer.ts';

export const observeSyncs: Observer<keyof typeof coreSituations> = (context, reach) => {
  const { ledger } = context;
  let isFetched = false;
  const log = (): void => {
    if (isFetched) reach('write-between-fetch-and-merge');
  };
  return {
    reset() {
      isFetched = false;
    },
    on: {
      vcpu_trap: log,
      device_log: log,
      memory_region_sync_dirty() {
        isFetched = true;
      },
      ramblock_sync_dirty_bitmap() {
        isFetched = false;
        if (ledger.unlogged !== NO_PAGE) reach('sync-beside-device-write');
      },
      migration_bitmap_sync_end(_kind, newPages) {
        if (ledger.status === 'device' && newPages > 0) reach('last-sync-finds-pages');
      },
      migration_iteration(pendingPages, isExact) {
        if (isExact === 1 && pendingPages > context.scenario.switchoverThreshold)
          reach('exact-sync-finds-too-much');
      },
    },
  };
};
