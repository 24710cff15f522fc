/** Premises about hints: how they meet writes, syncs, and the end of a migration. */
import type { MigrationStatus } from '../../../../impl/tracepoints.ts';
import { migrationStatuses } from '../../../../impl/tracepoints.ts';
import type { Observer } from '../../../judging/sometimes/observer.ts';
import type { hintsSituations } from './situations.ts';

export const observeHints: Observer<keyof typeof hintsSituations> = (context, reach) => {
  const { capacity, ledger } = context;
  /** 1 once a page is reported, 2 once it has been left out as well. */
  const reported = new Uint8Array(capacity.pages);
  let isTaking = false;
  let isInSlice = false;
  let isAnyReported = false;

  const write = (page: number): void => {
    if (reported[page] === 1) reach('reported-written-before-hint');
    if (reported[page] === 2) reach('reported-written-after-hint');
    reported[page] = 0;
  };

  return {
    appliesTo: ({ hints }) => hints !== 'off',
    reset() {
      reported.fill(0, 0, context.layout.pages);
      isTaking = false;
      isInSlice = false;
      isAnyReported = false;
    },
    on: {
      vcpu_store: write,
      device_store: write,
      report_free_page(page) {
        reported[page] = 1;
        isAnyReported = true;
      },
      return_free_pages_to_mm() {
        isAnyReported = false;
      },
      virtio_balloon_free_page_hint_id(_id, isAsked) {
        isTaking = isAsked === 1;
        if (!isTaking) reach('hint-answered-late');
      },
      virtio_balloon_free_page_dropped() {
        reach('hint-dropped');
      },
      virtio_balloon_free_page_stop() {
        const { footprint } = context.system;
        const isOfSync = context.system.driver.threads[footprint.thread] === 'background sync';
        if (isTaking && isOfSync) reach('hints-stopped-by-background-sync');
        isTaking = false;
      },
      qemu_guest_free_page_hint(page, wasDirty) {
        reach(wasDirty === 1 ? 'hint-of-dirty-page' : 'hint-of-clean-page');
        if (isInSlice) reach('hint-beside-slice');
        if (reported[page] === 1) reported[page] = 2;
      },
      ram_save_slice_start() {
        isInSlice = true;
      },
      ramblock_sync_dirty_bitmap() {
        isInSlice = false;
      },
      migrate_set_state(number) {
        const status = migrationStatuses[number] as MigrationStatus;
        if (!isAnyReported) return;
        if (status === 'cancelling') reach('reported-when-cancelled');
        if (status === 'device' && ledger.isLinkUp) reach('reported-at-switch-over');
      },
    },
  };
};
